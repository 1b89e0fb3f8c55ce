"""From log to effect on Apache Kafka and PostgreSQL: nothing lost, nothing doubled, in order."""

from __future__ import annotations

import asyncio
import random
from uuid import uuid4

from services.runtime.database.pool import Database
from services.runtime.kafka.broker import Kafka
from tests.runtime import fixtures

ALL = [
    fixtures.service("directory"),
    fixtures.service("referral"),
    fixtures.service("provider_audit", "time"),
    fixtures.service("notify"),
]


async def test_every_fact_becomes_one_effect_in_each_who_hears_it(database: Database, topics_made: Kafka) -> None:
    subjects = [uuid4() for _ in range(20)]
    async with fixtures.running(ALL, database, topics_made) as health:
        for _ in range(30):
            await fixtures.append(database, "directory", random.randint(1, 5), subjects)
            await fixtures.append(database, "referral", random.randint(1, 5))
        expected = await fixtures.number(database, "directory", "directory.log")
        referral = await fixtures.number(database, "referral", "referral.log")

        async def applied() -> bool:
            found = [
                await fixtures.number(database, name, f"{name}.effect")
                for name in ("referral", "provider_audit", "notify")
            ]
            return found == [expected, expected + referral, expected + referral]

        await fixtures.until(applied, why="every effect")
        await fixtures.until(lambda: _true(not health.caught_up()), why="caught up")
        assert not health.ready()
        assert not health.alive()
    judged = await fixtures.rows(database, "provider_audit", "select * from provider_audit.effect order by nth")
    assert [(row["received"], row["log"], row["position"]) for row in judged] == sorted(
        (row["received"], row["log"], row["position"]) for row in judged
    )
    effects = await fixtures.rows(database, "notify", "select * from notify.effect order by nth")
    last: dict[object, int] = {}
    for row in effects:
        assert row["sequence"] == last.get(row["subject"], 0) + 1
        last[row["subject"]] = int(str(row["sequence"]))


async def _true(value: bool) -> bool:
    await asyncio.sleep(0)
    return value
