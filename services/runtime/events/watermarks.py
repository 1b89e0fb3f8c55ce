"""The watermarks of one log: taken when they are due, published once every fact up to them is, held while clocks differ."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aiokafka import AIOKafkaProducer

from schemas.envelope import Watermark
from services.runtime.database import log as event_log
from services.runtime.database.query import written
from services.runtime.events.clock_guard import LARGEST_DIFFERENCE, ClockGuard, broker_difference, log_ahead
from services.runtime.events.relay_cursor import Cursor, RelayCursor
from services.runtime.kafka.broker import Kafka
from services.runtime.kafka.wire import watermark_text
from services.runtime.telemetry import Logger, Metric, show

WATERMARK_SECONDS, RESTING_WATERMARK_SECONDS = 0.1, 0.5
"""How often a watermark is published: of a log that is at work, and of one that rests or stands beside an embedded broker."""
AT_WORK_SECONDS = 2.0
"""A log is at work for so long after it published a fact."""
SEND_SECONDS = 30.0
LOG_APPEND_TIME = 1
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Look(Cursor):
    """The cursor and the clocks at one moment: `ahead` is by how many seconds the log's time is past the database's."""

    now: datetime
    clock_offset: timedelta
    plain: bool
    ahead: float


# The clock of the installation, and three tables of one row each.
_CLOCK = written("select runtime.now() - clock_offset from runtime.instance", into=datetime)
_LOOK = written(
    """select t.epoch, t.position, runtime.now() as now, i.clock_offset, i.kind = 'plain' as plain,
extract(epoch from greatest(h.received, runtime.now()) - runtime.now()) as ahead
from this_schema.relay_cursor t, this_schema.log_head h, runtime.instance i""",
    into=Look,
)


class Watermarks:
    """Publishes the watermarks of the log of a cursor; `held` says why none goes out, if so."""

    def __init__(self, cursor: RelayCursor, kafka: Kafka) -> None:
        self.held: str | None = None
        self._cursor, self._kafka = cursor, kafka
        self._guard = ClockGuard()
        self._mark: Watermark | None = None
        self._due = 0.0
        self._broker_held: str | None = None
        self._compared = False
        self._now, self._looked = datetime.min.replace(tzinfo=UTC), 0.0
        self._say = Logger(f"relay.{cursor.log}")

    def make_due(self) -> None:
        """Let the next one be taken at once."""
        self._due = 0.0

    def compare_anew(self) -> None:
        """Have the broker's clock compared again before anything goes out: there is another producer."""
        self._compared = False

    async def publish(self, client: AIOKafkaProducer) -> None:
        """When it is due: move the log's time on, and publish it once every fact up to its position is acknowledged."""
        if self._mark is None and time.monotonic() >= self._due:
            rests = self._kafka.embedded or time.monotonic() > self._cursor.moved_at + AT_WORK_SECONDS
            self._due = time.monotonic() + (RESTING_WATERMARK_SECONDS if rests else WATERMARK_SECONDS)
            if not self._kafka.embedded and (not self._compared or self._broker_held):
                await self._compare_clocks(client)
            self._mark = await self._take()
        if self._mark is None or self._mark.position > self._cursor.position:
            return
        mark, self._mark = self._mark, None
        await self._send(client, mark)

    async def _compare_clocks(self, client: AIOKafkaProducer) -> None:
        """Send what nobody consumes, for the broker's stamp: no watermark may go out under a clock that nobody vouches for."""
        async with self._cursor.database.work(self._cursor.log) as work:
            now = await work.one(_CLOCK)
        if now is not None:
            self._now, self._looked = now, time.monotonic()
            await self._send(client, Watermark(log=f"clock.{self._cursor.log}", position=0, received=EPOCH))
            self._compared = True

    async def _send(self, client: AIOKafkaProducer, mark: Watermark) -> None:
        value = watermark_text(mark).encode()
        async with asyncio.timeout(SEND_SECONDS):
            sent = await client.send_and_wait(self._kafka.watermarks, value, key=mark.log.encode())
        # A topic stamped by the broker shows its clock; the stand-in broker's stamps mean nothing.
        if not self._kafka.embedded and sent.timestamp_type == LOG_APPEND_TIME:
            now = self._now + timedelta(seconds=time.monotonic() - self._looked)
            self._broker_held = broker_difference(now, sent.timestamp)

    async def _take(self) -> Watermark | None:
        """Take a watermark, unless this relay was taken over, the cursor was set back, or the clocks differ."""
        log = self._cursor.log
        async with self._cursor.database.work(log) as work:
            seen = await work.one(_LOOK.of(log))
            look = self._cursor.follow(seen)
            self._now, self._looked = look.now - look.clock_offset, time.monotonic()
            # The clock of a demonstration or a test is moved on purpose, and a log may stand ahead of it.
            ahead = look.ahead if look.plain else 0.0
            self._hold(self._guard.look(self._now, self._looked) or self._broker_held or log_ahead(log, ahead))
            if self.held:
                return None
            mark = await event_log.watermark(work, log)
            # A clock that jumped since the look above is noticed at the next; this watermark is not published.
            jumped = look.plain and mark.received - look.now > timedelta(seconds=LARGEST_DIFFERENCE)
            return None if jumped else mark

    def _hold(self, reason: str | None) -> None:
        if reason and not self.held:
            self._say.alarm("clock", f"watermarks of {self._cursor.log} are held: {reason}")
        elif self.held and not reason:
            self._say.say("the clocks agree again, watermarks go on")
        self.held = reason
        show(Metric.RELAY_HELD, self._cursor.log, value=1 if reason else 0)
