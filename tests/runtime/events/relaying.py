"""Relays at work, and what they sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, ConsumerRecord

from services.runtime.database.pool import Database
from services.runtime.events.relay import Relay
from services.runtime.kafka.broker import Kafka
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


async def published(database: Database, log: str = "directory") -> int:
    return int(str((await fixtures.rows(database, log, f"select position from {log}.relay_cursor"))[0]["position"]))


async def _published_all(database: Database, position: int) -> bool:
    return await published(database) == position
