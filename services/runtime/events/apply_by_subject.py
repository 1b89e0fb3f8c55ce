"""Apply in order of subject: a fact is ready when its sequence is the last applied one plus one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from schemas.directory import FactVoided
from schemas.envelope import Event
from services.runtime.backoff import retrying
from services.runtime.database.query import written
from services.runtime.database.tables.this_service import AppliedRow
from services.runtime.database.work import Work
from services.runtime.errors import Bad
from services.runtime.events.apply import (
    ATTEMPTS,
    DONE,
    LOCK,
    PARK,
    Applier,
    InboxEvent,
    TooManyParked,
    leave_out,
    parking,
    parse,
    passes,
    places,
)
from services.runtime.telemetry import short_error

Subject = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class Waiting(InboxEvent):
    """A fact that waits, and how far its subject has been applied."""

    applied: int


# Pages by a row of columns, past facts whose subject waits.
_WAITING = written(
    """select h.log, h.position, h.id, h.type, h.subject, h.sequence, h.received, h.body, coalesce(a.sequence, 0) as applied
from this_schema.inbox h left join this_schema.applied a on a.log = h.log and a.subject = h.subject
where h.state = 'waiting' and (h.log, h.position) > (:log, :position)
and not exists (select from this_schema.inbox p where p.state = 'parked' and p.log = h.log and p.subject = h.subject
  and p.sequence <= h.sequence)
order by h.log, h.position limit :limit""",
    into=Waiting,
)


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
        reason, pause = "unknown", retrying()
        for attempt in range(ATTEMPTS):
            if attempt:
                await pause.wait()
            try:
                return await self._apply(1)
            except Bad as bad:
                reason = bad.reason
                break
            except Exception as error:
                if passes(error) or isinstance(error, TooManyParked):
                    raise
                reason = f"unexpected error: {short_error(error)}"
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
            ready = await self._ready(work, limit) if await work.one(LOCK, service=self.name) else []
            if not ready:
                return 0
            if park_first is not None:
                parked[ready[0].id] = park_first
            batch = [parse(fact) for fact in _before_parked(ready, parked)]
            found = await self.call(work, batch) if batch else {}
            parked.update(found)
            if len(_before_parked(ready, parked)) + len(found) < len(batch):
                # Something after a fact that the service parks was applied with it: again, without.
                raise _Again
            named = [fact for fact in ready if fact.id in parked]
            applied = [event for event in batch if event.id not in parked]
            if named:
                await work.run(PARK.of(self.name), **parking(named, parked))
            await self._mark(work, applied)
            for event in applied:
                if isinstance(event.fact, FactVoided):
                    await leave_out(work, event.fact.fact, event.fact.of_log)
        self.note(len(applied), {fact.id: parked[fact.id] for fact in named}, named)
        return len(applied) + len(named)

    async def _ready(self, work: Work, limit: int) -> list[Waiting]:
        """Find ready facts, page by page past those whose subject waits."""
        after, ready = ("", 0), list[Waiting]()
        while len(ready) < limit:
            page = max(limit, 100)
            found = await work.all(_WAITING.of(self.name), log=after[0], position=after[1], limit=page)
            ready.extend(_in_turn(found, ready))
            if len(found) < page:
                break
            after = (found[-1].log, found[-1].position)
        return ready[:limit]

    async def _mark(self, work: Work, applied: Sequence[Event]) -> None:
        if not applied:
            return
        newest = {(event.log, event.subject): event.sequence for event in applied}
        reached = [{"log": log, "subject": subject, "sequence": last} for (log, subject), last in newest.items()]
        await work.put(AppliedRow, reached, schema=self.name)
        await work.run(DONE.of(self.name), **places(applied))


def _subject(fact: Waiting) -> Subject:
    return (fact.log, fact.subject)


def _before_parked(facts: Sequence[Waiting], parked: dict[UUID, str]) -> list[Waiting]:
    """Keep the facts that no parked fact of their subject stands before, nor is."""
    blocked: set[Subject] = set()
    kept = []
    for fact in facts:
        if fact.id in parked:
            blocked.add(_subject(fact))
        elif _subject(fact) not in blocked:
            kept.append(fact)
    return kept


def _in_turn(facts: Sequence[Waiting], taken: Sequence[Waiting]) -> list[Waiting]:
    """Keep the facts whose sequence follows what was applied, or a fact kept before."""
    last: dict[Subject, int] = {_subject(fact): fact.sequence for fact in taken}
    kept = []
    for fact in facts:
        if fact.sequence == last.get(_subject(fact), fact.applied) + 1:
            last[_subject(fact)] = fact.sequence
            kept.append(fact)
    return kept
