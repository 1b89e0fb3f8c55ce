"""Watches what a service has consumed: how far without a hole, how old its watermarks are, what waits and what is parked."""

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
class ConsumerState:
    """How far a service has consumed one log: `consumed` is the last position before the first hole."""

    service: str
    log: str
    consumed: int = 0
    watermark: int = 0
    age: float | None = None
    """Seconds since the instant of the newest watermark; None before the first."""
    waiting: int = 0
    parked: int = 0
    moved: float = 0.0
    """When `consumed` last moved, on the monotonic clock."""
    received: datetime | None = None
    marked: float = 0.0
    """When the newest watermark last moved, on the monotonic clock: a demonstration's clock jumps, this one cannot."""

    @property
    def still(self) -> float:
        """Seconds for which no newer watermark has come."""
        return time.monotonic() - self.marked

    @property
    def lag(self) -> int:
        """Facts that exist and have not been consumed."""
        return max(0, self.watermark - self.consumed)

    def hole(self, grace_period: float) -> int | None:
        """The position missing for longer than `patience` seconds although later ones are known to exist, or None."""
        if self.lag and time.monotonic() - self.moved > grace_period:
            return self.consumed + 1
        return None


class Watch:
    """Looks how far one service has consumed each log, again and again; each look goes on from the last."""

    def __init__(self, service: str, logs: tuple[str, ...], database: Database) -> None:
        """Begin at the beginning of every log."""
        self.service = service
        self.consumers = {
            log: ConsumerState(service, log, moved=time.monotonic(), marked=time.monotonic()) for log in logs
        }
        self._database = database

    async def look(self) -> None:
        """Look once, and again at once while there is more than fits one look."""
        while self.consumers and await self._look():
            pass

    async def _look(self) -> bool:
        known = [consumer.consumed for consumer in self.consumers.values()]
        async with self._database.work(self.service) as work:
            states = await work.all(LOOK.of(self.service), logs=list(self.consumers), known=known, most=AT_ONCE)
        more = False
        for state in states:
            consumer = self.consumers[state.log]
            consumed = state.consumed or consumer.consumed
            more = more or consumed - consumer.consumed >= AT_ONCE
            if consumed != consumer.consumed or not consumer.lag:
                consumer.moved = time.monotonic()
            consumer.consumed, consumer.watermark, consumer.age = consumed, state.watermark or 0, state.age
            if state.received != consumer.received:
                consumer.received, consumer.marked = state.received, time.monotonic()
            consumer.waiting, consumer.parked = state.waiting, state.parked
            self._show(consumer)
        return more

    def _show(self, consumer: ConsumerState) -> None:
        labels = (consumer.service, consumer.log)
        show(Metric.CONSUMED, *labels, value=consumer.consumed)
        show(Metric.WATERMARK, *labels, value=consumer.watermark)
        show(Metric.WATERMARK_AGE, *labels, value=consumer.age if consumer.age is not None else float("inf"))
        show(Metric.LAG, *labels, value=consumer.lag)
        show(Metric.WAITING, *labels, value=consumer.waiting)
        show(Metric.PARKED, *labels, value=consumer.parked)
