"""Apply in order of time: nothing is applied before every log is known up to that instant, without a hole.

A batch is read in one transaction and saved in another; between them, while it is decided, there is none, however long that takes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, update
from sqlmodel import select

from schemas.envelope import Event
from schemas.fact import MalformedFact
from schemas.unread import Unread, stand_in
from services.runtime.database.pool import Database
from services.runtime.database.query import query
from services.runtime.database.tables.this_service import ProgressRow
from services.runtime.database.work import Work
from services.runtime.errors import Bad
from services.runtime.events.apply import BATCH, DONE, LOCK, PARK, Applier, InboxEvent, parking, places
from services.runtime.events.known_logs import InOrder, KnownLogs, Progress
from services.runtime.service import Service, Stages

SLOW_SECONDS, QUICK_SECONDS = 1.0, 0.25
"""A batch that took longer than the first is followed by one of half as many facts, one quicker than the second by twice as many."""
_progress = select(ProgressRow.until, ProgressRow.log_positions, ProgressRow.fence)
_PROGRESS = {False: query(_progress, into=Progress), True: query(_progress.with_for_update(), into=Progress)}
_MOVED_ON = query(
    update(ProgressRow).values(
        until=bindparam("now_until"), log_positions=bindparam("positions"), fence=bindparam("now_fence")
    )
)


@dataclass(frozen=True, slots=True)
class Whole:
    """A batch, and the instant up to which it is applied."""

    batch: list[Event]
    until: datetime


class InOneTransaction:
    """The stages of a service that reads, decides and saves in the last one."""

    def __init__(self, apply: Callable[..., Awaitable[dict[UUID, str]]]) -> None:
        self._apply = apply

    async def load(self, _work: Work, batch: Sequence[Event], until: datetime, _fence: UUID | None) -> Whole:
        """Read nothing yet."""
        return Whole(list(batch), until)

    def judge(self, loaded: Whole) -> None:
        """Decide nothing yet."""

    async def save(self, work: Work, loaded: Whole) -> dict[UUID, str]:
        """Apply the batch."""
        return await self._apply(work, loaded.batch, loaded.until)

    def committed(self, loaded: Whole, fence: UUID) -> None:
        """Keep nothing."""


@dataclass(frozen=True)
class Read:
    """What was read of a batch: its facts, those of them that cannot be read, and the progress it was read at."""

    facts: Sequence[InOrder]
    unread: dict[UUID, str]
    progress: Progress
    loaded: Any


class ApplyByTime(Applier):
    """Applies facts in the order (received, log, position) up to W, the lowest instant known of all logs it consumes."""

    def __init__(self, service: Service, database: Database, park_limit: int = 100, batch: int = BATCH) -> None:
        """Prepare; nothing is applied before `run`. `batch` is the most facts that are taken at once."""
        super().__init__(service, database, park_limit, batch)
        self._most = batch
        self._logs = KnownLogs(service.name, service.consumes)
        self._stages: Stages = service.stages() if service.stages else InOneTransaction(self.call)

    async def step(self) -> int:
        """Apply one batch. Facts that cannot be read, or that the service names Bad, are parked; any other error ends the loop.

        Gives 1 also when only something that has to be done before the batch was done.
        """
        parked: dict[UUID, str] = {}
        while True:
            began = time.monotonic()
            try:
                read = await self._read(parked)
                if read is None:
                    return 0
                await asyncio.to_thread(self._stages.judge, read.loaded)
                done = await self._save(read, parked)
            except Bad as bad:
                if bad.event is None or bad.event in parked:
                    raise
                parked[bad.event] = bad.reason
            else:
                self._fit(time.monotonic() - began)
                return done

    async def _read(self, parked: dict[UUID, str]) -> Read | None:
        """Read the next batch; none when nothing is ready, or another process saves one just now."""
        async with self.database.work(self.name) as work:
            if not await work.one(LOCK, service=self.name):
                return None
            progress = await work.one(_PROGRESS[False].of(self.name)) or Progress(None, {}, None)
            facts, until = await self._logs.complete(work, progress, self.batch)
            if until is None or (until == progress.until and not facts):
                return None
            batch = [_parse(fact) for fact in facts if fact.id not in parked]
            unread = {event.id: event.fact.why for event in batch if isinstance(event.fact, Unread)}
            return Read(facts, unread, progress, await self._stages.load(work, batch, until, progress.fence))

    async def _save(self, read: Read, parked: dict[UUID, str]) -> int:
        """Save a batch if nothing has moved since it was read; else nothing has happened, and it is read again."""
        fence = uuid4()
        async with self.database.work(self.name) as work:
            if not await work.one(LOCK, service=self.name):
                return 0
            now = await work.one(_PROGRESS[True].of(self.name))
            if now is None or now.fence != read.progress.fence:
                return 0
            found = await self._stages.save(work, read.loaded)
            reasons = None if found is None else parked | read.unread | found
            await self._move_on(work, read, reasons, fence)
        self._stages.committed(read.loaded, fence)
        if reasons is None:
            return 1
        bad = {fact.id: reasons[fact.id] for fact in read.facts if fact.id in reasons}
        if read.facts:
            self.note(len(read.facts) - len(bad), bad, read.facts)
        return len(read.facts)

    async def _move_on(self, work: Work, read: Read, reasons: dict[UUID, str] | None, fence: UUID) -> None:
        """Move the fence, and the progress too when the whole batch was applied; say what was applied or parked."""
        until, positions = read.progress.until, read.progress.log_positions
        if reasons is not None:
            until = read.loaded.until
            positions = positions | {fact.log: fact.position for fact in read.facts}
            good = [fact for fact in read.facts if fact.id not in reasons]
            bad = [fact for fact in read.facts if fact.id in reasons]
            if good:
                await work.run(DONE.of(self.name), **places(good))
            if bad:
                await work.run(PARK.of(self.name), **parking(bad, reasons))
        await work.run(_MOVED_ON.of(self.name), now_until=until, positions=positions, now_fence=fence)

    def _fit(self, took: float) -> None:
        """Take fewer facts at once when a batch took long, and more again when it was quick."""
        if took > SLOW_SECONDS:
            self.batch = max(self.batch // 2, 1)
        elif took < QUICK_SECONDS:
            self.batch = min(self.batch * 2, self._most)


def _parse(kept: InboxEvent) -> Event:
    """Read a fact; one that this version cannot read is a stand-in at its place, so that its subject alone waits."""
    try:
        return Event.from_text(kept.body)
    except MalformedFact as wrong:
        names = ("id", "type", "log", "position", "subject", "sequence", "received")
        return stand_in(kept.body, str(wrong), {name: getattr(kept, name) for name in names})
