"""Waiting until what was told has been heard, applied and judged; the demonstration's people act on what they see."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from services.runtime.database.pool import Database

PATIENCE, PAUSE = 60.0, 0.02
_EVERYBODY = {"referral": ("directory",), "notify": ("directory", "referral", "provider_audit")}


async def until_judged(
    database: Database, moment: datetime, decide: Callable[[], Awaitable[object]] | None = None
) -> None:
    """Wait until the audit has judged up to `moment`, the others know what was told, and notices up to then are decided.

    With `decide` they are decided by that as soon as nothing else is waited for: notify's own loop looks once a second.
    Raises TimeoutError when it all takes longer than a minute: a part stands still.
    """
    async with asyncio.timeout(PATIENCE):
        while (waits := await _waits(database, moment)) != "nothing":
            if waits == "notices" and decide is not None:
                await decide()
                waits = await _waits(database, moment)
            if waits != "nothing":
                await asyncio.sleep(PAUSE)


async def _waits(database: Database, moment: datetime) -> str:
    async with database.plain() as plain:
        return str(await plain.value(_WAITS, moment=moment))


def _behind(service: str, log: str) -> str:
    """Give the condition that a service has not applied a whole log; the facts are counted only when it seems that it has."""
    heard, head = f"{service}.heard where log = '{log}'", f"(select position from {log}.log_head)"
    return f"""case when exists (select from {heard} and state = 'waiting') then true
        when {head} > coalesce((select max(position) from {heard}), 0) then true
        else {head} > (select count(*) from {heard}) end"""


_WAITS = f"""select case
    when (select coalesce(max(until), '-infinity') from provider_audit.progress) < :moment then 'judge'
    when {" or ".join(_behind(service, log) for service, logs in _EVERYBODY.items() for log in logs)} then 'applied'
    when exists (select from notify.notice where state = 'planned'
        and send_at < cast(:moment as timestamptz) - interval '1 minute') then 'notices'
    else 'nothing' end"""
"""What is waited for. A notice is decided a minute after its instant."""
