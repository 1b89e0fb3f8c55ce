"""Clocks of database and broker: a jump is noticed, a difference is named, and a watermark is held back."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

from schemas.envelope import Watermark
from services.runtime.database.pool import Database
from services.runtime.events.clock_guard import ClockGuard, broker_difference
from services.runtime.events.relay import Relay
from services.runtime.kafka.broker import Kafka
from tests.runtime import fixtures
from tests.runtime.events.relaying import _published_all, read, relaying


def test_a_clock_that_jumps_is_noticed_and_forgiven_when_it_returns() -> None:
    guard, start = ClockGuard(), datetime(2026, 3, 1, tzinfo=UTC)
    seconds = [(0, 0), (10, 10), (20.2, 20), (3620, 20.1), (3625, 25), (30, 30), (31, 31)]
    said = [guard.look(start + timedelta(seconds=database), monotonic) for database, monotonic in seconds]
    assert [bool(reason) for reason in said] == [False, False, False, True, True, False, False]
    assert said[3] is not None
    assert "3600 s ahead" in said[3]
    back = ClockGuard()
    back.look(start, 0)
    assert "back" in str(back.look(start - timedelta(hours=1), 1))


def test_honest_drift_over_months_is_no_jump() -> None:
    guard, start = ClockGuard(), datetime(2026, 3, 1, tzinfo=UTC)
    for minute in range(100_000):
        assert guard.look(start + timedelta(seconds=minute * 60 * 1.0001), minute * 60.0) is None


def test_a_broker_whose_clock_differs_is_named() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert broker_difference(now, int(now.timestamp() * 1000) + 4000) is None
    assert "6 s" in str(broker_difference(now, int(now.timestamp() * 1000) - 6000))


async def test_a_held_watermark_lets_facts_go_on(database: Database, topics_made: Kafka) -> None:
    relay = Relay("directory", database, topics_made)
    relay.watermarks._guard.difference = 3600.0
    async with relaying(relay):
        await fixtures.append(database, "directory", 5)
        await fixtures.until(lambda: _published_all(database, 5))
        await fixtures.until(lambda: _holds(relay))
        await asyncio.sleep(0.5)
    marks = [Watermark.model_validate_json(one.value) for one in await read(topics_made, topics_made.watermarks)]
    assert {mark.log for mark in marks} <= {"clock.directory"}


async def _holds(relay: Relay) -> bool:
    return relay.watermarks.held is not None


def test_json_of_a_watermark_is_a_line_of_the_export() -> None:
    mark = Watermark(log="directory", position=3, received=datetime(2026, 3, 1, tzinfo=UTC))
    assert json.loads(fixtures.watermark_value(mark)) == mark.line()
