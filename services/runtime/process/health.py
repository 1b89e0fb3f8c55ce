"""How a process stands: alive, ready, caught up, and why not; the same answers for probes, metrics and people."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from services.runtime.process.watch import Ear
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
    """The state of every part and every ear of this process; handed to the probes and the operator's page."""

    parts: dict[str, Part] = field(default_factory=dict)
    ears: list[Ear] = field(default_factory=list)
    holes: dict[tuple[str, str], int] = field(default_factory=dict)
    behind: dict[str, str] = field(default_factory=dict)
    """What the loops of services say of work that is behind, by its name; "" when it is not."""
    beat: float = field(default_factory=time.monotonic)
    """When the process last showed that it is not stuck, on the monotonic clock."""

    @contextmanager
    def listening(self, ears: Iterable[Ear]) -> Iterator[None]:
        """Know some ears for as long as somebody looks after them: those of workers that have stopped tell nothing."""
        own = list(ears)
        self.ears.extend(own)
        try:
            yield
        finally:
            self.ears[:] = [ear for ear in self.ears if not any(ear is each for each in own)]
            for ear in own:
                self.holes.pop((ear.service, ear.log), None)

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
        """Why what is shown may be old; empty when all that was told is heard and applied."""
        behind = [reason for reason in self.behind.values() if reason]
        return [*self.ready(), *behind, *(reason for ear in self.ears for reason in self._behind(ear))]

    def _behind(self, ear: Ear) -> list[str]:
        name = f"{ear.service} <- {ear.log}"
        found = []
        if ear.age is None:
            found.append(f"{name}: no watermark yet")
        elif ear.age > OLD_WATERMARK:
            found.append(f"{name}: the watermark is {ear.age:.0f} s old")
        if ear.lag:
            found.append(f"{name}: {ear.lag} facts not heard")
        if ear.waiting:
            found.append(f"{name}: {ear.waiting} facts not applied")
        if (hole := self.holes.get((ear.service, ear.log))) is not None:
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
                    "service": ear.service,
                    "log": ear.log,
                    "heard": ear.heard,
                    "watermark": ear.watermark,
                    "age": ear.age,
                    "lag": ear.lag,
                    "waiting": ear.waiting,
                    "parked": ear.parked,
                    "hole": self.holes.get((ear.service, ear.log)),
                }
                for ear in self.ears
            ],
        }

    def metrics(self) -> bytes:
        """Give the metrics in Prometheus' text format."""
        return metrics_text()
