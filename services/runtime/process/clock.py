"""The demonstration's clock: an offset kept in one row, accepted only in a database made for trying out."""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import DateTime, Interval, bindparam, func, update
from sqlmodel import col, select

from services.runtime.database.log import HEAD
from services.runtime.database.pool import Database
from services.runtime.database.query import query
from services.runtime.tables import InstanceRow

_KIND = query(select(InstanceRow.kind), into=str)
_MARK = query(update(InstanceRow).values(kind=bindparam("new_kind")))
_SET = query(
    update(InstanceRow).values(clock_offset=bindparam("moment", type_=DateTime(timezone=True)) - func.clock_timestamp())
)
_MOVE = query(update(InstanceRow).values(clock_offset=col(InstanceRow.clock_offset) + bindparam("by", type_=Interval)))


async def mark(database: Database, kind: Literal["demonstration", "test"]) -> None:
    """Make an empty database one whose clock may be moved. Raises ValueError when its logs hold facts."""
    async with database.plain() as plain:
        if await plain.one(_KIND) == kind:
            return
        head = await plain.one(HEAD.of("directory"))
        if head is not None and head.position:
            raise ValueError(
                "this database is in use: a demonstration needs an empty one, name another in UTVAG_DATABASE"
            )
        await plain.run(_MARK, new_kind=kind)


async def is_demonstration(database: Database) -> bool:
    """Tell whether the database is marked as a demonstration."""
    async with database.plain() as plain:
        return await plain.one(_KIND) == "demonstration"


async def set_now(database: Database, moment: datetime) -> None:
    """Set the clock to a moment; from there it runs on by itself."""
    async with database.plain() as plain:
        await plain.run(_SET, moment=moment)
    _moved(database)


async def move(database: Database, by: timedelta) -> None:
    """Move the clock forward."""
    if by < timedelta():
        raise ValueError("the clock moves forward only: log order would break")
    async with database.plain() as plain:
        await plain.run(_MOVE, by=by)
    _moved(database)


def _moved(database: Database) -> None:
    for call in database.clock_moved:
        call()
