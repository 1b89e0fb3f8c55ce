"""A process of workers: relay, consume, apply and the loops of each service, kept running until asked to stop."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.runtime.database.pool import Database
from services.runtime.events.apply import Applier
from services.runtime.events.apply_by_subject import ApplyBySubject
from services.runtime.events.apply_by_time import ApplyByTime
from services.runtime.events.consume import Consumer
from services.runtime.events.relay import Relay
from services.runtime.kafka.broker import Kafka
from services.runtime.process.beginning import make_ready
from services.runtime.process.health import Health
from services.runtime.process.keeping import cancel, keep, repeated, with_stand_by
from services.runtime.process.lag_monitor import LagMonitor, consumed_by_all
from services.runtime.service import Context, Service
from services.runtime.settings import Settings

AHEAD = 2000
"""How many positions beyond what everybody has consumed may be published to the embedded broker: it keeps little and drops silently."""


@dataclass
class Process:
    """The workers of some services against one database and one broker."""

    services: Sequence[Service]
    database: Database
    settings: Settings
    kafka: Kafka
    health: Health = field(default_factory=Health)
    gate: asyncio.Event | None = None
    """While it is shut no log is published; None is always open."""

    async def run(self, stop: asyncio.Event) -> None:
        """Run everything until `stop` is set; a part that fails is started again after a pause, loudly."""
        monitors = {
            service.name: LagMonitor(service, self.database, self.kafka, self.health)
            for service in self.services
            if service.consumes
        }
        with self.health.listening(
            consumer for each in monitors.values() for consumer in each.watch.consumers.values()
        ):
            await self._run(monitors, stop)

    async def _run(self, monitors: dict[str, LagMonitor], stop: asyncio.Event) -> None:
        ready = make_ready(self.services, self.database, self.kafka, self.health, monitors)
        begun = asyncio.create_task(ready, name="begin")
        ended = asyncio.create_task(stop.wait())
        tasks: list[asyncio.Task[Any]] = [begun]
        relays: dict[str, Relay] = {}
        wake, publish_time = _waker(relays), _publisher_of_time(relays)
        try:
            await asyncio.wait({begun, ended}, return_when=asyncio.FIRST_COMPLETED)
            if begun.done():
                begun.result()
                relays.update({service.name: self._relay(service, monitors) for service in self.services})
                self.database.appended.append(wake)
                self.database.clock_moved.append(publish_time)
                tasks.extend(self._parts(relays, monitors))
                await ended
        finally:
            self.database.appended[:] = [call for call in self.database.appended if call is not wake]
            self.database.clock_moved[:] = [call for call in self.database.clock_moved if call is not publish_time]
            await cancel([ended, *tasks])

    def _relay(self, service: Service, monitors: dict[str, LagMonitor]) -> Relay:
        def allowed() -> int:
            return (consumed_by_all(service.name, monitors) or 0) + AHEAD

        limited = self.kafka.embedded and consumed_by_all(service.name, monitors) is not None
        return Relay(service.name, self.database, self.kafka, allowed=allowed if limited else None, gate=self.gate)

    def _parts(self, relays: dict[str, Relay], monitors: dict[str, LagMonitor]) -> list[asyncio.Task[None]]:
        runs: dict[str, Callable[[], Awaitable[None]]] = {}
        context = Context(self.database, self.settings, self.health.behind)
        for service in self.services:
            runs[f"relay.{service.name}"] = with_stand_by(relays[service.name], self.database, self.health)
            if service.consumes:
                monitor, applier = monitors[service.name], self._applier(service)
                arrived = _both(monitor.wake, applier.wake)
                consumer = Consumer(service.name, service.consumes, self.database, self.kafka, arrived)
                runs[f"hear.{service.name}"] = consumer.run
                runs[f"apply.{service.name}"] = applier.run
                runs[f"look.{service.name}"] = monitor.run
            for loop in service.loops:
                runs[f"{service.name}.{loop.name}"] = repeated(loop, context)
        tasks = [asyncio.create_task(keep(self.health.part(name), run), name=name) for name, run in runs.items()]
        return [*tasks, asyncio.create_task(self._beat(), name="beat")]

    def _applier(self, service: Service) -> Applier:
        kind = ApplyByTime if service.order == "time" else ApplyBySubject
        return kind(service, self.database, self.settings.park_limit)

    async def _beat(self) -> None:
        while True:
            self.health.beat = asyncio.get_running_loop().time()
            await asyncio.sleep(1)


async def run(
    services: Sequence[Service],
    database: Database,
    settings: Settings,
    kafka: Kafka,
    stop: asyncio.Event,
    health: Health | None = None,
    gate: asyncio.Event | None = None,
) -> None:
    """Run the workers of `services` until `stop` is set; `health`, when handed in, tells how they do."""
    await Process(services, database, settings, kafka, health or Health(), gate).run(stop)


def tune_collector() -> None:
    """Set Python's collector for batches of facts: what was loaded at start is never walked again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _waker(relays: dict[str, Relay]) -> Callable[[str], None]:
    def wake(service: str) -> None:
        if service in relays:
            relays[service].wake.set()

    return wake


def _publisher_of_time(relays: dict[str, Relay]) -> Callable[[], None]:
    def publish() -> None:
        for relay in relays.values():
            relay.publish_time()

    return publish


def _both(one: asyncio.Event, other: asyncio.Event) -> Callable[[], None]:
    def call() -> None:
        one.set()
        other.set()

    return call
