"""Killed anywhere along the journey and started again, it ends the same: one finding, replied to, confirmed, recorded once."""

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from services.runtime.database.pool import Database
from tests.journeys.running import Utvag
from tests.journeys.story import journey

STOCKHOLM = ZoneInfo("Europe/Stockholm")
KILLS = 300 if os.environ.get("UTVAG_LONG") else 30
GAP = (0.2, 2.5)
pytestmark = pytest.mark.timeout(1500 if KILLS > 30 else 540)


@pytest.fixture
async def installation(
    tmp_path: Path,
    fresh_database: "object",
    kafka: "object",
    topic_prefix: str,
) -> AsyncIterator[Utvag]:
    """Every part as a process of its own, on Apache Kafka and PostgreSQL, with everybody on file."""
    running = Utvag(tmp_path, fresh_database(), kafka.address, topic_prefix)  # type: ignore[attr-defined, operator]
    done = await asyncio.to_thread(running.command, "topics", "apply")
    assert done.returncode == 0, done.stderr
    done = await asyncio.to_thread(running.command, "demonstration", "load", "--no-year")
    assert done.returncode == 0, done.stdout + done.stderr
    await asyncio.to_thread(running.start_all)
    yield running
    await asyncio.to_thread(running.stop_all)


async def test_the_journey_ends_the_same_whatever_is_killed(installation: Utvag) -> None:
    chance = random.Random(20261122)

    async def killer() -> None:
        """Kill a part at a random moment; a killed portal is back before the next one dies, or nobody would get anywhere."""
        while len(installation.kills) < KILLS:
            await asyncio.sleep(chance.uniform(*GAP))
            if installation.kill_and_start(chance) == "web":
                await asyncio.to_thread(installation.wait_for_portal)
                await asyncio.sleep(chance.uniform(1, 4))

    async def nothing() -> None:
        """Let the killer run between two requests."""
        await asyncio.sleep(0)

    lived = journey(lambda: installation.address, datetime.now(UTC).astimezone(STOCKHOLM).date(), nothing)
    killing = asyncio.create_task(killer())
    try:
        await lived.live()
        await killing
        await asyncio.to_thread(installation.wait_for_portal)
        await _until_settled(installation)
        await _is_as_it_should_be(installation, lived.finding)
    except AssertionError as failed:
        raise AssertionError(f"after the kills {installation.kills}: {failed}\n{installation.said()}") from failed
    finally:
        killing.cancel()
        await lived.close()
    assert len(installation.kills) >= KILLS


async def _until_settled(installation: Utvag) -> None:
    """Wait until everything recorded has been consumed and applied."""
    database = Database(installation.database)
    until = time.monotonic() + 90
    query = (
        "select (select count(*) from provider_audit.inbox where state <> 'applied') + (select count(*) from notify.inbox "
        "where state <> 'applied') + (select count(*) from referral.inbox where state <> 'applied') + "
        "(select position from provider_audit.log_head) - (select count(*) from notify.inbox where log = 'provider_audit') + "
        "(select position from referral.log_head) - (select count(*) from provider_audit.inbox where log = 'referral')"
    )
    try:
        while True:
            async with database.plain() as plain:
                left = await plain.value(query)
            if left == 0:
                return
            assert time.monotonic() < until, f"{left} facts are not heard or applied"
            await asyncio.sleep(0.2)
    finally:
        await database.close()


async def _is_as_it_should_be(installation: Utvag, finding: str) -> None:
    database = Database(installation.database)
    try:
        async with database.plain() as plain:
            findings = await plain.rows("select id, rule, casework from provider_audit.finding")
            facts = await plain.rows("select type, count(*) from referral.log group by type order by type")
            raised = await plain.value(
                "select count(*) from provider_audit.log where type = 'se.utvag.provider_audit.FindingRaised.v1'"
            )
    finally:
        await database.close()
    r01 = [(str(row["id"]), row["casework"]) for row in findings if row["rule"] == "R01"]
    assert r01 == [(finding, "confirmed")]
    assert raised == len(findings), "each finding was raised once"
    values = {row["type"].split(".")[3]: row["count"] for row in facts}
    assert values == {
        "CaseOpened": 1,
        "PlacementStarted": 1,
        "ReferralAccepted": 1,
        "ReferralSent": 1,
    }, "each act was told once, however often it was sent"
    done = await asyncio.to_thread(installation.command, "audit", "verify")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("0 differences in ")
