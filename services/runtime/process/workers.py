"""A process of workers: relay, consume, apply and the loops of each service, kept running until asked to stop."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from services.runtime.backoff import retrying
from services.runtime.database.pool import Database
from services.runtime.events.apply import Applier, TooManyParked
from services.runtime.events.apply_by_subject import ApplyBySubject
from services.runtime.events.apply_by_time import ApplyByTime
from services.runtime.events.consume import Consumer
from services.runtime.events.inbox_batch import ConflictingFact
from services.runtime.events.relay import Fenced, Relay
from services.runtime.events.replay import publish_what_was_not_consumed
from services.runtime.kafka.broker import Kafka
from services.runtime.kafka.topics import missing
from services.runtime.parked.newer_program import try_parked_again
from services.runtime.process.health import Health, Part
from services.runtime.process.lag_monitor import LagMonitor
from services.runtime.process.queries import SILENT_FOR
from services.runtime.service import Context, Loop, Service
from services.runtime.settings import Settings
from services.runtime.telemetry import Logger, short_error, where

AHEAD = 2000
"""How many positions beyond what everybody has consumed may be published to the embedded broker: it keeps little and drops silently."""
RETRY_SECONDS = 0.5, 10.0
"""The first pause before a part is started again, and the longest: whatever ran longer than that begins anew."""
STAND_BY_SECONDS, SILENT_RELAY = 2.0, 10.0
STOP_SECONDS, STOP_ROUNDS = 8.0, 2
SAY = Logger("process")


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
        begin = asyncio.create_task(self._begin(monitors), name="begin")
        ended = asyncio.create_task(stop.wait())
        tasks: list[asyncio.Task[Any]] = [begin]
        relays: dict[str, Relay] = {}
        wake, publish_time = _waker(relays), _publisher_of_time(relays)
        try:
            await asyncio.wait({begin, ended}, return_when=asyncio.FIRST_COMPLETED)
            if begin.done():
                begin.result()
                relays.update({service.name: self._relay(service, monitors) for service in self.services})
                self.database.appended.append(wake)
                self.database.clock_moved.append(publish_time)
                tasks.extend(self._parts(relays, monitors))
                await ended
        finally:
            self.database.appended[:] = [call for call in self.database.appended if call is not wake]
            self.database.clock_moved[:] = [call for call in self.database.clock_moved if call is not publish_time]
            await _cancel([ended, *tasks])

    async def _begin(self, monitors: dict[str, LagMonitor]) -> None:
        """Wait for topics and database, see what was consumed, and set an embedded broker's logs back to that."""
        await self._keep_trying("topics", self._topics_exist)
        for name, monitor in monitors.items():
            await self._keep_trying(f"look.{name}", monitor.watch.look)
        for service in self.services:
            if service.consumes:
                await self._keep_trying(f"parked.{service.name}", partial(self._try_parked_again, service))
        if self.kafka.embedded:
            logs = {service.name for service in self.services}
            consumed = {log: reach for log in logs if (reach := _consumed_by_all(log, monitors)) is not None}
            await self._keep_trying("tell again", lambda: publish_what_was_not_consumed(self.database, consumed))

    async def _try_parked_again(self, service: Service) -> None:
        await try_parked_again(self.database, service)

    async def _topics_exist(self) -> None:
        if self.kafka.embedded:
            return
        logs = {service.name for service in self.services} | {
            log for service in self.services for log in service.consumes
        }
        gone = await missing(self.kafka, sorted(logs))
        if gone:
            raise LookupError(f"Kafka lacks the topics {', '.join(gone)}: run `utvag topics apply`")

    async def _keep_trying(self, name: str, act: Callable[[], Awaitable[None]]) -> None:
        part, pause = self.health.part(name), retrying(*RETRY_SECONDS)
        while True:
            try:
                await act()
            except Exception as error:  # noqa: BLE001 - tries for ever, whatever it is
                said = str(error) if isinstance(error, LookupError) else short_error(error)
                part.now("failed", said)
                SAY.warn("cannot begin yet, trying again", part=name, reason=said)
                await pause.wait()
            else:
                self.health.parts.pop(name, None)
                return

    def _relay(self, service: Service, monitors: dict[str, LagMonitor]) -> Relay:
        def allowed() -> int:
            return (_consumed_by_all(service.name, monitors) or 0) + AHEAD

        limited = self.kafka.embedded and _consumed_by_all(service.name, monitors) is not None
        return Relay(service.name, self.database, self.kafka, allowed=allowed if limited else None, gate=self.gate)

    def _parts(self, relays: dict[str, Relay], monitors: dict[str, LagMonitor]) -> list[asyncio.Task[None]]:
        runs: dict[str, Callable[[], Awaitable[None]]] = {}
        for service in self.services:
            runs[f"relay.{service.name}"] = self._with_stand_by(relays[service.name])
            if service.consumes:
                monitor, applier = monitors[service.name], self._applier(service)
                arrived = _both(monitor.wake, applier.wake)
                consumer = Consumer(service.name, service.consumes, self.database, self.kafka, arrived)
                runs[f"hear.{service.name}"] = consumer.run
                runs[f"apply.{service.name}"] = applier.run
                runs[f"look.{service.name}"] = monitor.run
            for loop in service.loops:
                runs[f"{service.name}.{loop.name}"] = self._loop(loop)
        tasks = [asyncio.create_task(self._keep(self.health.part(name), run), name=name) for name, run in runs.items()]
        return [*tasks, asyncio.create_task(self._beat(), name="beat")]

    def _applier(self, service: Service) -> Applier:
        kind = ApplyByTime if service.order == "time" else ApplyBySubject
        return kind(service, self.database, self.settings.park_limit)

    async def _keep(self, part: Part, run: Callable[[], Awaitable[None]]) -> None:
        """Keep one part running. What only a person can mend stops the part, and only that."""
        pause = retrying(*RETRY_SECONDS)
        while True:
            part.now("running")
            began = asyncio.get_running_loop().time()
            try:
                await run()
            except (ConflictingFact, TooManyParked) as error:
                part.now("stopped", str(error))
                SAY.alarm("stopped", str(error), part=part.name)
                return
            except Exception as error:  # noqa: BLE001 - a part's bug must not end the others
                part.now("failed", short_error(error))
                SAY.alarm(
                    "failed",
                    "a part failed and is started again",
                    part=part.name,
                    error=short_error(error),
                    at=where(error),
                )
            if asyncio.get_running_loop().time() - began > pause.longest:
                pause.reset()
            await pause.wait()

    def _with_stand_by(self, relay: Relay) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            while True:
                try:
                    await relay.run()
                except Fenced as fenced:
                    part = self.health.part(f"relay.{relay.service}")
                    part.now("stand-by", str(fenced))
                    SAY.say("standing by", part=part.name)
                    await self._until_silent(relay.service)
                    part.now("running")

        return run

    async def _until_silent(self, log: str) -> None:
        """Wait until the relay that took over has not moved the log's time for a while."""
        silent = False
        while not silent:
            await asyncio.sleep(STAND_BY_SECONDS)
            async with self.database.work(log) as work:
                age = await work.one(SILENT_FOR.of(log))
            silent = age is not None and age > SILENT_RELAY

    def _loop(self, loop: Loop) -> Callable[[], Awaitable[None]]:
        context = Context(self.database, self.settings, self.health.behind)

        async def run() -> None:
            while True:
                if not await loop.step(context):
                    await asyncio.sleep(loop.seconds)
                else:
                    await asyncio.sleep(0)

        return run

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


def _consumed_by_all(log: str, monitors: dict[str, LagMonitor]) -> int | None:
    """The position up to which everybody who consumes a log has consumed it; None when nobody does."""
    reaches = [monitor.watch.consumers[log].consumed for monitor in monitors.values() if log in monitor.watch.consumers]
    return min(reaches) if reaches else None


async def _cancel(tasks: Sequence[asyncio.Task[Any]]) -> None:
    """Cancel tasks and wait; a library that swallowed the first call is called again."""
    waiting = set(tasks)
    for _ in range(STOP_ROUNDS):
        for task in waiting:
            task.cancel()
        _, waiting = await asyncio.wait(waiting, timeout=STOP_SECONDS / STOP_ROUNDS)
        if not waiting:
            return
    SAY.alarm("stop", "some parts did not stop in time and are left", parts=[task.get_name() for task in waiting])


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
