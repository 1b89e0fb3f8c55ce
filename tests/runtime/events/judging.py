"""A judge that notes what it is given, in order of time."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from schemas.envelope import Event, Watermark
from services.runtime.database import log
from services.runtime.database.pool import Database
from services.runtime.database.work import Work
from services.runtime.events.apply_by_time import ApplyByTime
from tests.runtime import fixtures

Call = tuple[list[tuple[str, int]], datetime]


class Judge:
    """An apply function that keeps what it was called with."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.calls: list[Call] = []
        self.bad: dict[UUID, str] = {}

    async def __call__(self, work: Work, batch: list[Event], until: datetime) -> dict[UUID, str]:
        """Keep the places of the facts and the instant."""
        self.calls.append(([(event.log, event.position) for event in batch], until))
        await fixtures.keep_effects(work, batch, until)
        return {event.id: self.bad[event.id] for event in batch if event.id in self.bad}

    @property
    def places(self) -> list[tuple[str, int]]:
        """Every fact so far, in order."""
        return [place for places, _ in self.calls for place in places]


def applier(database: Database, judge: object, batch: int = 500) -> ApplyByTime:
    return ApplyByTime(fixtures.service("provider_audit", "time", judge), database, batch=batch)  # type: ignore[arg-type]


async def mark(database: Database, name: str) -> Watermark:
    async with database.work(name) as work:
        return await log.watermark(work, name)


async def history(database: Database, rounds: int) -> tuple[list[Event], list[Watermark]]:
    """Appends of one to three facts in two logs, and the newest watermark of each."""
    chance, events = random.Random(rounds), list[Event]()
    for _ in range(rounds):
        events += await fixtures.append(database, chance.choice(("directory", "referral")), chance.randint(1, 3))
    return events, [await mark(database, "directory"), await mark(database, "referral")]


def in_order(events: Sequence[Event]) -> list[tuple[str, int]]:
    return [(event.log, event.position) for event in sorted(events, key=lambda event: event.order)]


async def consume(database: Database, events: Sequence[Event], marks: Sequence[Watermark] = ()) -> None:
    await fixtures.consume_directly(database, "provider_audit", events, marks)
