"""Applying by subject: in sequence, a bad fact parks and only its subject waits, a fault of ours stops the loop."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from schemas.envelope import Event
from services.runtime.database.pool import Database
from services.runtime.database.work import Work
from services.runtime.errors import Bad
from services.runtime.events import apply as applying
from tests.runtime import fixtures
from tests.runtime.events.applying import applier, drain, effects, failing, states

ONE, OTHER, THIRD = uuid4(), uuid4(), uuid4()


async def test_facts_are_applied_in_order_and_once(database: Database) -> None:
    events = await fixtures.append(database, "directory", 30, [ONE, OTHER, THIRD])
    await fixtures.consume_directly(database, "referral", events)
    assert await drain(applier(database, batch=7)) == 30
    assert await effects(database) == list(range(1, 31))
    assert await drain(applier(database)) == 0


async def test_a_missing_fact_holds_back_its_subject_alone(database: Database) -> None:
    events = await fixtures.append(database, "directory", 6, [ONE, OTHER])
    await fixtures.consume_directly(database, "referral", [event for event in events if event.position != 1])
    assert await drain(applier(database)) == 3
    assert await effects(database) == [2, 4, 6]
    await fixtures.consume_directly(database, "referral", events[:1])
    assert await drain(applier(database)) == 3
    assert await effects(database) == [2, 4, 6, 1, 3, 5]


async def test_what_is_far_behind_a_waiting_subject_is_still_found(database: Database) -> None:
    stuck = await fixtures.append(database, "directory", 300, [ONE])
    free = await fixtures.append(database, "directory", 5, [OTHER])
    await fixtures.consume_directly(database, "referral", [*stuck[1:], *free])
    assert await drain(applier(database, batch=50)) == 5


@pytest.mark.parametrize("named", [True, False])
async def test_a_bad_fact_is_parked_with_its_reason_and_its_subject_waits(database: Database, named: bool) -> None:
    events = await fixtures.append(database, "directory", 12, [ONE, OTHER])
    await fixtures.consume_directly(database, "referral", events)
    bad = events[4].id
    apply = failing(lambda event: Bad("no such permit", bad if named else None) if event.id == bad else None)
    assert await drain(applier(database, apply)) == 9
    assert await states(database) == {
        **dict.fromkeys((1, 2, 3, 4, 6, 8, 10, 12), "applied"),
        5: "parked",
        **dict.fromkeys((7, 9, 11), "waiting"),
    }
    assert sorted(await effects(database)) == [1, 2, 3, 4, 6, 8, 10, 12]
    (row,) = await fixtures.rows(database, "referral", "select reason from referral.inbox where state = 'parked'")
    assert row["reason"] == "no such permit"


async def test_facts_that_the_service_itself_parks(database: Database) -> None:
    events = await fixtures.append(database, "directory", 8, [ONE, OTHER])
    await fixtures.consume_directly(database, "referral", events)
    bad = events[2].id

    async def apply(work: Work, batch: list[Event]) -> dict[UUID, str]:
        await fixtures.keep_effects(work, [event for event in batch if event.id != bad])
        return {bad: "not now, not ever"} if any(event.id == bad for event in batch) else {}

    await drain(applier(database, apply))
    assert sorted(await effects(database)) == [1, 2, 4, 6, 8]
    assert (await states(database))[3] == "parked"


async def test_a_bug_on_one_fact_parks_that_fact_after_some_tries(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = await fixtures.append(database, "directory", 6, [ONE, OTHER, THIRD])
    await fixtures.consume_directly(database, "referral", events)
    tries = 0

    def error(event: Event) -> Exception | None:
        nonlocal tries
        tries += event.position == 2
        return KeyError("secret") if event.position == 2 else None

    await drain(applier(database, failing(error)))
    assert tries == applying.ATTEMPTS + 1
    assert sorted(await effects(database)) == [1, 3, 4, 6]
    (row,) = await fixtures.rows(database, "referral", "select reason from referral.inbox where state = 'parked'")
    assert row["reason"] == "unexpected error: KeyError"
