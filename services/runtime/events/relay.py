"""The relay: one log to its topic in order, and its watermark after everything before it has been acknowledged."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from aiokafka import AIOKafkaProducer
from sqlalchemy import bindparam, update
from sqlmodel import col, select

from schemas.envelope import Watermark
from services.runtime.backoff import BackOff, retrying
from services.runtime.database import log as event_log
from services.runtime.database.log_tables import LogRow, RelayCursorRow
from services.runtime.database.pool import Database
from services.runtime.database.query import fields_of, query, written
from services.runtime.events.clock_guard import LARGEST_DIFFERENCE, ClockGuard, broker_difference, log_ahead
from services.runtime.kafka.broker import Kafka, connect, drop, producer
from services.runtime.kafka.wire import Logged, carried, watermark_text
from services.runtime.telemetry import Logger, Metric, count, short_error, show

BATCH = 2000
WATERMARK_SECONDS, RESTING_WATERMARK_SECONDS = 0.1, 0.5
"""How often a watermark is published: of a log that is at work, and of one that rests or stands beside an embedded broker."""
AT_WORK_SECONDS = 2.0
"""A log is at work for so long after it published a fact."""
BUSY_SECONDS, IDLE_SECONDS, EMBEDDED_IDLE_SECONDS = 0.01, 0.1, 0.5
"""Between two looks into the log. Beside an embedded broker everything is published by this process, which wakes its relays."""
SEND_SECONDS = 30.0
LOG_APPEND_TIME = 1
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Cursor:
    """How far a log is published, by which of its relays: the one that took over last."""

    epoch: int
    position: int


@dataclass(frozen=True)
class Look:
    """The cursor and the clocks at one moment: `ahead` is by how many seconds the log's time is past the database's."""

    epoch: int
    position: int
    now: datetime
    clock_offset: timedelta
    plain: bool
    ahead: float


_CURSOR = query(select(*fields_of(RelayCursorRow, Cursor)), into=Cursor)
_TAKE_OVER = query(
    update(RelayCursorRow).values(epoch=col(RelayCursorRow.epoch) + 1).returning(*fields_of(RelayCursorRow, Cursor)),
    into=Cursor,
)
_MOVE = query(
    update(RelayCursorRow)
    .where(col(RelayCursorRow.epoch) == bindparam("own"), col(RelayCursorRow.position) == bindparam("old"))
    .values(position=bindparam("new"))
)
_BEYOND = query(
    select(*fields_of(LogRow, Logged))
    .where(LogRow.position > bindparam("after"), LogRow.position <= bindparam("last"))
    .order_by(col(LogRow.position))
    .limit(bindparam("most")),
    into=Logged,
)
# The clock of the installation, and three tables of one row each.
_CLOCK = written("select runtime.now() - clock_offset from runtime.instance", into=datetime)
_LOOK = written(
    """select t.epoch, t.position, runtime.now() as now, i.clock_offset, i.kind = 'plain' as plain,
