"""Apply in order of subject: a fact is ready when its sequence is the last applied one plus one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID

from schemas.directory import FactVoided
from schemas.envelope import Event
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work
from services.runtime.errors import Bad
from services.runtime.events.apply import (
    ATTEMPTS,
    DONE,
    PARK,
    RETRY_SECONDS,
    Applier,
    TooManyParked,
    lock_statement,
    parse,
    passes,
)
from services.runtime.events.parked import leave_out
from services.runtime.telemetry import short_error

Subject = tuple[str, UUID]


class _Again(Exception):
    """The transaction is undone and tried with what is known now."""


class ApplyBySubject(Applier):
    """Applies ready facts in the order (log, position). A parked fact's subject waits, others go on."""

    async def step(self) -> int:
        """Apply one batch; when it fails, each of its facts alone, so that one spoiled fact is found."""
        try:
            return await self._apply(self.batch)
        except Exception as error:
            if passes(error) or isinstance(error, TooManyParked):
                raise
            self.say.warn("a batch failed, trying its facts one by one", error=short_error(error))
        return await self._one_by_one()

    async def _one_by_one(self) -> int:
        """Go through a batch fact by fact. A fact that fails for itself is parked, after some tries unless it is Bad."""
        done = 0
        for _ in range(self.batch):
            number = await self._apply_one()
            if not number:
                break
            done += number
        return done

    async def _apply_one(self) -> int:
        reason = "unknown"
        for attempt in range(ATTEMPTS):
            try:
                return await self._apply(1)
            except Bad as bad:
                reason = bad.reason
                break
            except Exception as error:
                if passes(error) or isinstance(error, TooManyParked):
                    raise
                reason = f"unexpected error: {short_error(error)}"
                await asyncio.sleep(RETRY_SECONDS * attempt)
        return await self._apply(1, park_first=reason)

    async def _apply(self, limit: int, parked: dict[UUID, str] | None = None, park_first: str | None = None) -> int:
        """Apply up to `limit` ready facts in one transaction, parking those named. More are parked as they are found Bad."""
        parked = dict(parked or {})
        while True:
            try:
                return await self._transaction(limit, parked, park_first)
            except Bad as bad:
                if bad.event is None or bad.event in parked or limit == 1:
                    raise
                parked[bad.event] = bad.reason
            except _Again:
                continue

    async def _transaction(self, limit: int, parked: dict[UUID, str], park_first: str | None) -> int:
        async with self.database.work(self.name) as work:
            lock = await work.row(lock_statement(self.name))
            rows = await self._ready(work, limit) if lock and lock["mine"] else []
            if not rows:
                return 0
            if park_first is not None:
                parked[rows[0]["id"]] = park_first
            batch = [parse(row) for row in _before_parked(rows, parked)]
            found = await self.call(work, batch) if batch else {}
            parked.update(found)
            if len(_before_parked(rows, parked)) + len(found) < len(batch):
                # Something after a fact that the service parks was applied with it: again, without.
                raise _Again
            named = [row for row in rows if row["id"] in parked]
            applied = [event for event in batch if event.id not in parked]
            await self._park(work, named, parked)
            await self._mark(work, applied)
            for event in applied:
                if isinstance(event.fact, FactVoided):
                    await leave_out(work, event.fact.fact, event.fact.of_log)
        self.note(len(applied), {row["id"]: parked[row["id"]] for row in named}, named)
        return len(applied) + len(named)

    async def _ready(self, work: Work, limit: int) -> list[Row]:
        """Find ready facts, page by page past those whose subject waits."""
        after, ready = ("", 0), list[Row]()
        while len(ready) < limit:
            page = max(limit, 100)
            rows = await work.rows(_WAITING.format(s=self.name), log=after[0], position=after[1], limit=page)
            ready.extend(_in_turn(rows, ready))
            if len(rows) < page:
                break
            after = (rows[-1]["log"], rows[-1]["position"])
        return ready[:limit]

    async def _park(self, work: Work, rows: Sequence[Row], reasons: dict[UUID, str]) -> None:
        if rows:
            told = {"log": [row["log"] for row in rows], "position": [row["position"] for row in rows]}
            await work.run(PARK.format(s=self.name), **told, reason=[reasons[row["id"]] for row in rows])

    async def _mark(self, work: Work, applied: Sequence[Event]) -> None:
        if not applied:
            return
        newest = {(event.log, event.subject): event.sequence for event in applied}
        await work.run(
            _APPLIED.format(s=self.name),
            log=[log for log, _ in newest],
            subject=[subject for _, subject in newest],
            sequence=list(newest.values()),
        )
        places = {"log": [event.log for event in applied], "position": [event.position for event in applied]}
        await work.run(DONE.format(s=self.name), **places)


def _subject(row: Row) -> Subject:
    return (row["log"], row["subject"])


def _before_parked(rows: Sequence[Row], parked: dict[UUID, str]) -> list[Row]:
    """Keep the rows that no parked fact of their subject stands before, nor is."""
    blocked: set[Subject] = set()
    kept = []
    for row in rows:
        if row["id"] in parked:
            blocked.add(_subject(row))
        elif _subject(row) not in blocked:
            kept.append(row)
    return kept


def _in_turn(rows: Sequence[Row], taken: Sequence[Row]) -> list[Row]:
    """Keep the rows whose sequence follows what was applied, or a row kept before."""
    last: dict[Subject, int] = {_subject(row): row["sequence"] for row in taken}
    kept = []
    for row in rows:
        if row["sequence"] == last.get(_subject(row), int(row["applied"])) + 1:
            last[_subject(row)] = row["sequence"]
            kept.append(row)
    return kept


_WAITING = """select h.log, h.position, h.id, h.subject, h.sequence, h.body, coalesce(a.sequence, 0) as applied
from {s}.heard h left join {s}.applied a on a.log = h.log and a.subject = h.subject
where h.state = 'waiting' and (h.log, h.position) > (:log, :position)
and not exists (select from {s}.heard p where p.state = 'parked' and p.log = h.log and p.subject = h.subject
  and p.sequence <= h.sequence)
order by h.log, h.position limit :limit"""

_APPLIED = """insert into {s}.applied as known (log, subject, sequence)
select * from unnest(cast(:log as text[]), cast(:subject as uuid[]), cast(:sequence as bigint[]))
on conflict (log, subject) do update set sequence = excluded.sequence"""
