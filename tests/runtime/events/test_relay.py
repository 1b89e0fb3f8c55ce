"""The relay: in order, all of it, its watermark never ahead, and only one of two goes on."""

from __future__ import annotations

import asyncio
import gc
import json
import warnings
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord

from schemas.envelope import Event, Watermark
from services.runtime.database.pool import Database
from services.runtime.events.clock_guard import ClockGuard, broker_difference
from services.runtime.events.relay import Fenced, Relay
from services.runtime.events.replay import replay
from services.runtime.kafka.broker import Kafka, connect, drop, producer
from services.runtime.kafka.wire import kafka_form
from tests.parts.kafka import RealKafka
from tests.runtime import fixtures


@asynccontextmanager
async def relaying(*relays: Relay) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Relays at work, ended after the context."""
    tasks = [asyncio.create_task(relay.run()) for relay in relays]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def read(kafka: Kafka, *topics: str, seconds: float = 2.0) -> list[ConsumerRecord]:
    """Everything that stands in topics now, read from the beginning."""
    consumer = AIOKafkaConsumer(*topics, bootstrap_servers=kafka.addresses, auto_offset_reset="earliest", group_id=None)
    await consumer.start()
    try:
        found: list[ConsumerRecord] = []
        ends = await consumer.end_offsets(list(consumer.assignment()))
        until = asyncio.get_running_loop().time() + 20
        while asyncio.get_running_loop().time() < until:
            positions = [await consumer.position(partition) for partition in ends]
            if all(position >= end for position, end in zip(positions, ends.values(), strict=True)):
                return found
            batches = await consumer.getmany(timeout_ms=200)
            found.extend(record for batch in batches.values() for record in batch)
        raise AssertionError("the topic could not be read to its end")
    finally:
        await consumer.stop()


def events(records: Sequence[ConsumerRecord]) -> list[Event]:
    return [Event.from_kafka(record.headers, record.value) for record in records]


async def published(database: Database, log: str = "directory") -> int:
    return int(str((await fixtures.rows(database, log, f"select position from {log}.relay_cursor"))[0]["position"]))


async def test_all_is_told_in_order_and_no_watermark_runs_ahead(database: Database, topics_made: Kafka) -> None:
    subjects = [uuid4() for _ in range(7)]
    relay = Relay("directory", database, topics_made, batch=50)
    database.appended.append(lambda _service: relay.wake.set())
    async with relaying(relay):
        for _ in range(60):
            await fixtures.append(database, "directory", 7, subjects)
        await fixtures.until(lambda: _marked(topics_made, 420))
    records = await read(topics_made, topics_made.topic("directory"))
    found = events(records)
    logged = await fixtures.rows(database, "directory", "select body from directory.log order by position")
    assert sorted(event.text() for event in found) == sorted(str(row["body"]) for row in logged)
    for subject in subjects:
        assert [event.sequence for event in found if event.subject == subject] == list(range(1, 61))
    assert {record.key for record in records} == {str(subject).encode() for subject in subjects}
    received = {event.position: event.received for event in found}
    arrived = {event.position: record.timestamp for event, record in zip(found, records, strict=True)}
    for record in await read(topics_made, topics_made.watermarks):
        mark, stamp = Watermark.model_validate_json(record.value), record.timestamp
        assert all((received[position] <= mark.received) == (position <= mark.position) for position in received)
        # The producer stamps a fact when it is sent, the broker a watermark when it arrives: earlier facts stand before it.
        assert all(arrived[position] <= stamp for position in range(1, mark.position + 1))


async def test_of_two_relays_the_first_is_fenced_and_nothing_is_lost(database: Database, topics_made: Kafka) -> None:
    first = Relay("directory", database, topics_made, batch=20)
    second = Relay("directory", database, topics_made, batch=20)
    async with relaying(first) as (old,):
        await fixtures.append(database, "directory", 100)
        await fixtures.until(lambda: _published_all(database, 100))
        async with relaying(second):
            await fixtures.append(database, "directory", 100)
            await asyncio.wait({old}, timeout=10)
            with pytest.raises(Fenced):
                old.result()
            await fixtures.until(lambda: _published_all(database, 200))
    assert {event.position for event in events(await read(topics_made, topics_made.topic("directory")))} == set(
        range(1, 201)
    )


async def test_a_replay_tells_again_from_there(database: Database, topics_made: Kafka) -> None:
    async with relaying(Relay("directory", database, topics_made)):
        await fixtures.append(database, "directory", 30)
        await fixtures.until(lambda: _published_all(database, 30))
        assert await replay(database, "directory", 21) == 10
        await fixtures.until(lambda: _published_all(database, 30))
    positions = sorted(event.position for event in events(await read(topics_made, topics_made.topic("directory"))))
    assert positions == sorted([*range(1, 31), *range(21, 31)])
    for wrong in (0, 99):
        with pytest.raises(ValueError, match=r"position 1|nothing beyond"):
            await replay(database, "directory", wrong)


async def test_an_absent_broker_costs_nothing_but_time(database: Database) -> None:
    relay = Relay("directory", database, Kafka("127.0.0.1:9"))
    async with relaying(relay) as (task,):
        await fixtures.append(database, "directory", 3)
        await asyncio.sleep(1)
        assert not task.done()
    assert await published(database) == 0


async def test_a_broker_that_dies_and_returns_gets_everything(
    database: Database, kafka: RealKafka, topics_made: Kafka
) -> None:
    async with relaying(Relay("directory", database, topics_made)):
        await fixtures.append(database, "directory", 10)
        await fixtures.until(lambda: _published_all(database, 10))
        await asyncio.to_thread(kafka.kill)
        await fixtures.append(database, "directory", 10)
        await asyncio.sleep(1)
        assert await published(database) == 10
        await asyncio.to_thread(kafka.open)
        await fixtures.until(lambda: _published_all(database, 20), seconds=60)
    assert {event.position for event in events(await read(topics_made, topics_made.topic("directory")))} == set(
        range(1, 21)
    )


async def test_the_message_is_what_the_envelope_says(database: Database) -> None:
    async with database.work("referral") as work:
        author = fixtures.author().model_copy(
            update={
                "person": uuid4(),
                "attested_by": uuid4(),
                "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            }
        )
        work.emit([fixtures.new_event("referral")], author)
        work.emit([fixtures.new_event("referral")], fixtures.author())
    for event in work.events:
        headers, value = kafka_form(event.text())
        assert sorted(headers) == sorted(event.headers())
        assert value == event.value()
        assert Event.from_kafka(headers, value) == event


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
    relay._guard.difference = 3600.0
    async with relaying(relay):
        await fixtures.append(database, "directory", 5)
        await fixtures.until(lambda: _published_all(database, 5))
        await fixtures.until(lambda: _holds(relay))
        await asyncio.sleep(0.5)
    marks = [Watermark.model_validate_json(one.value) for one in await read(topics_made, topics_made.watermarks)]
    assert {mark.log for mark in marks} <= {"clock.directory"}


async def _published_all(database: Database, position: int) -> bool:
    return await published(database) == position


async def _marked(kafka: Kafka, position: int) -> bool:
    marks = await read(kafka, kafka.watermarks)
    return bool(marks) and Watermark.model_validate_json(marks[-1].value).position == position


async def _holds(relay: Relay) -> bool:
    return relay.held is not None


def test_json_of_a_watermark_is_a_line_of_the_export() -> None:
    mark = Watermark(log="directory", position=3, received=datetime(2026, 3, 1, tzinfo=UTC))
    assert json.loads(fixtures.watermark_value(mark)) == mark.line()


async def test_a_producer_cancelled_while_it_connects_leaves_no_connection(topics_made: Kafka) -> None:
    async def come_and_go(client: AIOKafkaProducer) -> None:
        try:
            await connect(client)
        finally:
            await drop(client)

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ResourceWarning)
        for step in range(30):
            task = asyncio.create_task(come_and_go(producer(topics_made)))
            await asyncio.sleep(step / 5_000)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        del task
        gc.collect()
    assert [str(one.message) for one in caught if "AIOKafkaConnection" in str(one.message)] == []
