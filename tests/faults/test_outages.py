"""No false finding under an outage: a part stands still across a deadline, and only who was late is found."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx2
import pytest

from services.runtime.embedded.postgres import EmbeddedPostgres
from tests.faults.whole_application import Somebody, WholeApplication, hand_in_plan, place, whole_application
from tests.journeys.client import Person as Visitor
from tests.parts.absent import absent
from tests.parts.database import FreshDatabases
from tests.parts.kafka import RealKafka, missing_kafka
from tests.referral.given import plan_form

LONG = bool(os.environ.get("UTVAG_LONG"))
ROUNDS = 25 if LONG else 1
WHO = Somebody()


@pytest.fixture(scope="module")
def own_kafka(session_folder: Path) -> Iterator[RealKafka]:
    """A broker that this file may stop."""
    if how := missing_kafka():
        absent("Apache Kafka, which this test needs,", how)
    broker = RealKafka(session_folder / f"kafka-of-outages-{uuid4().hex[:8]}").open()
    yield broker
    broker.close()


@pytest.fixture(scope="module", params=range(ROUNDS), ids=lambda number: f"round {number}")
async def whole(
    request: pytest.FixtureRequest, own_kafka: RealKafka, postgres: EmbeddedPostgres, session_folder: Path
) -> AsyncIterator[WholeApplication]:
    """A application of each round, in which everybody is on file."""
    databases = FreshDatabases(postgres)
    folder = session_folder / f"outages-{request.param}"
    prefix = f"outage-{uuid4().hex[:8]}."
    async with whole_application(databases(), own_kafka.address, prefix, folder, "demonstration") as opened:
        yield opened
    databases.drop()


async def stop(part: str, whole: WholeApplication, kafka: RealKafka) -> None:
    """Stop a part of the application, or the broker under it."""
    if part == "kafka":
        await asyncio.to_thread(kafka.close)
    else:
        await whole.stop(part)


async def start(part: str, whole: WholeApplication, kafka: RealKafka) -> None:
    """Start it again."""
    if part == "kafka":
        await asyncio.to_thread(kafka.open)
    else:
        whole.start(part)


async def hand_in_by_hand(whole: WholeApplication, placement: UUID) -> None:
    """As the provider's manager: sign in, fill in the plan's form and send it."""
    visitor = Visitor(lambda: whole.address)
    try:
        await visitor.sign_in(WHO.provider.manager)
        page = await visitor.open(f"/placements/{placement}/plan")
        answer = await visitor.send(page, "/plan/new", plan_form((await whole.now()).date()))
        if any("draft_key" in dict(form.values) for form in answer.forms):
            answer = await visitor.send(answer, "/plan/new", {"confirmed": "yes"})
    finally:
        await visitor.close()
    assert answer.status == 200, answer.words[-1500:]


async def plan_arrived(whole: WholeApplication, placement: UUID) -> datetime:
    """When the plan's request had been read, by the log."""
    statement = "select body::jsonb ->> 'arrived' as arrived from referral.log where subject = :about and type like '%.PlanSubmitted.%'"
    (row,) = await whole.rows("referral", statement, about=placement)
    return datetime.fromisoformat(str(row["arrived"]))


async def nobody_answers(whole: WholeApplication) -> bool:
    """Whether the portal is away."""
    async with httpx2.AsyncClient(timeout=5) as client:
        try:
            await client.get(f"{whole.address}/health/live")
        except httpx2.TransportError:
            return True
    return False


@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", ["portal", "kafka", "relay", "audit"])
async def test_only_who_was_late_is_found(part: str, whole: WholeApplication, own_kafka: RealKafka) -> None:
    chance = random.Random(f"{os.environ.get('UTVAG_SEED', '1')}|{part}")
    in_time, at_the_line, late = [await place(whole, WHO) for _ in range(3)]
    await whole.until_judged()
    due = (await whole.obligation(in_time))["due"]
    assert isinstance(due, datetime)
    assert {(await whole.obligation(each))["due"] for each in (at_the_line, late)} == {due}
    await whole.set_now(due - timedelta(seconds=chance.randint(120, 3600)))
    if part == "portal":
        await hand_in_by_hand(whole, in_time)
        await stop(part, whole, own_kafka)
        assert await nobody_answers(whole)
    else:
        await stop(part, whole, own_kafka)
        await hand_in_by_hand(whole, in_time)
    # Read at our edge a second before the due, saved after it.
    await whole.set_now(due + timedelta(seconds=5))
    await hand_in_plan(whole, WHO, at_the_line, due - timedelta(seconds=1))
    await whole.set_now(due + timedelta(minutes=chance.randint(2, 600)))
    await start(part, whole, own_kafka)
    await whole.until_judged()
    assert (await plan_arrived(whole, in_time)) < due
    assert [(await whole.obligation(each))["state"] for each in (in_time, at_the_line, late)] == [
        "met",
        "met",
        "missed",
    ]
    assert [len(await whole.findings(each)) for each in (in_time, at_the_line, late)] == [0, 0, 1]

    await hand_in_by_hand(whole, late)
    await whole.until_judged()
    assert (await whole.obligation(late))["state"] == "met_late"
    assert len(await whole.findings(late)) == 1, "handed in late, the finding stays and is not doubled"
