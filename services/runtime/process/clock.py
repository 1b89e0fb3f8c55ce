"""The demonstration's clock: an offset kept in one row, accepted only in a database made for trying out."""

from datetime import datetime, timedelta
from typing import Literal

from services.runtime.database.pool import Database


async def mark(database: Database, kind: Literal["demonstration", "test"]) -> None:
    """Make an empty database one whose clock may be moved. Raises ValueError when its logs hold facts."""
    async with database.plain() as plain:
        if await plain.value("select kind from runtime.instance") == kind:
            return
        if await plain.value("select position from directory.log_head"):
            raise ValueError(
                "this database is in use: a demonstration needs an empty one, name another in UTVAG_DATABASE"
            )
        await plain.run("update runtime.instance set kind = :kind", kind=kind)


async def is_demonstration(database: Database) -> bool:
    """Tell whether the database is marked as a demonstration."""
    async with database.plain() as plain:
        return bool(await plain.value("select runtime.is_demonstration()"))


async def set_now(database: Database, moment: datetime) -> None:
    """Set the clock to a moment; from there it runs on by itself."""
    async with database.plain() as plain:
        await plain.run("update runtime.instance set clock_offset = :moment - clock_timestamp()", moment=moment)
    _moved(database)


async def move(database: Database, by: timedelta) -> None:
    """Move the clock forward."""
    if by < timedelta():
        raise ValueError("the clock moves forward only: log order would break")
    async with database.plain() as plain:
        await plain.run("update runtime.instance set clock_offset = clock_offset + :by", by=by)
    _moved(database)


def _moved(database: Database) -> None:
    for call in database.clock_moved:
        call()
