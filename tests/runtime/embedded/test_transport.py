"""The transport on the embedded broker, which keeps little, drops silently and forgets everything at restart."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from statistics import median

from services.runtime.database.pool import Database
from services.runtime.embedded.kafka import EmbeddedKafka
from services.runtime.kafka.broker import Kafka
from services.runtime.process import clock
from tests.runtime import fixtures

ALL = [
    fixtures.service("directory"),
    fixtures.service("referral"),
    fixtures.service("provider_audit", "time"),
    fixtures.service("notify"),
]


async def effects(database: Database) -> list[int]:
    return [
        await fixtures.number(database, name, f"{name}.effect") for name in ("referral", "provider_audit", "notify")
    ]


async def test_what_an_earlier_broker_forgot_is_told_again_by_itself(database: Database) -> None:
    await fixtures.append(database, "directory", 50)
    async with database.work("directory") as work:
        # As after a crash: published to a broker that is gone, consumed by nobody.
        await work.run("update directory.relay_cursor set position = 50")
    for expected in (60, 70):
        async with (
            EmbeddedKafka() as broker,
            fixtures.running(ALL, database, Kafka(broker.address, embedded=True)) as health,
        ):
            await fixtures.append(database, "directory", 10)
            await fixtures.until(
                lambda n=expected: _is(database, [n, n, n]), why=f"{expected} effects each, {health.caught_up()}"
            )


async def test_a_backlog_longer_than_the_relay_may_run_ahead_arrives_whole(database: Database) -> None:
    for _ in range(5):
        await fixtures.append(database, "directory", 1000)
    async with (
        EmbeddedKafka() as broker,
        fixtures.running(ALL, database, Kafka(broker.address, embedded=True)) as health,
    ):
        await fixtures.until(lambda: _is(database, [5000] * 3), seconds=100, why="every effect")
        assert not health.holes


async def test_a_hole_is_asked_for_again(database: Database) -> None:
    async with (
        EmbeddedKafka() as broker,
        fixtures.running(ALL, database, Kafka(broker.address, embedded=True)) as health,
    ):
        await fixtures.append(database, "directory", 10)
        await fixtures.until(lambda: _is(database, [10] * 3), why="the first effects")
        async with database.work("directory") as work:
            # As if the broker had dropped what it was sent.
            await work.run("update directory.relay_cursor set position = 15")
        await fixtures.append(database, "directory", 10)
        await fixtures.until(lambda: _is(database, [20] * 3), why=f"the dropped ones too {health.caught_up()}")


async def test_a_clock_that_was_moved_is_heard_of_at_once(database: Database) -> None:
    await clock.mark(database, "test")
    loop, waited = asyncio.get_running_loop(), []
    async with EmbeddedKafka() as broker, fixtures.running(ALL, database, Kafka(broker.address, embedded=True)):
        await fixtures.append(database, "directory", 1)
        await fixtures.until(lambda: _is(database, [1] * 3), why="the first effects")
        for _ in range(15):
            await clock.move(database, timedelta(hours=1))
            async with database.plain() as plain:
                moment = await plain.value("select runtime.now()")
            began = loop.time()
            await fixtures.until(lambda until=moment: _applied(database, until), why="the audit knows the new time")
            waited.append(loop.time() - began)
    # Left to their own pace, the log's time is published twice a second, and the broker holds it for up to half a second.
    assert median(waited) < 0.3, waited


async def _applied(database: Database, moment: datetime) -> bool:
    async with database.plain() as plain:
        return bool(await plain.value("select until >= :moment from provider_audit.progress", moment=moment))


async def _is(database: Database, expected: list[int]) -> bool:
    return await effects(database) == expected
