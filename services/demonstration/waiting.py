"""Waiting until what was told has been heard, applied and judged; the demonstration's people act on what they see."""

import asyncio
from datetime import datetime

from sqlalchemy import text

from services.runtime.database import Database

PATIENCE = 60.0
_HEARERS = {"referral": ("directory",), "notify": ("directory", "referral", "provider_audit")}


async def until_judged(database: Database, moment: datetime) -> None:
    """Wait until the audit has judged up to `moment` and everybody has applied what was told.

    Raises TimeoutError when that takes longer than a minute: a part stands still.
    """
    async with asyncio.timeout(PATIENCE):
        while not await judged(database, moment):  # noqa: ASYNC110 - another process may be the one that judges
            await asyncio.sleep(0.02)


async def judged(database: Database, moment: datetime) -> bool:
    """Tell whether the audit has judged up to `moment` and everybody has applied what was told."""
    async with database.engine.connect() as connection:
        until = (await connection.execute(text("select until from provider_audit.progress"))).scalar_one()
        if until is None or until < moment:
            return False
        for service, logs in _HEARERS.items():
            for log in logs:
                behind = await connection.execute(
                    text(
                        f"select (select position from {log}.log_head) > "
                        f"(select count(*) from {service}.heard where log = :log and state <> 'waiting')"
                    ),
                    {"log": log},
                )
                if behind.scalar_one():
                    return False
    return True
