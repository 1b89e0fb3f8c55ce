"""Watches how far one service has consumed: holes and watermarks that stand still are alarmed and, embedded, asked for again."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping

from services.runtime.backoff import wait_for_wake
from services.runtime.database.pool import Database
from services.runtime.events.replay import replay
from services.runtime.kafka.broker import Kafka
from services.runtime.process.health import OLD_WATERMARK, Health
from services.runtime.process.watch import ConsumerState, Watch
from services.runtime.service import Service
from services.runtime.telemetry import Logger, Metric, show

OFTEN_SECONDS, SELDOM_SECONDS = 0.25, 1.0
GRACE_PERIOD, EMBEDDED_GRACE_PERIOD = 30.0, 3.0
"""Seconds a position may be missing below a watermark before it is called a hole: other partitions may be read first."""


class LagMonitor:
    """Looks when something was consumed, at most four times a second, and once a second anyway."""

    def __init__(self, service: Service, database: Database, kafka: Kafka, health: Health) -> None:
        """Prepare; nothing is looked at before `run`."""
        self.watch = Watch(service.name, service.consumes, database)
        self.wake = asyncio.Event()
        self._name, self._database, self._kafka, self._health = service.name, database, kafka, health
        self._grace_period = EMBEDDED_GRACE_PERIOD if kafka.embedded else GRACE_PERIOD
        self._old: set[str] = set()
        self._say = Logger(f"look.{service.name}")

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            self.wake.clear()
            await self.watch.look()
            for consumer in self.watch.consumers.values():
                self._look_at_age(consumer)
                await self._look_for_hole(consumer)
            await asyncio.sleep(OFTEN_SECONDS)
            await wait_for_wake(self.wake, SELDOM_SECONDS)

    def _look_at_age(self, consumer: ConsumerState) -> None:
        age = consumer.still
        if age > OLD_WATERMARK and consumer.log not in self._old:
            self._old.add(consumer.log)
            self._say.alarm(
                "watermark",
                f"the watermark of {consumer.log} stands still: nothing later is judged",
                age=round(age),
                log=consumer.log,
            )
        elif age <= OLD_WATERMARK and consumer.log in self._old:
            self._old.discard(consumer.log)
            self._say.say("the watermark moves again", log=consumer.log)

    async def _look_for_hole(self, consumer: ConsumerState) -> None:
        place = (consumer.service, consumer.log)
        hole = consumer.hole(self._grace_period)
        if hole is None:
            if not consumer.lag or self._health.holes.get(place) != consumer.consumed + 1:
                self._health.holes.pop(place, None)
                show(Metric.HOLES, *place, value=0)
            return
        if self._health.holes.get(place) != hole:
            mend = (
                "it is asked for again" if self._kafka.embedded else f"run `utvag replay {consumer.log} --from {hole}`"
            )
            self._say.alarm(
                "hole",
                f"position {hole} of the log {consumer.log} was never heard: {mend}",
                log=consumer.log,
                position=hole,
            )
        self._health.holes[place] = hole
        show(Metric.HOLES, *place, value=1)
        consumer.moved = time.monotonic()
        if self._kafka.embedded:
            with contextlib.suppress(ValueError):
                await replay(self._database, consumer.log, hole)


def consumed_by_all(log: str, monitors: Mapping[str, LagMonitor]) -> int | None:
    """The position up to which everybody who consumes a log has consumed it; None when nobody does."""
    reaches = [monitor.watch.consumers[log].consumed for monitor in monitors.values() if log in monitor.watch.consumers]
    return min(reaches) if reaches else None
