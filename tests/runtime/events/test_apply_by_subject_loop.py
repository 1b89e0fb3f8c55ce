"""The loop that applies by subject: it pauses, does nothing twice, and parks no world for a bad deployment."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from schemas.envelope import Event
from services.runtime.database.pool import Database
from services.runtime.database.work import Work
from services.runtime.errors import Bad, Later
from services.runtime.events.apply import TooManyParked
from services.runtime.events.apply_by_subject import ApplyBySubject
from tests.runtime import fixtures
from tests.runtime.events.applying import applier, drain, effects, failing, states


async def test_later_pauses_and_goes_on(database: Database) -> None:
    events = await fixtures.append(database, "directory", 3)
    await fixtures.consume_directly(database, "referral", events)
    ready = asyncio.Event()
    worker = applier(database, failing(lambda _event: None if ready.is_set() else Later("the vault is closed")))
    task = asyncio.create_task(worker.run())
    await fixtures.until(lambda: _waits_for(worker, "the vault is closed"))
    assert await effects(database) == []
    ready.set()
    await fixtures.until(lambda: _effects(database, 3))
    await fixtures.until(lambda: _waits_for(worker, None))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_bad_deployment_does_not_park_the_world(database: Database) -> None:
    events = await fixtures.append(database, "directory", 60)
    await fixtures.consume_directly(database, "referral", events)
    worker = applier(database, failing(lambda event: Bad("wrong version", event.id)), park_limit=10, batch=5)
    with pytest.raises(TooManyParked, match="facts of 10 subjects"):
        await asyncio.wait_for(worker.run(), 20)
    assert sum(state == "parked" for state in (await states(database)).values()) == 10
    assert await effects(database) == []


async def test_two_appliers_do_nothing_twice(database: Database) -> None:
    events = await fixtures.append(database, "directory", 400, [uuid4() for _ in range(40)])
    await fixtures.consume_directly(database, "referral", events)
    workers = [asyncio.create_task(applier(database, batch=20).run()) for _ in range(3)]
    await fixtures.until(lambda: _effects(database, 400))
    for worker in workers:
        worker.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
    assert sorted(await effects(database)) == list(range(1, 401))


async def test_what_is_told_while_applying_is_one_with_the_effect(database: Database) -> None:
    events = await fixtures.append(database, "directory", 5)
    await fixtures.consume_directly(database, "referral", events)

    async def apply(work: Work, batch: list[Event]) -> None:
        await fixtures.keep_effects(work, batch)
        work.emit([fixtures.new_event("referral") for _ in batch], fixtures.author())

    assert await drain(applier(database, apply)) == 5
    assert await fixtures.number(database, "referral", "referral.log") == 5


async def _effects(database: Database, number: int) -> bool:
    return len(await effects(database)) == number


async def _waits_for(worker: ApplyBySubject, reason: str | None) -> bool:
    return worker.waiting_for == reason
