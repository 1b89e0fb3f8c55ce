"""The relay: in order, all of it, its watermark never ahead, and only one of two goes on."""

from __future__ import annotations

import asyncio
import gc
import warnings
from collections.abc import Sequence
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaProducer, ConsumerRecord

from schemas.envelope import Event, Watermark
from services.runtime.database.pool import Database
from services.runtime.events.relay import Relay
from services.runtime.events.relay_cursor import Fenced
from services.runtime.events.replay import replay
from services.runtime.kafka.broker import Kafka, connect, drop, producer
from services.runtime.kafka.wire import kafka_form
from tests.parts.kafka import RealKafka
from tests.runtime import fixtures
from tests.runtime.events.relaying import _published_all, published, read, relaying


def events(records: Sequence[ConsumerRecord]) -> list[Event]:
    return [Event.from_kafka(record.headers, record.value) for record in records]


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


async def _marked(kafka: Kafka, position: int) -> bool:
    marks = await read(kafka, kafka.watermarks)
    return bool(marks) and Watermark.model_validate_json(marks[-1].value).position == position


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
