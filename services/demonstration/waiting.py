"""Waiting until what was told has been heard, applied and judged; the demonstration's people act on what they see."""

import asyncio
from datetime import datetime

from services.runtime.database import Database

PATIENCE = 60.0
_REFERRAL = {"referral": ("directory",)}
_EVERYBODY = {**_REFERRAL, "notify": ("directory", "referral", "provider_audit")}


async def until_judged(database: Database, moment: datetime, *, noticed: bool = True) -> None:
    """Wait until the audit has judged up to `moment`, referral knows the directory and, with `noticed`, notify knows it all.

    Raises TimeoutError when that takes longer than a minute: a part stands still.
    """
    async with asyncio.timeout(PATIENCE):
        while not await judged(database, moment, noticed=noticed):  # noqa: ASYNC110 - another process may judge
            await asyncio.sleep(0.05)


async def judged(database: Database, moment: datetime, *, noticed: bool = True) -> bool:
    """Tell whether the audit has judged up to `moment` and the others have applied what was told."""
    async with database.plain() as plain:
        until = await plain.value("select until from provider_audit.progress")
        if until is None or until < moment:
            return False
        for service, logs in (_EVERYBODY if noticed else _REFERRAL).items():
            for log in logs:
                if await plain.value(_BEHIND.format(log=log, service=service), log=log):
                    return False
    return True


_BEHIND = """select (select position from {log}.log_head) >
(select count(*) from {service}.heard where log = :log and state <> 'waiting')"""
