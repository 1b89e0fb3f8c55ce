"""How a consumer is set up, and members that join and leave."""

from __future__ import annotations

import asyncio
import random

import pytest
from faststream.middlewares import AckPolicy

from services.runtime.database.pool import Database
from services.runtime.events.consume import Consumer
from services.runtime.kafka import broker as brokers
from services.runtime.kafka import subscription
from services.runtime.kafka.broker import Kafka
from tests.runtime import fixtures
from tests.runtime.events.deliveries import (
    has_committed,
    has_consumed,
    message,
    send,
)


async def test_a_database_that_is_away_costs_nothing(database: Database, topics_made: Kafka) -> None:
    events = await fixtures.append(database, "directory", 30)
    consumer = Consumer("referral", ("directory",), database, topics_made)
    async with database.plain() as plain:
        await plain.run("alter table referral.inbox rename to away")
    task = asyncio.create_task(consumer.run())
    await send(topics_made, topics_made.topic("directory"), [message(event) for event in events])
    await asyncio.sleep(2)
    assert not await has_committed(topics_made, 30)
    async with database.plain() as plain:
        await plain.run("alter table referral.away rename to inbox")
    await fixtures.until(lambda: has_consumed(database, 30))
    await fixtures.until(lambda: has_committed(topics_made, 30))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_joining_and_leaving_members_lose_nothing(database: Database, topics_made: Kafka) -> None:
    chance = random.Random(11)
    members: list[asyncio.Task[None]] = []
    for _ in range(6):
        events = await fixtures.append(database, "directory", 50)
        if len(members) > 1 and chance.random() < 0.5:
            members[0].cancel()
            await asyncio.gather(members.pop(0), return_exceptions=True)
        members.append(asyncio.create_task(Consumer("referral", ("directory",), database, topics_made).run()))
        await send(topics_made, topics_made.topic("directory"), [message(event) for event in events])
    await fixtures.until(lambda: has_consumed(database, 300), seconds=60)
    for member in members:
        member.cancel()
    await asyncio.gather(*members, return_exceptions=True)


def test_every_subscriber_acknowledges_by_hand_reads_from_the_earliest_and_never_replies() -> None:
    broker = brokers.connection(Kafka("127.0.0.1:9"))

    async def handler(_message: object) -> None:
        """Take nothing."""

    subscription.subscribe(broker, ["one", "two"], "group", handler)
    (subscriber,) = broker.subscribers
    assert subscriber.ack_policy is AckPolicy.MANUAL
    assert subscriber._connection_args["auto_offset_reset"] == "earliest"
    assert subscriber._connection_args["enable_auto_commit"] is False
    assert subscriber._no_reply


@pytest.mark.parametrize("embedded", [True, False])
def test_the_embedded_broker_may_hold_a_question_for_new_records_but_shortly(embedded: bool) -> None:
    kafka = Kafka("127.0.0.1:9", embedded=embedded)
    consumer = Consumer("referral", ("directory",), Database("postgresql://nobody@127.0.0.1:9/none"), kafka)
    (subscriber,) = consumer.reader().subscribers
    # The embedded broker answers at the end of that time and no sooner.
    assert (subscriber._connection_args["fetch_max_wait_ms"] <= 50) is embedded
