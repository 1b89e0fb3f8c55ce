"""The audit step on the real parts: consumed from Kafka, then judged in order of time, saved and emitted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import asyncpg
from aiokafka import AIOKafkaProducer

from schemas.envelope import Event, Watermark
from services.provider_audit.app import SERVICE
from services.runtime.database.pool import Database
from services.runtime.database.tables.this_service import InboxWatermarkRow
from services.runtime.events.apply_by_time import ApplyByTime
from services.runtime.events.consume import Consumer
from services.runtime.events.inbox_row import inbox_row
from services.runtime.kafka.broker import Kafka

COLUMNS = (
    "log", "position", "id", "type", "subject", "sequence", "received", "occurred", "arrived", "teller", "origin",
    "provider_id", "board_id", "data", "body",
)  # fmt: skip
PARK_LIMIT = 1
"""A history in which a fact is parked measures something else."""


def rows(events: Sequence[Event]) -> list[tuple[Any, ...]]:
    """The rows that consuming these events stores."""
    return [tuple(inbox_row(event)[name.removesuffix("_id")] for name in COLUMNS) for event in events]


async def produce(kafka: Kafka, topic: str, events: Sequence[Event]) -> None:
    """Put facts on a topic as the relay does."""
    async with AIOKafkaProducer(**kafka.client(), compression_type="lz4", linger_ms=2) as producer:
        waiting = [
            await producer.send(topic, event.value(), key=str(event.subject).encode(), headers=event.headers())
            for event in events
        ]
        await asyncio.gather(*waiting)


async def consume(database: Database, kafka: Kafka, number: int) -> float:
    """Consume that many events from the topics into the inbox; give facts a second from the first stored to the last."""
    consuming = asyncio.create_task(Consumer("provider_audit", SERVICE.consumes, database, kafka).run())
    try:
        before = 0
        while not before:
            before = await _consumed(database)
            began = time.perf_counter()
        stored = before
        while stored < number:
            if consuming.done():
                await consuming
            await asyncio.sleep(0.005)
            stored = await _consumed(database)
        return (number - before) / (time.perf_counter() - began)
    finally:
        consuming.cancel()
        with suppress(asyncio.CancelledError):
            await consuming


async def _consumed(database: Database) -> int:
    async with database.work("provider_audit") as work:
        row = await work.row("select count(*) as n from provider_audit.inbox")
    return int(row["n"]) if row else 0


async def judge(database: Database, marks: Sequence[Watermark], number: int) -> float:
    """Judge everything consumed up to the watermarks as the worker does; give facts a second."""
    async with database.work("provider_audit") as work:
        await work.add(InboxWatermarkRow, [mark.model_dump() for mark in marks], "provider_audit")
    async with database.plain() as plain:
        await plain.run("analyze provider_audit.inbox")
    applier = ApplyByTime(SERVICE, database, PARK_LIMIT)
    began = time.perf_counter()
    while await applier.step():
        pass
    took = time.perf_counter() - began
    async with database.work("provider_audit") as work:
        row = await work.row("select count(*) filter (where state = 'applied') as n from provider_audit.inbox")
    if row is None or row["n"] != number:
        raise RuntimeError(f"{row and row['n']} of {number} facts were judged: the measurement is void")
    return number / took


async def copy(address: str, records: Sequence[tuple[Any, ...]]) -> float:
    """Write the rows of the inbox by one COPY into a table with the same key; give rows a second."""
    connection = await asyncpg.connect(address)
    try:
        await connection.execute(
            "create table copied (log text, position bigint, id uuid, type text, subject uuid, sequence bigint, "
            "received timestamptz, occurred timestamptz, arrived timestamptz, teller uuid, origin text, provider_id uuid, "
            "board_id uuid, data jsonb, body text, primary key (log, position))"
        )
        began = time.perf_counter()
        await connection.copy_records_to_table("copied", records=records, columns=COLUMNS)
        return len(records) / (time.perf_counter() - began)
    finally:
        await connection.close()
