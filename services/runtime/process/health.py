"""The state of a process: alive, ready, caught up, and why not; the same answers for probes, metrics and people."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from services.runtime.process.watch import ConsumerState
from services.runtime.telemetry import Metric, count, metrics_text, show

State = Literal["starting", "running", "stand-by", "failed", "stopped"]
OLD_WATERMARK = 30.0
"""Seconds after which a watermark that stands still is an alarm."""
STUCK_SECONDS = 30.0


@dataclass
class Part:
    """One part of the process, such as `relay.referral`, and how it does."""

    name: str
    state: State = "starting"
    reason: str = ""
    failures: int = 0

    def now(self, state: State, reason: str = "") -> None:
        """Take on a state with its reason."""
        self.state, self.reason = state, reason
        show(Metric.PART_RUNNING, self.name, value=1 if state in ("running", "stand-by") else 0)
        if state == "failed":
            self.failures += 1
            count(Metric.PART_FAILURES, self.name)


@dataclass
class Health:
    """The state of every part and every consumer of this process; handed to the probes and the operator's page."""

    parts: dict[str, Part] = field(default_factory=dict)
    consumers: list[ConsumerState] = field(default_factory=list)
    holes: dict[tuple[str, str], int] = field(default_factory=dict)
    behind: dict[str, str] = field(default_factory=dict)
    """What the loops of services say of work that is behind, by its name; "" when it is not."""
    beat: float = field(default_factory=time.monotonic)
    """When the process last showed that it is not stuck, on the monotonic clock."""

    @contextmanager
    def listening(self, consumers: Iterable[ConsumerState]) -> Iterator[None]:
        """Know some consumers for as long as somebody looks after them: those of workers that have stopped say nothing."""
        own = list(consumers)
        self.consumers.extend(own)
        try:
            yield
        finally:
            self.consumers[:] = [consumer for consumer in self.consumers if not any(consumer is each for each in own)]
            for consumer in own:
                self.holes.pop((consumer.service, consumer.log), None)

    def part(self, name: str) -> Part:
        """Give a part by its name, made at first use."""
        return self.parts.setdefault(name, Part(name))

    def alive(self) -> list[str]:
        """Why the process should be ended and started again; empty when it lives."""
        silent = time.monotonic() - self.beat
        return [f"nothing moved for {silent:.0f} s"] if self.parts and silent > STUCK_SECONDS else []

    def ready(self) -> list[str]:
        """Why the process cannot do its work yet or any more; empty when every part runs."""
        return [
            f"{part.name}: {part.state}{', ' + part.reason if part.reason else ''}"
            for part in self.parts.values()
            if part.state not in ("running", "stand-by")
        ]

    def caught_up(self) -> list[str]:
        """Why what is shown may be old; empty when all that was published is consumed and applied."""
        behind = [reason for reason in self.behind.values() if reason]
        return [*self.ready(), *behind, *(reason for consumer in self.consumers for reason in self._behind(consumer))]

    def _behind(self, consumer: ConsumerState) -> list[str]:
        name = f"{consumer.service} <- {consumer.log}"
        found = []
        if consumer.age is None:
            found.append(f"{name}: no watermark yet")
        elif consumer.age > OLD_WATERMARK:
            found.append(f"{name}: the watermark is {consumer.age:.0f} s old")
        if consumer.lag:
            found.append(f"{name}: {consumer.lag} facts not heard")
        if consumer.waiting:
            found.append(f"{name}: {consumer.waiting} facts not applied")
        if (hole := self.holes.get((consumer.service, consumer.log))) is not None:
            found.append(f"{name}: position {hole} is missing")
        return found

    def report(self) -> dict[str, Any]:
        """Give everything as plain data, for a page or a person."""
        return {
            "alive": self.alive(),
            "ready": self.ready(),
            "caught_up": self.caught_up(),
            "parts": [{"name": part.name, "state": part.state, "reason": part.reason} for part in self.parts.values()],
            "consumers": [
                {
                    "service": consumer.service,
                    "log": consumer.log,
                    "heard": consumer.consumed,
                    "watermark": consumer.watermark,
                    "age": consumer.age,
                    "lag": consumer.lag,
                    "waiting": consumer.waiting,
                    "parked": consumer.parked,
                    "hole": self.holes.get((consumer.service, consumer.log)),
                }
                for consumer in self.consumers
            ],
        }

    def metrics(self) -> bytes:
        """Give the metrics in Prometheus' text format."""
        return metrics_text()
