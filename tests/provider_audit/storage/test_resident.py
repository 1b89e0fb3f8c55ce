"""Dossiers stay in memory between batches, and only what was committed counts: whatever fails or moves between, a fold gives the same."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

import pytest

from schemas.envelope import Event, Watermark
from services.provider_audit.app import SERVICE
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.replay.verify import verify
from services.provider_audit.storage import judged_again
from services.provider_audit.storage.handlers import Judge, Loaded
from services.provider_audit.storage.resident import Resident
from services.runtime.database.pool import Database
from services.runtime.database.work import Work
from services.runtime.events.apply_by_time import ApplyByTime
from tests.bench.growing import Growing, grown
from tests.bench.history import watermarks
from tests.provider_audit.storage.upgrading import judge_all_again
from tests.runtime.fixtures import consume_directly

LONGEST_TRANSACTION = 5.0
LOOKS_EVERY = 0.02


class FailingJudge(Judge):
    """A judge whose every third batch fails when everything has been saved."""

    saved = 0

    async def save(self, work: Work, loaded: Loaded) -> dict[str, str] | None:  # type: ignore[override]
        parked = await super().save(work, loaded)
        self.saved += 1
        if self.saved % 3 == 0:
            raise ZeroDivisionError
        return parked  # type: ignore[return-value]


def marks(events: Sequence[Event]) -> list[Watermark]:
    return [mark.model_copy(update={"received": events[-1].received}) for mark in watermarks(list(events))]


async def judge_everything(applier: ApplyByTime) -> None:
    while True:
        try:
            if not await applier.step():
                return
        except ZeroDivisionError:
            continue


async def test_a_batch_that_is_undone_leaves_nothing_behind_in_memory(database: Database) -> None:
    events = Growing(providers=3, placements=6, past=6, going_on=6, maximum=2).events()
    await consume_directly(database, "provider_audit", events, marks(events))
    judge = FailingJudge()
    applier = ApplyByTime(replace(SERVICE, stages=lambda: judge), database, batch=16)
    await judge_everything(applier)
    assert judge.saved > 10
    result = await verify(database)
    assert (result.differences, result.facts) == (0, len(events))


async def test_what_another_judged_again_is_read_anew(database: Database) -> None:
    facts = grown(100)
    judge = Judge()
    applier = ApplyByTime(replace(SERVICE, stages=lambda: judge), database)
    await consume_directly(database, "provider_audit", facts.before, marks(facts.before))
    await judge_everything(applier)
    async with database.work("provider_audit") as work:
        (provider,) = await work.all(judged_again.store.KNOWN)
        await work.run('update provider_audit.obligation set document = document || \'{"tier": "old"}\'')
        await judged_again.ask_for(work, provider)
    await judge_all_again(database)
    await consume_directly(database, "provider_audit", facts.new[:50], marks([*facts.before, *facts.new[:50]]))
    await judge_everything(applier)
    assert (await verify(database)).same


def test_the_dossiers_of_the_last_batch_stay_and_those_unused_for_longest_leave() -> None:
    facts = [event for event in grown(60).before if event.log == "referral"]
    dossiers = [Dossier(uuid4(), facts={facts[0].subject: facts[:10]}) for _ in range(4)]
    resident, fence = Resident(most=25), uuid4()
    for dossier in dossiers[:3]:
        resident.keep([dossier], fence)
    resident.stand_at(fence)
    assert resident.take(each.provider for each in dossiers).keys() == {each.provider for each in dossiers[1:3]}
    resident.keep([Dossier(uuid4(), facts={facts[0].subject: facts[:40]})], fence)
    resident.keep([dossiers[3]], fence)
    resident.stand_at(uuid4())
    assert resident.take([dossiers[3].provider]) == {}


@pytest.mark.parametrize("past", [90])
async def test_a_long_history_heard_at_once_is_judged_without_a_long_transaction(database: Database, past: int) -> None:
    """Speed must not depend on how little waits: a provider's whole past comes at once after an outage."""
    events = Growing(past=past).events()
    await consume_directly(database, "provider_audit", events, marks(events))
    longest, judged = 0.0, asyncio.create_task(judge_everything(ApplyByTime(SERVICE, database)))
    while not judged.done():
        await asyncio.sleep(LOOKS_EVERY)
        async with database.plain() as plain:
            open_for = await plain.value(
                "select coalesce(max(extract(epoch from clock_timestamp() - xact_start)), 0) from pg_stat_activity "
                "where datname = current_database() and pid <> pg_backend_pid()"
            )
        longest = max(longest, float(str(open_for)))
    await judged
    assert longest < LONGEST_TRANSACTION
    assert (await verify(database)).same
