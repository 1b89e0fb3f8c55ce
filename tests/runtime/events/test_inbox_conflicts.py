"""Two facts at one position: the consumer stops, acknowledges nothing, and goes on when an operator has skipped the forged one."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from services.runtime.database.pool import Database
from services.runtime.events.inbox_batch import ConflictingFact
from services.runtime.kafka.broker import Kafka
from services.runtime.parked.messages import parked_messages, skip_message
from tests.runtime import fixtures
from tests.runtime.events.deliveries import (
    committed,
    consumed,
    consuming,
    has_committed,
    has_consumed,
    message,
    parked,
    send,
)


async def test_two_facts_at_one_position_stop_the_hearing_and_are_never_acknowledged(
    database: Database, topics_made: Kafka
) -> None:
    first, second = await fixtures.append(database, "directory", 2)
    other = second.model_copy(update={"id": uuid4()})
    await send(topics_made, topics_made.topic("directory"), [message(first), message(second)])
    async with consuming(database, topics_made) as task:
        await fixtures.until(lambda: has_consumed(database, 2))
        await send(topics_made, topics_made.topic("directory"), [message(other)])
        with pytest.raises(ConflictingFact, match="position 2 of the log directory"):
            await asyncio.wait_for(asyncio.shield(task), 20)
    assert await committed(topics_made, topics_made.topic("directory"), topics_made.group("referral")) == 2
    async with consuming(database, topics_made) as task:
        with pytest.raises(ConflictingFact):
            await asyncio.wait_for(asyncio.shield(task), 20)


async def test_an_operator_sees_a_forged_message_and_lets_the_hearing_go_on_without_it(
    database: Database, topics_made: Kafka
) -> None:
    first, second, third = await fixtures.append(database, "directory", 3)
    topic, services = topics_made.topic("directory"), ["referral", "provider_audit"]
    await send(topics_made, topic, [message(first), message(second)])
    async with consuming(database, topics_made) as task:
        await fixtures.until(lambda: has_consumed(database, 2))
        await send(topics_made, topic, [message(second.model_copy(update={"id": uuid4()})), message(third)])
        with pytest.raises(ConflictingFact, match="utvag parked"):
            await asyncio.wait_for(asyncio.shield(task), 20)
    (shown,) = await parked_messages(database, [fixtures.service(name) for name in services])
    assert "stopped the hearing" in shown.reason
    assert "claims position 2" in shown.line()
    (row,) = await parked(database)
    place = (str(row["topic"]), int(str(row["partition"])), int(str(row["kafka_offset"])))
    assert f"utvag parked skip-message {topic} {place[1]} {place[2]}" in shown.line()
    with pytest.raises(ValueError, match="--reason"):
        await skip_message(database, services, *place, " ")
    with pytest.raises(LookupError, match="nobody stopped"):
        await skip_message(database, services, topic, place[1], 4711, "forged")
    assert await skip_message(database, services, *place, "forged, ticket 12") == ["referral"]
    async with consuming(database, topics_made):
        await fixtures.until(lambda: has_consumed(database, 3))
        await fixtures.until(
            lambda: has_committed(topics_made, 4), why="the skipped message is acknowledged with the rest"
        )
    bodies = await fixtures.rows(database, "referral", "select id from referral.inbox order by position")
    assert [row["id"] for row in bodies] == [first.id, second.id, third.id]
    (shown,) = await parked_messages(database, [fixtures.service(name) for name in services])
    assert "Skipped: forged, ticket 12" in shown.line()


async def test_of_two_claims_in_one_batch_only_the_one_that_is_not_the_logs_own_may_be_skipped(
    database: Database, topics_made: Kafka
) -> None:
    (own,) = await fixtures.append(database, "directory")
    forged = own.model_copy(update={"id": uuid4()})
    await send(topics_made, topics_made.topic("directory"), [message(forged), message(own)])
    async with consuming(database, topics_made) as task:
        with pytest.raises(ConflictingFact):
            await asyncio.wait_for(asyncio.shield(task), 20)
    assert not await consumed(database)
    found = await parked(database)
    assert len(found) == 2
    for row in found:
        place = (str(row["topic"]), int(str(row["partition"])), int(str(row["kafka_offset"])))
        if str(own.id) in str(row["headers"]):
            with pytest.raises(ValueError, match="what the log directory itself holds at position 1"):
                await skip_message(database, ["referral"], *place, "forged")
        else:
            assert await skip_message(database, ["referral"], *place, "forged") == ["referral"]
    async with consuming(database, topics_made):
        await fixtures.until(lambda: has_consumed(database, 1))
    (kept,) = await fixtures.rows(database, "referral", "select id from referral.inbox")
    assert kept["id"] == own.id
