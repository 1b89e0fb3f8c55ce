"""A batch is judged outside of any transaction: slowness holds none open, and what moved meanwhile is never overwritten."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from schemas.envelope import Event
from services.runtime.database.pool import Database
from services.runtime.database.work import Work
from services.runtime.events.apply import MOVE_FENCE
from services.runtime.events.apply_by_time import ApplyByTime, Whole
from services.runtime.service import Service
from tests.runtime import fixtures
from tests.runtime.events.judging import consume, history, in_order


class SlowJudge:
    """Stages that judge as long as they are let, and keep what was committed."""

    def __init__(self) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.fences: list[UUID] = []
        self.fails: Exception | None = None

    async def load(self, _work: Work, batch: Sequence[Event], until: datetime, fence: UUID | None) -> Whole:
        assert fence == (self.fences[-1] if self.fences else fence)
        return Whole(list(batch), until)

    def judge(self, _loaded: Any) -> None:
        self.begun.set()
        assert self.go_on.wait(20)

    async def save(self, work: Work, loaded: Whole) -> dict[UUID, str]:
        await fixtures.keep_effects(work, loaded.batch, loaded.until)
        if self.fails is not None:
            raise self.fails
        return {}

    def committed(self, _loaded: Any, fence: UUID) -> None:
        self.fences.append(fence)


def applier(database: Database, judge: SlowJudge) -> ApplyByTime:
    service = Service("provider_audit", consumes=("directory", "referral"), order="time", stages=lambda: judge)
    return ApplyByTime(service, database)


async def judged(database: Database) -> list[tuple[str, int]]:
    found = await fixtures.rows(
        database, "provider_audit", "select log, position from provider_audit.effect order by nth"
    )
    return [(str(row["log"]), int(str(row["position"]))) for row in found]


async def test_nothing_is_held_while_a_batch_is_judged_however_long(database: Database) -> None:
    """PostgreSQL ends a transaction that is idle for a minute: a judge that held one would begin again for ever."""
    events, marks = await history(database, 10)
    await consume(database, events, marks)
    judge = SlowJudge()
    step = asyncio.create_task(applier(database, judge).step())
    await asyncio.to_thread(judge.begun.wait, 20)
    async with database.plain() as plain:
        held = await plain.rows(
            "select state from pg_stat_activity where datname = current_database() and xact_start is not null "
            "and pid <> pg_backend_pid()"
        )
    assert held == []
    judge.go_on.set()
    assert await step == len(events)
    assert await judged(database) == in_order(events)


async def test_what_was_judged_before_something_moved_is_not_saved_and_judged_anew(database: Database) -> None:
    """Two batches may end at the same instant: the fence tells them apart where the progress would not."""
    events, marks = await history(database, 10)
    await consume(database, events, marks)
    judge = SlowJudge()
    worker = applier(database, judge)
    step = asyncio.create_task(worker.step())
    await asyncio.to_thread(judge.begun.wait, 20)
    async with database.work("provider_audit") as work:
        await work.run(MOVE_FENCE.of("provider_audit"))
    judge.go_on.set()
    assert await step == 0
    assert await judged(database) == []
    assert judge.fences == []
    assert await worker.step() == len(events)
    assert await judged(database) == in_order(events)


async def test_two_judges_save_a_batch_once(database: Database) -> None:
    events, marks = await history(database, 10)
    await consume(database, events, marks)
    judges = SlowJudge(), SlowJudge()
    steps = [asyncio.create_task(applier(database, judge).step()) for judge in judges]
    await asyncio.to_thread(judges[0].begun.wait, 20)
    for judge in judges:
        judge.go_on.set()
    done = await asyncio.gather(*steps)
    while await applier(database, judges[0]).step():
        pass
    assert max(done) == len(events)
    assert await judged(database) == in_order(events)


async def test_a_batch_that_was_not_committed_is_not_learned_of(database: Database) -> None:
    events, marks = await history(database, 10)
    await consume(database, events, marks)
    judge = SlowJudge()
    judge.go_on.set()
    judge.fails = ZeroDivisionError()
    worker = applier(database, judge)
    with pytest.raises(ZeroDivisionError):
        await worker.step()
    assert judge.fences == []
    judge.fails = None
    assert await worker.step() == len(events)
    assert await judged(database) == in_order(events)
