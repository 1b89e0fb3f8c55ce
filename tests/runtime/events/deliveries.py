"""Messages as they lie on a topic, and what a service has consumed, set aside and acknowledged of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from schemas.envelope import Event
from services.runtime.database.pool import Database
from services.runtime.events.consume import Consumer
from services.runtime.kafka.broker import Kafka
from tests.runtime import fixtures

Message = tuple[bytes | None, bytes | None, list[tuple[str, bytes]]]


@asynccontextmanager
async def consuming(database: Database, kafka: Kafka, name: str = "referral") -> AsyncIterator[asyncio.Task[None]]:
    """A service that consumes, ended after the context."""
    task = asyncio.create_task(Consumer(name, fixtures.CONSUMES[name], database, kafka).run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def send(kafka: Kafka, topic: str, messages: Sequence[Message]) -> None:
    """Send messages as they are."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka.addresses, max_request_size=20_000_000)
    await producer.start()
    try:
        for key, value, headers in messages:
            await producer.send_and_wait(topic, value, key=key, headers=headers)
    finally:
        await producer.stop()


def message(event: Event) -> Message:
    return (str(event.subject).encode(), event.value(), event.headers())


async def consumed(database: Database, name: str = "referral") -> list[int]:
    found = await fixtures.rows(database, name, f"select position from {name}.inbox order by position")
    return [int(str(row["position"])) for row in found]


async def parked(database: Database, name: str = "referral") -> list[dict[str, object]]:
    return await fixtures.rows(database, name, f"select * from {name}.unreadable_message order by id")


async def committed(kafka: Kafka, topic: str, group: str) -> int:
    """The sum of the offsets a group has acknowledged."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka.addresses, group_id=group, enable_auto_commit=False)
    await consumer.start()
    try:
        await consumer._client._wait_on_metadata(topic)
        partitions = [TopicPartition(topic, n) for n in consumer.partitions_for_topic(topic) or ()]
        return sum([await consumer.committed(partition) or 0 for partition in partitions])
    finally:
        await consumer.stop()


async def has_consumed(database: Database, number: int) -> bool:
    return len(await consumed(database)) == number


async def has_parked(database: Database, number: int) -> bool:
    return len(await parked(database)) == number


async def has_committed(kafka: Kafka, number: int, topic: str = "", group: str = "") -> bool:
    found = await committed(kafka, topic or kafka.topic("directory"), group or kafka.group("referral"))
    return found == number
