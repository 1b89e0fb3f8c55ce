"""What no message can hold goes on its way as its place, and a mended relay brings the fact."""

from __future__ import annotations

from uuid import uuid4

import pytest

from services.runtime.database.pool import Database
from services.runtime.events.replay import replay
from services.runtime.kafka.broker import Kafka
from tests.runtime import fixtures
from tests.runtime.events.deliveries import has_consumed, parked
from tests.runtime.events.spoiling import rows

OLD = {
    "a year of three digits": ('"occurred":"20', '"occurred":"2'),
    "a type that nobody knows": ("CommissionEnded", "CommissionForgotten"),
    "no fact at all": ("{", "["),
    "half a pair of characters": ('"person":"', '"person":"\\ud800'),
    "another position than its row": ('"position":2', '"position":7'),
    "another log than its row": ('"log":"directory"', '"log":"referral"'),
    "a missing field": ('"occurred":', '"happened":'),
}


@pytest.mark.parametrize("what", OLD)
async def test_whatever_an_older_version_put_into_the_log_the_relay_goes_on(
    database: Database, topics_made: Kafka, what: str
) -> None:
    events = await fixtures.append(database, "directory", 3)
    async with database.work("directory") as work:
        change = "update directory.log set body = replace(body, :old, :new) where position = 2"
        assert await work.run(change, old=OLD[what][0], new=OLD[what][1]) == 1
    async with fixtures.running([fixtures.service("directory"), fixtures.service("referral")], database, topics_made):
        await fixtures.until(lambda: _applied(database, [1, 3]), 20, "what follows is heard and applied")
        for _ in range(2):
            await replay(database, "directory", 1)
            await fixtures.until(lambda: _published(database, 3), 10)
    found = await rows(database)
    assert [(row["id"], row["subject"]) for row in found] == [(event.id, event.subject) for event in events]
    assert found[1]["state"] == "parked"
    assert await parked(database) == [], "sending it again parks nothing more"


async def _applied(database: Database, positions: list[int]) -> bool:
    return [row["position"] for row in await rows(database) if row["state"] == "applied"] == positions


async def _published(database: Database, position: int) -> bool:
    (row,) = await fixtures.rows(database, "directory", "select position from directory.relay_cursor")
    return row["position"] == position


async def test_what_is_too_large_for_the_broker_is_sent_as_its_place(database: Database, topics_made: Kafka) -> None:
    events = await fixtures.append(database, "directory", 3)
    async with database.work("directory") as work:
        grow = "update directory.log set body = replace(body, '\"person\":\"', '\"person\":\"' || repeat('x', 10000000)) where position = 2"
        await work.run(grow)
    async with fixtures.running([fixtures.service("directory"), fixtures.service("referral")], database, topics_made):
        await fixtures.until(lambda: _applied(database, [1, 3]), 20, "what follows is heard and applied")
    found = await rows(database)
    assert (found[1]["id"], found[1]["state"]) == (events[1].id, "parked")
    assert len(str(found[1]["body"])) < 200_000


async def test_a_mended_relay_brings_the_fact_and_its_subject_goes_on(database: Database, topics_made: Kafka) -> None:
    subject = uuid4()
    events = await fixtures.append(database, "directory", 3, [subject])
    spoil = "update directory.log set body = replace(body, :old, :new) where position = 2"
    async with database.work("directory") as work:
        await work.run(spoil, old="CommissionEnded", new="CommissionForgotten")
    async with fixtures.running([fixtures.service("directory"), fixtures.service("referral")], database, topics_made):
        await fixtures.until(lambda: _applied(database, [1]), 20)
        await fixtures.until(lambda: has_consumed(database, 3))
        async with database.work("directory") as work:
            await work.run(spoil, old="CommissionForgotten", new="CommissionEnded")
        await replay(database, "directory", 2)
        await fixtures.until(lambda: _applied(database, [1, 2, 3]), 20, "the subject goes on where it waited")
    assert [row["id"] for row in await rows(database)] == [event.id for event in events]
