"""The relay: one log to its topic in order, and its watermark after everything before it has been acknowledged."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import Any

from aiokafka import AIOKafkaProducer

from services.runtime.backoff import BackOff, retrying
from services.runtime.database.pool import Database
from services.runtime.events.relay_cursor import Fenced, RelayCursor
from services.runtime.events.watermarks import SEND_SECONDS, Watermarks
from services.runtime.kafka.broker import Kafka, connect, drop, producer
from services.runtime.kafka.wire import Logged, carried
from services.runtime.telemetry import Logger, Metric, count, short_error

BATCH = 2000
BUSY_SECONDS, IDLE_SECONDS, EMBEDDED_IDLE_SECONDS = 0.01, 0.1, 0.5
"""Between two looks into the log. Beside an embedded broker everything is published by this process, which wakes its relays."""


class Relay:
    """Publishes one log. `allowed` gives the highest position that may be published now: the embedded broker keeps little."""

    def __init__(
        self,
        service: str,
        database: Database,
        kafka: Kafka,
        *,
        allowed: Callable[[], int] | None = None,
        batch: int = BATCH,
        gate: asyncio.Event | None = None,
    ) -> None:
        """Prepare; nothing is published before `run`."""
        self.service = service
        self.wake = asyncio.Event()
        self.cursor = RelayCursor(service, database)
        self.watermarks = Watermarks(self.cursor, kafka)
        self._kafka, self._allowed, self._batch, self._gate = kafka, allowed, batch, gate
        self._say = Logger(f"relay.{service}")

    async def run(self) -> None:
        """Publish until cancelled. After an error it makes a new producer and goes on; raises Fenced when taken over."""
        await self.cursor.take_over()
        pause = retrying()
        while True:
            before = self.cursor.position
            try:
                await self._publish_with(producer(self._kafka))
            except Fenced:
                raise
            except Exception as error:  # noqa: BLE001 - tries for ever, whatever it is
                if self.cursor.position > before:
                    pause.reset()
                position = self.cursor.position
                self._say.warn("could not publish the log, trying again", error=short_error(error), position=position)
                count(Metric.PART_FAILURES, f"relay.{self.service}")
            await pause.wait()

    def publish_time(self) -> None:
        """Publish the log's time at once, or as soon as the gate opens: it was moved, and somebody waits for it."""
        self.watermarks.make_due()
        self.wake.set()

    async def _publish_with(self, client: AIOKafkaProducer) -> None:
        try:
            await connect(client)
            self.watermarks.compare_anew()
            pause = BackOff(BUSY_SECONDS, EMBEDDED_IDLE_SECONDS if self._kafka.embedded else IDLE_SECONDS)
            while True:
                if self._gate is not None:
                    await self._gate.wait()
                self.wake.clear()
                published = await self._publish_waiting(client)
                await self.watermarks.publish(client)
                if published:
                    pause.reset()
                await pause.wait_or(self.wake)
        finally:
            await drop(client)

    async def _publish_waiting(self, client: AIOKafkaProducer) -> int:
        """Publish what the log holds beyond the cursor, the next batch being read while one is sent. Gives how many."""
        published, facts = 0, await self._read(self.cursor.position)
        while facts:
            following = asyncio.create_task(self._read(facts[-1].position))
            try:
                await self._send(client, facts)
                await self.cursor.move(facts[-1].position, len(facts))
                published += len(facts)
                await self.watermarks.publish(client)
                ahead, reached = await following, self.cursor.position
                facts = ahead if not ahead or ahead[0].position == reached + 1 else await self._read(reached)
            finally:
                if not following.done():
                    following.cancel()
                    with contextlib.suppress(asyncio.CancelledError, Exception):
                        await following
        return published

    async def _read(self, after: int) -> Sequence[Logged]:
        limit = self._allowed() if self._allowed else after + self._batch
        return [] if limit <= after else await self.cursor.beyond(after, limit, self._batch)

    async def _send(self, client: AIOKafkaProducer, facts: Sequence[Logged]) -> None:
        topic = self._kafka.topic(self.service)
        waiting: list[asyncio.Future[Any]] = []
        for fact in facts:
            (headers, value), why = carried(self.service, fact)
            if why is not None:
                said = "a fact of the log cannot be sent whole: its place is sent, and its subject waits"
                self._say.alarm("uncarried", said, reason=why, position=fact.position)
            waiting.append(await client.send(topic, value, key=str(fact.subject).encode(), headers=headers))
        _, unanswered = await asyncio.wait(waiting, timeout=SEND_SECONDS)
        if unanswered:
            raise TimeoutError(f"{len(unanswered)} messages were not acknowledged within {SEND_SECONDS:.0f} s")
        for answer in waiting:
            answer.result()
