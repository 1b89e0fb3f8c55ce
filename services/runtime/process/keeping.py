"""The parts of a process kept running: begun again after a pause when they fail, standing by for another, or stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from services.runtime.backoff import retrying
from services.runtime.database.pool import Database
from services.runtime.events.apply import TooManyParked
from services.runtime.events.inbox_batch import ConflictingFact
from services.runtime.events.relay import Relay
from services.runtime.events.relay_cursor import Fenced
from services.runtime.process.health import Health, Part
from services.runtime.process.queries import SILENT_FOR
from services.runtime.service import Context, Loop
from services.runtime.telemetry import Logger, short_error, where

RETRY_SECONDS = 0.5, 10.0
"""The first pause before a part is started again, and the longest: whatever ran longer than that begins anew."""
STAND_BY_SECONDS, SILENT_RELAY = 2.0, 10.0
STOP_SECONDS, STOP_ROUNDS = 8.0, 2
SAY = Logger("process")


async def keep(part: Part, run: Callable[[], Awaitable[None]]) -> None:
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


def with_stand_by(relay: Relay, database: Database, health: Health) -> Callable[[], Awaitable[None]]:
    """Give what runs a relay, and where another takes over waits until that one falls silent."""

    async def run() -> None:
        while True:
            try:
                await relay.run()
            except Fenced as fenced:
                part = health.part(f"relay.{relay.service}")
                part.now("stand-by", str(fenced))
                SAY.say("standing by", part=part.name)
                await _until_silent(database, relay.service)
                part.now("running")

    return run


async def _until_silent(database: Database, log: str) -> None:
    """Wait until the relay that took over has not moved the log's time for a while."""
    silent = False
    while not silent:
        await asyncio.sleep(STAND_BY_SECONDS)
        async with database.work(log) as work:
            age = await work.one(SILENT_FOR.of(log))
        silent = age is not None and age > SILENT_RELAY


def repeated(loop: Loop, context: Context) -> Callable[[], Awaitable[None]]:
    """Give what takes the steps of a loop, resting when there is nothing to do."""

    async def run() -> None:
        while True:
            if not await loop.step(context):
                await asyncio.sleep(loop.seconds)
            else:
                await asyncio.sleep(0)

    return run


async def cancel(tasks: Sequence[asyncio.Task[Any]]) -> None:
    """Cancel tasks and wait; a library that swallowed the first call is called again."""
    waiting = set(tasks)
    for _ in range(STOP_ROUNDS):
        for task in waiting:
            task.cancel()
        _, waiting = await asyncio.wait(waiting, timeout=STOP_SECONDS / STOP_ROUNDS)
        if not waiting:
            return
    SAY.alarm("stop", "some parts did not stop in time and are left", parts=[task.get_name() for task in waiting])
