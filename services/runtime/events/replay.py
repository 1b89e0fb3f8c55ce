"""Publish a log again: Kafka is transport, the log is what lasts."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import BigInteger, bindparam, func, update
from sqlmodel import col, select

from services.runtime.database.pool import Database
from services.runtime.database.query import query
from services.runtime.database.tables.this_service import RelayCursorRow

_PUBLISHED = query(select(RelayCursorRow.position).with_for_update(), into=int)
_SET_BACK = query(update(RelayCursorRow).values(position=bindparam("to")))
_NO_FURTHER = query(
    update(RelayCursorRow).values(
        position=func.least(col(RelayCursorRow.position), bindparam("than", type_=BigInteger))
    )
)


async def replay(database: Database, service: str, from_position: int = 1) -> int:
    """Have the relay publish a service's log again from a position on; whoever has consumed an event keeps it once all the same.

    Gives how many facts will be published again. Raises ValueError for a position below 1 or beyond what was published.
    """
    if from_position < 1:
        raise ValueError(f"a log begins at position 1, not {from_position}")
    async with database.work(service) as work:
        published = await work.one(_PUBLISHED.of(service)) or 0
        if from_position > published + 1:
            raise ValueError(f"{service} has been told up to {published}: nothing beyond that can be told again")
        await work.run(_SET_BACK.of(service), to=from_position - 1)
    return published - from_position + 1


async def publish_what_was_not_consumed(database: Database, consumed: Mapping[str, int]) -> None:
    """Set each log back to what all who consume it have consumed: the embedded broker forgot the rest when it stopped."""
    for log, position in consumed.items():
        async with database.work(log) as work:
            await work.run(_NO_FURTHER.of(log), than=position)
