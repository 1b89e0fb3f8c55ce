"""Applying by time: one order over all logs, whole appends, and never past what is not known yet."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from schemas.envelope import Event, Watermark
from schemas.unread import Unread
from services.runtime.database import log
from services.runtime.database.pool import Database
from services.runtime.database.work import Work
from services.runtime.errors import Bad
from services.runtime.events.apply import TooManyParked
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


@pytest.mark.parametrize("batch", [1, 4, 500])
async def test_all_logs_are_applied_in_one_order_and_appends_stay_whole(database: Database, batch: int) -> None:
    events, marks = await history(database, 40)
    judge = Judge()
    await consume(database, events, marks)
    worker = applier(database, judge, batch)
    while await worker.step():
        pass
    assert judge.places == in_order(events)
    received = {(event.log, event.position): event.received for event in events}
    ends = [until for _, until in judge.calls]
    assert ends == sorted(ends)
    assert ends[-1] == min(marks[0].received, marks[1].received)
    before = datetime.min.replace(tzinfo=ends[0].tzinfo)
    for places, until in judge.calls:
        assert all(before < received[place] <= until for place in places)
        before = until


async def test_nothing_is_applied_before_every_log_has_a_watermark(database: Database) -> None:
    events, marks = await history(database, 10)
    judge = Judge()
    await consume(database, events, marks[:1])
    assert await applier(database, judge).step() == 0
    assert judge.calls == []


async def test_the_slowest_log_decides_how_far_time_goes(database: Database) -> None:
    first = await fixtures.append(database, "directory", 2)
    slow = await mark(database, "referral")
    second = await fixtures.append(database, "directory", 2)
    judge = Judge()
    await consume(database, [*first, *second], [slow, await mark(database, "directory")])
    await applier(database, judge).step()
    assert judge.calls == [([("directory", 1), ("directory", 2)], slow.received)]


async def test_a_hole_is_never_passed_and_filled_it_goes_on(database: Database) -> None:
    events, marks = await history(database, 30)
    for missing in events[::5]:
        async with database.work("provider_audit") as work:
            for table in ("inbox", "inbox_watermark", "effect"):
                await work.run(f"delete from provider_audit.{table}")
            await work.run("update provider_audit.progress set until = null, log_positions = '{}'")
        judge = Judge()
        await consume(database, [event for event in events if event is not missing], marks)
        worker = applier(database, judge, 5)
        while await worker.step():
            pass
        assert all(until < missing.received for _, until in judge.calls)
        # The append before the hole waits too: the missing fact may belong to it.
        known = [
            event.received for event in events if event.log == missing.log and event.position == missing.position - 1
        ]
        assert judge.places == in_order([event for event in events if known and event.received < known[0]])
        await consume(database, [missing])
        while await worker.step():
            pass
        assert judge.places == in_order(events)


async def test_a_lost_tail_stops_time(database: Database) -> None:
    events = await fixtures.append(database, "directory", 1) + await fixtures.append(database, "directory", 2)
    marks = [await mark(database, "directory"), await mark(database, "referral")]
    judge = Judge()
    await consume(database, events[:-1], marks)
    worker = applier(database, judge)
    await worker.step()
    assert judge.places == [("directory", 1)]
    assert judge.calls[-1][1] == events[1].received - timedelta(microseconds=1)
    assert await worker.step() == 0
    assert len(judge.calls) == 1


async def test_time_goes_on_without_facts(database: Database) -> None:
    judge = Judge()
    worker = applier(database, judge)
    for _ in range(3):
        marks = [await mark(database, "directory"), await mark(database, "referral")]
        await consume(database, [], marks)
        await worker.step()
        assert judge.calls[-1] == ([], marks[0].received)
    assert len(judge.calls) == 3


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
    told: list[Event] = []

    async def judge(_work: Work, batch: list[Event], _until: datetime) -> None:
        told.extend(batch)

    await applier(database, judge).step()
    assert [(event.log, event.position) for event in told] == in_order(events)
    (stand_in,) = [event for event in told if isinstance(event.fact, Unread)]
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
