"""Watches what a service has heard: how far without a hole, how old its watermarks are, what waits and what is parked."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

from services.runtime.database.pool import Database
from services.runtime.process.queries import LOOK
from services.runtime.telemetry import Metric, show

AT_ONCE = 10_000
"""Positions walked over at one look."""


@dataclass
class Ear:
    """How a service stands with one log: `heard` is the last position before the first hole."""

    service: str
    log: str
    heard: int = 0
    watermark: int = 0
    age: float | None = None
    """Seconds since the instant of the newest watermark; None before the first."""
    waiting: int = 0
    parked: int = 0
    moved: float = 0.0
    """When `heard` last moved, on the monotonic clock."""
    received: datetime | None = None
    marked: float = 0.0
    """When the newest watermark last moved, on the monotonic clock: a demonstration's clock jumps, this one cannot."""

    @property
    def still(self) -> float:
        """Seconds for which no newer watermark has come."""
        return time.monotonic() - self.marked

    @property
    def lag(self) -> int:
        """Facts that exist and have not been heard."""
        return max(0, self.watermark - self.heard)

    def hole(self, patience: float) -> int | None:
        """The position missing for longer than `patience` seconds although later ones are known to exist, or None."""
        if self.lag and time.monotonic() - self.moved > patience:
            return self.heard + 1
        return None


class Watch:
    """Looks at one service's ears again and again; each look goes on from the last."""

    def __init__(self, service: str, logs: tuple[str, ...], database: Database) -> None:
        """Begin at the beginning of every log."""
        self.service = service
        self.ears = {log: Ear(service, log, moved=time.monotonic(), marked=time.monotonic()) for log in logs}
        self._database = database

    async def look(self) -> None:
        """Look once, and again at once while there is more than fits one look."""
        while self.ears and await self._look():
            pass

    async def _look(self) -> bool:
        known = [ear.heard for ear in self.ears.values()]
        async with self._database.work(self.service) as work:
            stands = await work.all(LOOK.of(self.service), logs=list(self.ears), known=known, most=AT_ONCE)
        more = False
        for stand in stands:
            ear = self.ears[stand.log]
            heard = stand.heard or ear.heard
            more = more or heard - ear.heard >= AT_ONCE
            if heard != ear.heard or not ear.lag:
                ear.moved = time.monotonic()
            ear.heard, ear.watermark, ear.age = heard, stand.watermark or 0, stand.age
            if stand.received != ear.received:
                ear.received, ear.marked = stand.received, time.monotonic()
            ear.waiting, ear.parked = stand.waiting, stand.parked
            self._show(ear)
        return more

    def _show(self, ear: Ear) -> None:
        labels = (ear.service, ear.log)
        show(Metric.HEARD, *labels, value=ear.heard)
        show(Metric.WATERMARK, *labels, value=ear.watermark)
        show(Metric.WATERMARK_AGE, *labels, value=ear.age if ear.age is not None else float("inf"))
        show(Metric.LAG, *labels, value=ear.lag)
        show(Metric.WAITING, *labels, value=ear.waiting)
        show(Metric.PARKED, *labels, value=ear.parked)
