"""Applying by time: one order over all logs, whole appends, and never past what is not known yet."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from services.runtime.database.pool import Database
from tests.runtime import fixtures
from tests.runtime.events.judging import Judge, applier, consume, history, in_order, mark


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
