"""Applying by time where facts cannot be judged or read: they are parked, time goes on, and a failing judge changes nothing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest

from schemas.envelope import Event
from schemas.unread import Unread
from services.runtime.database.pool import Database
from services.runtime.database.work import Work
from services.runtime.errors import Bad
from services.runtime.events.apply import TooManyParked
from services.runtime.events.apply_by_time import ApplyByTime
from tests.runtime import fixtures
from tests.runtime.events.judging import Judge, applier, consume, history, in_order, mark


async def test_what_the_judge_cannot_judge_is_parked_and_time_goes_on(database: Database) -> None:
    events, marks = await history(database, 10)
    judge = Judge()
    judge.bad[events[3].id] = "an end without a start"
    await consume(database, events, marks)
    await applier(database, judge).step()
    assert judge.places == in_order(events)
    found = await fixtures.rows(
        database, "provider_audit", "select id, reason from provider_audit.inbox where state = 'parked'"
    )
    assert found == [{"id": events[3].id, "reason": "an end without a start"}]


async def test_a_fact_raised_as_bad_is_parked_and_the_rest_judged_without_it(database: Database) -> None:
    events, marks = await history(database, 10)
    await consume(database, events, marks)

    async def apply(work: Work, batch: list[Event], until: datetime) -> None:
        await fixtures.keep_effects(work, batch, until)
        for event in batch:
            if event.id == events[2].id:
                raise Bad("never", event.id)

    await applier(database, apply).step()
    kept = await fixtures.rows(
        database, "provider_audit", "select log, position from provider_audit.effect order by nth"
    )
    expected = in_order([event for event in events if event is not events[2]])
    assert [(row["log"], row["position"]) for row in kept] == expected


class Spoiling:
    """Ways in which a fact consumed by an older version cannot be read by this one."""

    unknown_version = '.v1"', '.v9"'
    a_year_of_three_digits = '"occurred":"20', '"occurred":"2'
    no_json = "{", "["


@pytest.mark.parametrize("spoiling", [Spoiling.unknown_version, Spoiling.a_year_of_three_digits, Spoiling.no_json])
async def test_a_fact_that_cannot_be_read_waits_with_its_subject_and_time_goes_on(
    database: Database, spoiling: tuple[str, str]
) -> None:
    events, marks = await history(database, 6)
    await consume(database, events, marks)
    bad = events[2]
    async with database.work("provider_audit") as work:
        where = "where log = :log and position = :position"
        spoil = f"update provider_audit.inbox set body = replace(body, :old, :new) {where}"
        changed = await work.run(spoil, old=spoiling[0], new=spoiling[1], log=bad.log, position=bad.position)
    assert changed == 1
    judged: list[Event] = []

    async def judge(_work: Work, batch: list[Event], _until: datetime) -> None:
        judged.extend(batch)

    await applier(database, judge).step()
    assert [(event.log, event.position) for event in judged] == in_order(events)
    (stand_in,) = [event for event in judged if isinstance(event.fact, Unread)]
    assert (stand_in.id, stand_in.subject, stand_in.order) == (bad.id, bad.subject, bad.order)
    statement = "select id, reason from provider_audit.inbox where state = 'parked'"
    (parked,) = await fixtures.rows(database, "provider_audit", statement)
    assert parked["id"] == bad.id
    assert parked["reason"]
    (progress,) = await fixtures.rows(database, "provider_audit", "select until from provider_audit.progress")
    assert progress["until"] == min(mark.received for mark in marks)


async def test_many_parked_facts_of_one_subject_stop_nobody_and_of_many_subjects_the_loop(database: Database) -> None:
    one, many = UUID(int=1), [UUID(int=number) for number in range(2, 12)]
    first = await fixtures.append(database, "directory", 150, [one])
    judge = Judge()
    judge.bad = {event.id: "wrong" for event in first}
    await consume(database, first, [await mark(database, "directory"), await mark(database, "referral")])
    worker = ApplyByTime(fixtures.service("provider_audit", "time", judge), database, 10, batch=20)
    while await worker.step():
        pass
    second = await fixtures.append(database, "directory", 10, many)
    judge.bad |= {event.id: "wrong" for event in second}
    await consume(database, second, [await mark(database, "directory"), await mark(database, "referral")])
    with pytest.raises(TooManyParked, match="facts of 10 subjects or more in a row"):
        await worker.step()


async def test_a_failing_judge_leaves_everything_as_it_was(database: Database) -> None:
    events, marks = await history(database, 5)
    await consume(database, events, marks)

    async def apply(work: Work, batch: list[Event], until: datetime) -> None:
        await fixtures.keep_effects(work, batch, until)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await applier(database, apply).step()
    judge = Judge()
    await applier(database, judge).step()
    assert judge.places == in_order(events)