extract(epoch from greatest(h.received, runtime.now()) - runtime.now()) as ahead
from this_schema.relay_cursor t, this_schema.log_head h, runtime.instance i""",
    into=Look,
)


class Fenced(Exception):
    """Another relay of the same log has taken over."""


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
        self.published = 0
        self.held: str | None = None
        self.wake = asyncio.Event()
        self._database, self._kafka, self._allowed, self._batch = database, kafka, allowed, batch
        self._gate = gate
        self._epoch = 0
        self._guard = ClockGuard()
        self._mark: Watermark | None = None
        self._mark_due = 0.0
        self._published_at = 0.0
        self._broker_held: str | None = None
        self._compared = False
        self._now, self._looked = datetime.min.replace(tzinfo=UTC), 0.0
        self._say = Logger(f"relay.{service}")

    async def run(self) -> None:
        """Publish until cancelled. After an error it makes a new producer and goes on; raises Fenced when taken over."""
        await self._take_over()
        pause = retrying()
        while True:
            before = self.published
            try:
                await self._publish_with(producer(self._kafka))
            except Fenced:
                raise
            except Exception as error:  # noqa: BLE001 - tries for ever, whatever it is
                if self.published > before:
                    pause.reset()
                self._say.warn(
                    "could not tell the log, trying again", error=short_error(error), position=self.published
                )
                count(Metric.PART_FAILURES, f"relay.{self.service}")
            await pause.wait()

    def publish_time(self) -> None:
        """Publish the log's time at once, or as soon as the gate opens: it was moved, and somebody waits for it."""
        self._mark_due = 0.0
        self.wake.set()

    async def _take_over(self) -> None:
        async with self._database.work(self.service) as work:
            cursor = await work.one(_TAKE_OVER.of(self.service))
        if cursor is None:
            raise RuntimeError(f"{self.service}.relay_cursor has no row: run the migrations")
        self._epoch, self.published = cursor.epoch, cursor.position
        self._say.say("relay begins", position=self.published, epoch=self._epoch)

    async def _publish_with(self, client: AIOKafkaProducer) -> None:
        try:
            await connect(client)
            self._compared = False
            pause = BackOff(BUSY_SECONDS, EMBEDDED_IDLE_SECONDS if self._kafka.embedded else IDLE_SECONDS)
            while True:
                if self._gate is not None:
                    await self._gate.wait()
                self.wake.clear()
                published = await self._publish_waiting(client)
                await self._publish_watermark(client)
                if published:
                    pause.reset()
                await pause.wait_or(self.wake)
        finally:
            await drop(client)

    async def _publish_waiting(self, client: AIOKafkaProducer) -> int:
        """Publish what the log holds beyond `published`, the next batch being read while one is sent. Gives how many."""
        published, facts = 0, await self._read(self.published)
        while facts:
            following = asyncio.create_task(self._read(facts[-1].position))
            try:
                await self._send(client, facts)
                await self._mark_published(facts[-1].position, len(facts))
                published += len(facts)
                await self._publish_watermark(client)
                ahead = await following
                facts = (
                    ahead if not ahead or ahead[0].position == self.published + 1 else await self._read(self.published)
                )
            finally:
                if not following.done():
                    following.cancel()
                    with contextlib.suppress(asyncio.CancelledError, Exception):
                        await following
        return published

    async def _read(self, after: int) -> Sequence[Logged]:
        limit = self._allowed() if self._allowed else after + self._batch
        if limit <= after:
            return []
        async with self._database.work(self.service) as work:
            return await work.all(_BEYOND.of(self.service), after=after, last=limit, most=self._batch)

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

    async def _mark_published(self, position: int, number: int) -> None:
        """Move the cursor, if nobody else did. After a replay it goes on from where it was set back to."""
        async with self._database.work(self.service) as work:
            moved = await work.run(_MOVE.of(self.service), new=position, own=self._epoch, old=self.published)
            if not moved:
                cursor = await work.one(_CURSOR.of(self.service))
                position = self._again_from(cursor)
        self.published, self._published_at = position, time.monotonic()
        count(Metric.PUBLISHED_FACTS, self.service, by=number)
        show(Metric.PUBLISHED, self.service, value=self.published)

    def _again_from(self, cursor: Cursor | None) -> int:
        if cursor is None or cursor.epoch != self._epoch:
            raise Fenced(f"another relay tells the log {self.service} now")
        self._say.say("telling again", position=cursor.position)
        return cursor.position

    async def _publish_watermark(self, client: AIOKafkaProducer) -> None:
        """When it is due: move the log's time on, and tell it once every fact up to its position is acknowledged."""
        if self._mark is None and time.monotonic() >= self._mark_due:
            rests = self._kafka.embedded or time.monotonic() > self._published_at + AT_WORK_SECONDS
            self._mark_due = time.monotonic() + (RESTING_WATERMARK_SECONDS if rests else WATERMARK_SECONDS)
            if not self._kafka.embedded and (not self._compared or self._broker_held):
                await self._compare_clocks(client)
            self._mark = await self._take_watermark()
        if self._mark is None or self._mark.position > self.published:
            return
        mark, self._mark = self._mark, None
        await self._send_watermark(client, mark)

    async def _compare_clocks(self, client: AIOKafkaProducer) -> None:
        """Send what nobody consumes, for the broker's stamp: no watermark may go out under a clock that nobody vouches for."""
        async with self._database.work(self.service) as work:
            now = await work.one(_CLOCK)
        if now is not None:
            self._now, self._looked = now, time.monotonic()
            await self._send_watermark(client, Watermark(log=f"clock.{self.service}", position=0, received=EPOCH))
            self._compared = True

    async def _send_watermark(self, client: AIOKafkaProducer, mark: Watermark) -> None:
        value = watermark_text(mark).encode()
        async with asyncio.timeout(SEND_SECONDS):
            sent = await client.send_and_wait(self._kafka.watermarks, value, key=mark.log.encode())
        # A topic stamped by the broker shows its clock; the stand-in broker's stamps mean nothing.
        if not self._kafka.embedded and sent.timestamp_type == LOG_APPEND_TIME:
            now = self._now + timedelta(seconds=time.monotonic() - self._looked)
            self._broker_held = broker_difference(now, sent.timestamp)

    async def _take_watermark(self) -> Watermark | None:
        """Take a watermark, unless this relay was taken over, the cursor was set back, or the clocks differ."""
        async with self._database.work(self.service) as work:
            look = await work.one(_LOOK.of(self.service))
            if look is None or look.epoch != self._epoch:
                raise Fenced(f"another relay tells the log {self.service} now")
            self.published = look.position
            self._now, self._looked = look.now - look.clock_offset, time.monotonic()
            # The clock of a demonstration or a test is moved on purpose, and a log may stand ahead of it.
            ahead = look.ahead if look.plain else 0.0
            self._hold(self._guard.look(self._now, self._looked) or self._broker_held or log_ahead(self.service, ahead))
            if self.held:
                return None
            mark = await event_log.watermark(work, self.service)
            # A clock that jumped since the look above is noticed at the next; this watermark is not published.
            jumped = look.plain and mark.received - look.now > timedelta(seconds=LARGEST_DIFFERENCE)
            return None if jumped else mark

    def _hold(self, reason: str | None) -> None:
        if reason and not self.held:
            self._say.alarm("clock", f"watermarks of {self.service} are held: {reason}")
        elif self.held and not reason:
            self._say.say("the clocks agree again, watermarks go on")
        self.held = reason
        show(Metric.RELAY_HELD, self.service, value=1 if reason else 0)
