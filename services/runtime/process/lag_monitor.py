"""The lookout over one service's ears: holes and standing watermarks are seen, alarmed and, embedded, asked for again."""

from __future__ import annotations

import asyncio
import contextlib
import time

from services.runtime.backoff import woken
from services.runtime.database.pool import Database
from services.runtime.events.replay import replay
from services.runtime.kafka.broker import Kafka
from services.runtime.process.health import OLD_WATERMARK, Health
from services.runtime.process.watch import Ear, Watch
from services.runtime.service import Service
from services.runtime.telemetry import Logger, Metric, show

OFTEN_SECONDS, SELDOM_SECONDS = 0.25, 1.0
PATIENCE, EMBEDDED_PATIENCE = 30.0, 3.0
"""Seconds a position may be missing below a watermark before it is called a hole: other partitions may be read first."""


class Lookout:
    """Looks when something was heard, at most four times a second, and once a second anyway."""

    def __init__(self, service: Service, database: Database, kafka: Kafka, health: Health) -> None:
        """Prepare; nothing is looked at before `run`."""
        self.watch = Watch(service.name, service.consumes, database)
        self.wake = asyncio.Event()
        self._name, self._database, self._kafka, self._health = service.name, database, kafka, health
        self._patience = EMBEDDED_PATIENCE if kafka.embedded else PATIENCE
        self._old: set[str] = set()
        self._say = Logger(f"look.{service.name}")

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            self.wake.clear()
            await self.watch.look()
            for ear in self.watch.ears.values():
                self._look_at_age(ear)
                await self._look_for_hole(ear)
            await asyncio.sleep(OFTEN_SECONDS)
            await woken(self.wake, SELDOM_SECONDS)

    def _look_at_age(self, ear: Ear) -> None:
        age = ear.still
        if age > OLD_WATERMARK and ear.log not in self._old:
            self._old.add(ear.log)
            self._say.alarm(
                "watermark",
                f"the watermark of {ear.log} stands still: nothing later is judged",
                age=round(age),
                log=ear.log,
            )
        elif age <= OLD_WATERMARK and ear.log in self._old:
            self._old.discard(ear.log)
            self._say.say("the watermark moves again", log=ear.log)

    async def _look_for_hole(self, ear: Ear) -> None:
        place = (ear.service, ear.log)
        hole = ear.hole(self._patience)
        if hole is None:
            if not ear.lag or self._health.holes.get(place) != ear.heard + 1:
                self._health.holes.pop(place, None)
                show(Metric.HOLES, *place, value=0)
            return
        if self._health.holes.get(place) != hole:
            mend = "it is asked for again" if self._kafka.embedded else f"run `utvag replay {ear.log} --from {hole}`"
            self._say.alarm(
                "hole", f"position {hole} of the log {ear.log} was never heard: {mend}", log=ear.log, position=hole
            )
        self._health.holes[place] = hole
        show(Metric.HOLES, *place, value=1)
        ear.moved = time.monotonic()
        if self._kafka.embedded:
            with contextlib.suppress(ValueError):
                await replay(self._database, ear.log, hole)
