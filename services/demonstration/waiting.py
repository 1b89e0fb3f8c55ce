"""Waiting until what was told has been heard, applied and judged; the demonstration's people act on what they see."""

import asyncio
from datetime import datetime

from services.runtime.database.pool import Database

PATIENCE = 60.0
_EVERYBODY = {"referral": ("directory",), "notify": ("directory", "referral", "provider_audit")}


async def until_judged(database: Database, moment: datetime) -> None:
    """Wait until the audit has judged up to `moment`, the others know what was told, and notices up to then are decided.

    Raises TimeoutError when that takes longer than a minute: a part stands still.
    """
    async with asyncio.timeout(PATIENCE):
        while not await judged(database, moment):  # noqa: ASYNC110 - another process may judge
            await asyncio.sleep(0.05)


async def judged(database: Database, moment: datetime) -> bool:
    """Tell whether the audit has judged up to `moment`, the others have applied what was told, and notices are decided."""
    async with database.plain() as plain:
        until = await plain.value("select until from provider_audit.progress")
        if until is None or until < moment:
            return False
        for service, logs in _EVERYBODY.items():
            for log in logs:
                if await plain.value(_BEHIND.format(log=log, service=service), log=log):
                    return False
        return not await plain.value(_UNDECIDED, moment=moment)


_BEHIND = """select (select position from {log}.log_head) >
(select count(*) from {service}.heard where log = :log and state <> 'waiting')"""

_UNDECIDED = """select exists (select from notify.notice
where state = 'planned' and send_at < cast(:moment as timestamptz) - interval '1 minute')"""
"""A notice is decided a minute after its instant."""
