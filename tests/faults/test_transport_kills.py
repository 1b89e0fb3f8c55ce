"""Workers killed at any moment, a broker killed under them: every fact still has its one effect, in order."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest

from services.runtime.database.pool import Database
from services.runtime.kafka.broker import Kafka
from tests.parts.kafka import RealKafka
from tests.runtime import fixtures

LONG = bool(os.environ.get("UTVAG_LONG"))
KILLS = 200 if LONG else 6
BOUNCES = 30 if LONG else 1
HEARERS = ("referral", "provider_audit", "notify")


class Worker:
    """A worker process that can be killed and started again."""

    def __init__(self, database: Database, kafka: Kafka, *names: str) -> None:
        """Prepare; nothing runs before `start`."""
        self._command = [
            sys.executable,
            "-m",
            "tests.runtime.worker",
            database.address,
            kafka.addresses,
            kafka.prefix,
            *names,
        ]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; what it says goes nowhere."""
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        """End it as a crash does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self, seconds: float = 15) -> int:
        """Ask it to stop; gives its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(seconds)
        finally:
            self.kill()


@pytest.fixture
def workers(database: Database, topics_made: Kafka) -> Iterator[list[Worker]]:
    """Two processes: who tells and copies, and who judges and notifies."""
    found = [
        Worker(database, topics_made, "directory", "referral"),
        Worker(database, topics_made, "provider_audit", "notify"),
    ]
    yield found
    for worker in found:
        worker.kill()


async def check_effects(database: Database) -> None:
    """Each who consumes has each fact once, in its own order."""
    logged = {
        name: [row["id"] for row in await fixtures.rows(database, name, f"select id from {name}.log order by position")]
        for name in fixtures.CONSUMES
    }
    for name in HEARERS:
        rows = await fixtures.rows(database, name, f"select * from {name}.effect order by nth")
        for log in fixtures.CONSUMES[name]:
            assert sorted(int(str(row["position"])) for row in rows if row["log"] == log) == list(
                range(1, len(logged[log]) + 1)
            )
        if name == "provider_audit":
            order = [(row["received"], row["log"], row["position"]) for row in rows]
            assert order == sorted(order)  # type: ignore[type-var]
        else:
            last: dict[object, int] = {}
            for row in rows:
                subject = (row["log"], row["subject"])
                assert row["sequence"] == last.get(subject, 0) + 1
                last[subject] = int(str(row["sequence"]))


async def all_applied(database: Database) -> bool:
    """Whether everybody has as many effects as facts were sent to them."""
    values = {name: await fixtures.number(database, name, f"{name}.log") for name in fixtures.CONSUMES}
    found = [await fixtures.number(database, name, f"{name}.effect") for name in HEARERS]
    return found == [sum(values[log] for log in fixtures.CONSUMES[name]) for name in HEARERS]


@asynccontextmanager
async def new_event(database: Database) -> AsyncIterator[None]:
    """Tell facts, in small and large appends, all through the context."""
    chance, subjects = random.Random(1), [uuid4() for _ in range(12)]

    async def append() -> None:
        while True:
            log, number = chance.choice(("directory", "referral")), chance.choice((1, 1, 2, 40))
            await fixtures.append(database, log, number, subjects)
            await asyncio.sleep(0.02)

    task = asyncio.create_task(append())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@pytest.mark.timeout(3600 if LONG else 400)
async def test_killed_workers_lose_and_double_nothing(database: Database, workers: list[Worker]) -> None:
    chance = random.Random(int(os.environ.get("UTVAG_SEED", "5")))
    async with new_event(database):
        for worker in workers:
            worker.start()
        await fixtures.until(lambda: _some_effect(database), seconds=150)
        for _ in range(KILLS):
            worker = chance.choice(workers)
            await asyncio.sleep(chance.random() * 3)
            worker.kill()
            worker.start()
    await fixtures.until(lambda: all_applied(database), seconds=120, why="every effect after the kills")
    await check_effects(database)
    begun = time.monotonic()
    assert [await asyncio.to_thread(worker.stop) for worker in workers] == [0, 0]
    assert time.monotonic() - begun < 20


@pytest.mark.timeout(3600 if LONG else 400)
async def test_a_bounced_broker_loses_and_doubles_nothing(
    database: Database, kafka: RealKafka, topics_made: Kafka
) -> None:
    everybody = [
        fixtures.service(name, "time" if name == "provider_audit" else "subject") for name in fixtures.CONSUMES
    ]
    async with fixtures.running(everybody, database, topics_made) as health:
        async with new_event(database):
            await fixtures.until(lambda: _some_effect(database), seconds=60)
            for _ in range(BOUNCES):
                await asyncio.to_thread(kafka.kill)
                await asyncio.sleep(2)
                await asyncio.to_thread(kafka.open)
                await asyncio.sleep(2)
        await fixtures.until(lambda: all_applied(database), seconds=120, why=f"every effect, {health.caught_up()}")
    await check_effects(database)


async def _some_effect(database: Database) -> bool:
    return await fixtures.number(database, "notify", "notify.effect") > 0
