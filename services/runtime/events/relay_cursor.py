"""Where a relay stands in its log: the row of its cursor, by which two relays of one log cannot both go on."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import bindparam, update
from sqlmodel import col, select

from services.runtime.database.expressions import fields_of
from services.runtime.database.pool import Database
from services.runtime.database.query import query
from services.runtime.database.tables.this_service import LogRow, RelayCursorRow
from services.runtime.kafka.wire import Logged
from services.runtime.telemetry import Logger, Metric, count, show


@dataclass(frozen=True)
class Cursor:
    """How far a log is published, by which of its relays: the one that took over last."""

    epoch: int
    position: int


C = TypeVar("C", bound=Cursor)
_CURSOR = query(select(*fields_of(RelayCursorRow, Cursor)), into=Cursor)
_TAKE_OVER = query(
    update(RelayCursorRow).values(epoch=col(RelayCursorRow.epoch) + 1).returning(*fields_of(RelayCursorRow, Cursor)),
    into=Cursor,
)
_MOVE = query(
    update(RelayCursorRow)
    .where(col(RelayCursorRow.epoch) == bindparam("own"), col(RelayCursorRow.position) == bindparam("old"))
    .values(position=bindparam("new"))
)
_BEYOND = query(
    select(*fields_of(LogRow, Logged))
    .where(LogRow.position > bindparam("after"), LogRow.position <= bindparam("last"))
    .order_by(col(LogRow.position))
    .limit(bindparam("most")),
    into=Logged,
)


class Fenced(Exception):
    """Another relay of the same log has taken over."""


class RelayCursor:
    """How far one relay has published its log, and since when; every step of it raises Fenced once another took over."""

    def __init__(self, log: str, database: Database) -> None:
        self.log, self.database = log, database
        self.position, self.moved_at = 0, 0.0
        self._epoch = 0
        self._say = Logger(f"relay.{log}")

    async def take_over(self) -> None:
        """Become the relay of this log, from where the one before had come."""
        async with self.database.work(self.log) as work:
            cursor = await work.one(_TAKE_OVER.of(self.log))
        if cursor is None:
            raise RuntimeError(f"{self.log}.relay_cursor has no row: run the migrations")
        self._epoch, self.position = cursor.epoch, cursor.position
        self._say.say("relay begins", position=self.position, epoch=self._epoch)

    async def beyond(self, after: int, last: int, most: int) -> Sequence[Logged]:
        """Read what the log holds between two positions, the last included."""
        async with self.database.work(self.log) as work:
            return await work.all(_BEYOND.of(self.log), after=after, last=last, most=most)

    async def move(self, position: int, number: int) -> None:
        """Move on past `number` facts that were published. After a replay it goes on from where it was set back to."""
        async with self.database.work(self.log) as work:
            moved = await work.run(_MOVE.of(self.log), new=position, own=self._epoch, old=self.position)
            if moved:
                self.position = position
            else:
                seen = await work.one(_CURSOR.of(self.log))
                self.follow(seen)
                self._say.say("publishing again", position=self.position)
        self.moved_at = time.monotonic()
        count(Metric.PUBLISHED_FACTS, self.log, by=number)
        show(Metric.PUBLISHED, self.log, value=self.position)

    def follow(self, seen: C | None) -> C:
        """Stand where the row was seen to stand, which a replay may have set back; gives what was seen."""
        if seen is None or seen.epoch != self._epoch:
            raise Fenced(f"another relay publishes the log {self.log} now")
        self.position = seen.position
        return seen
