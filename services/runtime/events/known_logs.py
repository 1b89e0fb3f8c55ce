"""How far each consumed log is known without a hole, and the events of the next batch up to there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import select

from schemas.envelope import Watermark
from services.runtime.database.expressions import fields_of
from services.runtime.database.query import query, written
from services.runtime.database.tables.this_service import InboxWatermarkRow
from services.runtime.database.work import Work
from services.runtime.events.apply import InboxEvent

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class InOrder(InboxEvent):
    """A consumed event; `followed` says whether the one after it in its log was consumed too."""

    followed: bool


@dataclass(frozen=True)
class Progress:
    """How far everything consumed has been applied: the instant, the position in each log, and the token of whoever moved it."""

    until: datetime | None
    log_positions: dict[str, int]
    fence: UUID | None


_WATERMARKS = query(select(*fields_of(InboxWatermarkRow, Watermark)), into=Watermark)
# A batch and the rest of the append it ends in: two looks ahead in one statement.
_READ = written(
    """with last as (select position, received from (select position, received from this_schema.inbox
  where log = :log and position > :position and position <= :end order by position limit :batch) as first
  order by position desc limit 1),
beyond as (select coalesce((select n.position from this_schema.inbox n where n.log = :log and n.position > last.position
  and n.received > last.received order by n.position limit 1), :end + 1) as position from last)
select h.log, h.position, h.id, h.type, h.subject, h.sequence, h.received, h.body,
  exists (select from this_schema.inbox n where n.log = h.log and n.position = h.position + 1) as followed
from this_schema.inbox h, beyond where h.log = :log and h.position > :position
and h.position < least(beyond.position, :end + 1) order by h.position""",
    into=InOrder,
)


@dataclass(frozen=True)
class Known:
    """What is known of one log beyond the progress: whole appends in order, complete up to and including `until`."""

    facts: tuple[InOrder, ...]
    until: datetime | None
    """None: nothing is known yet."""


def known(facts: Sequence[InOrder], position: int, until: datetime | None, watermark: Watermark | None) -> Known:
    """Find how far one log is complete, from its consumed events beyond `position` in order and its newest watermark.

    `facts` end with a whole append (as far as consumed) or at the watermark. Until where the next fact would be unknown, nothing
    is taken: an append that a hole may have torn apart waits.
    """
    if watermark is None:
        return Known((), until)
    whole = [fact for nth, fact in enumerate(facts, 1) if fact.position == position + nth]
    end = whole[-1].position if whole else position
    if end >= watermark.position:
        return Known(tuple(whole), _later(until, watermark.received))
    if whole and whole[-1].followed:
        return Known(tuple(whole), _later(until, whole[-1].received))
    if not whole:
        return Known((), until)
    torn = whole[-1].received
    return Known(tuple(fact for fact in whole if fact.received < torn), _later(until, torn - INSTANT))


def _later(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else max(one, other)


@dataclass(frozen=True)
class KnownLogs:
    """The logs that a service consumes and applies in one order of time."""

    service: str
    logs: tuple[str, ...]

    async def complete(self, work: Work, progress: Progress, batch: int) -> tuple[list[InOrder], datetime | None]:
        """Give the facts of the next batch, in order, and the instant up to which all is known then; none: nothing is known yet."""
        marks = {mark.log: mark for mark in await work.all(_WATERMARKS.of(self.service))}
        logs: list[Known] = []
        for log in self.logs:
            position, mark = progress.log_positions.get(log, 0), marks.get(log)
            beyond = mark is not None and mark.position > position
            facts = await self._read(work, log, position, mark.position, batch) if mark and beyond else []
            logs.append(known(facts, position, progress.until, mark))
        instants = [each.until for each in logs if each.until is not None]
        if len(instants) < len(self.logs):
            return [], None
        until = min(instants)
        taken = [fact for each in logs for fact in each.facts if fact.received <= until]
        return sorted(taken, key=lambda fact: (fact.received, fact.log, fact.position)), until

    async def _read(self, work: Work, log: str, position: int, end: int, batch: int) -> list[InOrder]:
        """Read a log's consumed events beyond `position`: a batch, and the rest of the append it ends in."""
        return await work.all(_READ.of(self.service), log=log, position=position, end=end, batch=batch)
