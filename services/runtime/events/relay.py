"""The relay: one log to its topic in order, and its watermark after everything before it has been acknowledged."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from aiokafka import AIOKafkaProducer

from schemas.envelope import Watermark
from services.runtime.database import log as event_log
from services.runtime.database.pool import Database
from services.runtime.database.transaction import Row
from services.runtime.events.clock_guard import LARGEST_DIFFERENCE, ClockGuard, broker_difference, log_ahead
from services.runtime.kafka.broker import Kafka, connect, drop, producer
from services.runtime.kafka.wire import carried, watermark_text
from services.runtime.telemetry import Logger, Metric, count, short_error, show

BATCH = 2000
WATERMARK_SECONDS, RESTING_WATERMARK_SECONDS = 0.1, 0.5
"""How often a watermark is told: of a log that is at work, and of one that rests or stands beside an embedded broker."""
AT_WORK_SECONDS = 2.0
"""A log is at work for so long after it told a fact."""
BUSY_SECONDS, IDLE_SECONDS, EMBEDDED_IDLE_SECONDS = 0.01, 0.1, 0.5
"""Between two looks into the log. Beside an embedded broker everything is told by this process, which wakes its relays."""
RETRY_SECONDS, LONGEST_RETRY = 0.2, 5.0
SEND_SECONDS = 30.0
LOG_APPEND_TIME = 1
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Fenced(Exception):
    """Another relay of the same log has taken over."""


class Relay:
    """Tells one log. `allowed` gives the highest position that may be told now: the embedded broker keeps little."""

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
        """Prepare; nothing is told before `run`."""
        self.service = service
        self.told = 0
        self.held: str | None = None
        self.wake = asyncio.Event()
        self._database, self._kafka, self._allowed, self._batch = database, kafka, allowed, batch
        self._gate = gate
        self._epoch = 0
        self._guard = ClockGuard()
        self._mark: Watermark | None = None
        self._mark_due = 0.0
        self._told_at = 0.0
        self._broker_held: str | None = None
        self._compared = False
        self._now, self._looked = datetime.min.replace(tzinfo=UTC), 0.0
        self._say = Logger(f"relay.{service}")

    async def run(self) -> None:
        """Tell until cancelled. After an error it makes a new producer and goes on; raises Fenced when taken over."""
        await self._take_over()
        pause = RETRY_SECONDS
        while True:
            before = self.told
            try:
                await self._tell_with(producer(self._kafka))
            except Fenced:
                raise
            except Exception as error:  # noqa: BLE001 - tries for ever, whatever it is
                pause = RETRY_SECONDS if self.told > before else min(pause * 2, LONGEST_RETRY)
                self._say.warn("could not tell the log, trying again", error=short_error(error), position=self.told)
                count(Metric.PART_FAILURES, f"relay.{self.service}")
            await asyncio.sleep(pause)

    def tell_time(self) -> None:
        """Tell the log's time at once, or as soon as the gate opens: it was moved, and somebody waits for it."""
        self._mark_due = 0.0
        self.wake.set()

    async def _take_over(self) -> None:
        async with self._database.work(self.service) as work:
            row = await work.row(f"update {self.service}.told set epoch = epoch + 1 returning epoch, position")
        if row is None:
            raise RuntimeError(f"{self.service}.told has no row: run the migrations")
        self._epoch, self.told = row["epoch"], row["position"]
        self._say.say("relay begins", position=self.told, epoch=self._epoch)

    async def _tell_with(self, client: AIOKafkaProducer) -> None:
        try:
            await connect(client)
            self._compared = False
            pause = BUSY_SECONDS
            idle = EMBEDDED_IDLE_SECONDS if self._kafka.embedded else IDLE_SECONDS
            while True:
                if self._gate is not None:
                    await self._gate.wait()
                self.wake.clear()
                told = await self._tell_waiting(client)
                await self._tell_watermark(client)
                pause = BUSY_SECONDS if told else min(pause * 2, idle)
                # Not wait_for: in Python 3.11 it may swallow a cancellation that comes as the event is set.
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self.wake.wait()
        finally:
            await drop(client)

    async def _tell_waiting(self, client: AIOKafkaProducer) -> int:
        """Tell what stands in the log beyond `told`, the next batch being read while one is sent. Gives how many."""
        told, rows = 0, await self._read(self.told)
        while rows:
            following = asyncio.create_task(self._read(rows[-1]["position"]))
            try:
                await self._send(client, rows)
                await self._mark_told(rows[-1]["position"], len(rows))
                told += len(rows)
                await self._tell_watermark(client)
                ahead = await following
                rows = ahead if not ahead or ahead[0]["position"] == self.told + 1 else await self._read(self.told)
            finally:
                if not following.done():
                    following.cancel()
                    with contextlib.suppress(asyncio.CancelledError, Exception):
                        await following
        return told

    async def _read(self, after: int) -> Sequence[Row]:
        limit = self._allowed() if self._allowed else after + self._batch
        if limit <= after:
            return []
        async with self._database.work(self.service) as work:
            return await work.rows(
                f"select position, id, type, subject, sequence, received, body from {self.service}.log "
                "where position > :after and position <= :limit order by position limit :batch",
                after=after,
                limit=limit,
                batch=self._batch,
            )

    async def _send(self, client: AIOKafkaProducer, rows: Sequence[Row]) -> None:
        topic = self._kafka.topic(self.service)
        waiting: list[asyncio.Future[Any]] = []
        for row in rows:
            (headers, value), why = carried(self.service, row)
            if why is not None:
                said = "a fact of the log cannot be sent whole: its place is sent, and its subject waits"
                self._say.alarm("uncarried", said, reason=why, position=row["position"])
            waiting.append(await client.send(topic, value, key=str(row["subject"]).encode(), headers=headers))
        _, unanswered = await asyncio.wait(waiting, timeout=SEND_SECONDS)
        if unanswered:
            raise TimeoutError(f"{len(unanswered)} messages were not acknowledged within {SEND_SECONDS:.0f} s")
        for answer in waiting:
            answer.result()

    async def _mark_told(self, position: int, number: int) -> None:
        """Move `told`, if nobody else did. After a replay it goes on from where it was set back to."""
        async with self._database.work(self.service) as work:
            moved = await work.run(
                f"update {self.service}.told set position = :new where epoch = :epoch and position = :old",
                new=position,
                epoch=self._epoch,
                old=self.told,
            )
            row = None if moved else await work.row(f"select epoch, position from {self.service}.told")
        self.told, self._told_at = position if moved else self._again_from(row), time.monotonic()
        count(Metric.TOLD_FACTS, self.service, by=number)
        show(Metric.TOLD, self.service, value=self.told)

    def _again_from(self, row: Row | None) -> int:
        if row is None or row["epoch"] != self._epoch:
            raise Fenced(f"another relay tells the log {self.service} now")
        self._say.say("telling again", position=row["position"])
        return int(row["position"])

    async def _tell_watermark(self, client: AIOKafkaProducer) -> None:
        """When it is due: move the log's time on, and tell it once every fact up to its position is acknowledged."""
        if self._mark is None and time.monotonic() >= self._mark_due:
            rests = self._kafka.embedded or time.monotonic() > self._told_at + AT_WORK_SECONDS
            self._mark_due = time.monotonic() + (RESTING_WATERMARK_SECONDS if rests else WATERMARK_SECONDS)
            if not self._kafka.embedded and (not self._compared or self._broker_held):
                await self._compare_clocks(client)
            self._mark = await self._take_watermark()
        if self._mark is None or self._mark.position > self.told:
            return
        mark, self._mark = self._mark, None
        await self._send_watermark(client, mark)

    async def _compare_clocks(self, client: AIOKafkaProducer) -> None:
        """Send what nobody hears, for the broker's stamp: no watermark may go out under a clock that nobody vouches for."""
        async with self._database.work(self.service) as work:
            row = await work.row("select runtime.now() - clock_offset as now from runtime.instance")
        if row is not None:
            self._now, self._looked = row["now"], time.monotonic()
            await self._send_watermark(client, Watermark(log=f"clock.{self.service}", position=0, received=EPOCH))
            self._compared = True

    async def _send_watermark(self, client: AIOKafkaProducer, mark: Watermark) -> None:
        value = watermark_text(mark).encode()
        async with asyncio.timeout(SEND_SECONDS):
            sent = await client.send_and_wait(self._kafka.watermarks, value, key=mark.log.encode())
        # A topic stamped by the broker tells its clock; the stand-in broker's stamps mean nothing.
        if not self._kafka.embedded and sent.timestamp_type == LOG_APPEND_TIME:
            now = self._now + timedelta(seconds=time.monotonic() - self._looked)
            self._broker_held = broker_difference(now, sent.timestamp)

    async def _take_watermark(self) -> Watermark | None:
        """Take a watermark, unless this relay was taken over, told was set back, or the clocks differ."""
        async with self._database.work(self.service) as work:
            row = await work.row(
                "select t.epoch, t.position, runtime.now() as now, i.clock_offset, i.kind = 'plain' as plain, "
                "extract(epoch from greatest(h.received, runtime.now()) - runtime.now()) as ahead "
                f"from {self.service}.told t, {self.service}.log_head h, runtime.instance i"
            )
            if row is None or row["epoch"] != self._epoch:
                raise Fenced(f"another relay tells the log {self.service} now")
            self.told = row["position"]
            self._now, self._looked = row["now"] - row["clock_offset"], time.monotonic()
            # The clock of a demonstration or a test is moved on purpose, and a log may stand ahead of it.
            ahead = float(row["ahead"]) if row["plain"] else 0.0
            self._hold(self._guard.look(self._now, self._looked) or self._broker_held or log_ahead(self.service, ahead))
            if self.held:
                return None
            mark = await event_log.watermark(work, self.service)
            # A clock that jumped since the look above is noticed at the next; this watermark is not told.
            jumped = row["plain"] and mark.received - row["now"] > timedelta(seconds=LARGEST_DIFFERENCE)
            return None if jumped else mark

    def _hold(self, reason: str | None) -> None:
        if reason and not self.held:
            self._say.alarm("clock", f"watermarks of {self.service} are held: {reason}")
        elif self.held and not reason:
            self._say.say("the clocks agree again, watermarks go on")
        self.held = reason
        show(Metric.RELAY_HELD, self.service, value=1 if reason else 0)
