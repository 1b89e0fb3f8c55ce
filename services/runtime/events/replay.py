"""NewEvent a log again: Kafka is transport, the log is what lasts."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import BigInteger, bindparam, func, update
from sqlmodel import col, select

from services.runtime.database.log_tables import RelayCursorRow
from services.runtime.database.pool import Database
from services.runtime.database.query import query

_TOLD = query(select(RelayCursorRow.position).with_for_update(), into=int)
_SET_BACK = query(update(RelayCursorRow).values(position=bindparam("to")))
_NO_FURTHER = query(
    update(RelayCursorRow).values(
        position=func.least(col(RelayCursorRow.position), bindparam("than", type_=BigInteger))
    )
)


async def replay(database: Database, service: str, from_position: int = 1) -> int:
    """Have the relay tell a service's log again from a position on; what was heard already is heard once all the same.

    Gives how many facts will be told again. Raises ValueError for a position below 1 or beyond what was told.
    """
    if from_position < 1:
        raise ValueError(f"a log begins at position 1, not {from_position}")
    async with database.work(service) as work:
        told = await work.one(_TOLD.of(service)) or 0
        if from_position > told + 1:
            raise ValueError(f"{service} has been told up to {told}: nothing beyond that can be told again")
        await work.run(_SET_BACK.of(service), to=from_position - 1)
    return told - from_position + 1


async def tell_what_was_not_heard(database: Database, heard: Mapping[str, int]) -> None:
    """Set each log back to what all who hear it have heard: the embedded broker forgot the rest when it stopped."""
    for log, position in heard.items():
        async with database.work(log) as work:
            await work.run(_NO_FURTHER.of(log), than=position)
