"""Apply in order of time: nothing is applied before every log is known up to that instant, without a hole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlmodel import col, select

from schemas.envelope import Event, Watermark
from schemas.fact import MalformedFact
from schemas.unread import Unread, stand_in
from services.runtime.database.expressions import fields_of
from services.runtime.database.query import query, written
from services.runtime.database.tables.this_service import InboxWatermarkRow, ProgressRow
from services.runtime.database.work import Work
from services.runtime.errors import Bad
from services.runtime.events.apply import DONE, LOCK, PARK, Applier, InboxEvent, parking, places

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class InOrder(InboxEvent):
    """A consumed event; `followed` says whether the one after it in its log was consumed too."""

    followed: bool


@dataclass(frozen=True)
class Progress:
    """How far everything consumed has been applied: the instant, and the position in each log."""

    until: datetime | None
    log_positions: dict[str, int]


_PROGRESS = query(select(ProgressRow.until, ProgressRow.log_positions).with_for_update(), into=Progress)
_MOVED_ON = query(
    update(ProgressRow)
    .where(col(ProgressRow.until).is_not_distinct_from(bindparam("before")))
    .values(until=bindparam("now_until"), log_positions=bindparam("positions"))
)
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


class ApplyByTime(Applier):
    """Applies facts in the order (received, log, position) up to W, the lowest instant known of all logs it consumes."""

    async def step(self) -> int:
        """Apply one batch. Facts that cannot be read, or that the service names Bad, are parked; any other error ends the loop."""
        parked: dict[UUID, str] = {}
        while True:
            try:
                return await self._transaction(parked)
            except Bad as bad:
                if bad.event is None or bad.event in parked:
                    raise
                parked[bad.event] = bad.reason

    async def _transaction(self, parked: dict[UUID, str]) -> int:
        async with self.database.work(self.name) as work:
            if not await work.one(LOCK, service=self.name):
                return 0
            progress = await work.one(_PROGRESS.of(self.name)) or Progress(None, {})
            facts, until = await self._complete(work, progress)
            if until is None or (until == progress.until and not facts):
                return 0
            batch = [_parse(fact) for fact in facts if fact.id not in parked]
            unread = {event.id: event.fact.why for event in batch if isinstance(event.fact, Unread)}
            reasons = parked | unread | await self.call(work, batch, until)
            await self._save(work, facts, progress, until, reasons)
        bad = {fact.id: reasons[fact.id] for fact in facts if fact.id in reasons}
        if facts:
            self.note(len(facts) - len(bad), bad, facts)
        return len(facts)

    async def _complete(self, work: Work, progress: Progress) -> tuple[list[InOrder], datetime | None]:
        """Give the facts to apply, in order, and the instant up to which all is known then."""
        marks = {mark.log: mark for mark in await work.all(_WATERMARKS.of(self.name))}
        logs: list[Known] = []
        for log in self.service.consumes:
            position, mark = progress.log_positions.get(log, 0), marks.get(log)
            facts = await self._read(work, log, position, mark.position) if mark and mark.position > position else []
            logs.append(known(facts, position, progress.until, mark))
        instants = [each.until for each in logs if each.until is not None]
        if len(instants) < len(self.service.consumes):
            return [], None
        until = min(instants)
        taken = [fact for each in logs for fact in each.facts if fact.received <= until]
        return sorted(taken, key=lambda fact: (fact.received, fact.log, fact.position)), until

    async def _read(self, work: Work, log: str, position: int, end: int) -> list[InOrder]:
        """Read a log's consumed events beyond `position`: a batch, and the rest of the append it ends in."""
        return await work.all(_READ.of(self.name), log=log, position=position, end=end, batch=self.batch)

    async def _save(
        self, work: Work, facts: Sequence[InOrder], before: Progress, until: datetime, reasons: dict[UUID, str]
    ) -> None:
        """Mark what was applied or parked and move the progress on, if it stands where it stood."""
        good = [fact for fact in facts if fact.id not in reasons]
        bad = [fact for fact in facts if fact.id in reasons]
        if good:
            await work.run(DONE.of(self.name), **places(good))
        if bad:
            await work.run(PARK.of(self.name), **parking(bad, reasons))
        positions = before.log_positions | {fact.log: fact.position for fact in facts}
        moved = await work.run(_MOVED_ON.of(self.name), now_until=until, positions=positions, before=before.until)
        if moved != 1:
            raise RuntimeError(f"{self.name}.progress moved under its judge: two judges, or its row is gone")


def _parse(kept: InboxEvent) -> Event:
    """Read a fact; one that this version cannot read is a stand-in at its place, so that its subject alone waits."""
    try:
        return Event.from_text(kept.body)
    except MalformedFact as wrong:
        names = ("id", "type", "log", "position", "subject", "sequence", "received")
        return stand_in(kept.body, str(wrong), {name: getattr(kept, name) for name in names})
