"""Hearing: once, whatever comes twice, in whatever order; what is no fact is set aside once; a conflict stops."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from faststream.middlewares import AckPolicy

from schemas.envelope import Event, Watermark
from services.runtime import broker as brokers
from services.runtime.broker import Kafka
from services.runtime.database import Database
from services.runtime.hear import ConflictingFact, Hear
from services.runtime.parked import parked as list_parked
from services.runtime.parked import skip_message
from tests.runtime import ground

Message = tuple[bytes | None, bytes | None, list[tuple[str, bytes]]]


@asynccontextmanager
async def hearing(database: Database, kafka: Kafka, name: str = "referral") -> AsyncIterator[asyncio.Task[None]]:
    """A service that hears, ended after the context."""
    task = asyncio.create_task(Hear(name, ground.HEARS[name], database, kafka).run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def send(kafka: Kafka, topic: str, messages: Sequence[Message]) -> None:
    """Send messages as they are."""
    producer = AIOKafkaProducer(bootstrap_servers=kafka.addresses, max_request_size=20_000_000)
    await producer.start()
    try:
        for key, value, headers in messages:
            await producer.send_and_wait(topic, value, key=key, headers=headers)
    finally:
        await producer.stop()


def message(event: Event) -> Message:
    return (str(event.subject).encode(), event.value(), event.headers())


async def heard(database: Database, name: str = "referral") -> list[int]:
    found = await ground.rows(database, name, f"select position from {name}.heard order by position")
    return [int(str(row["position"])) for row in found]


async def parked(database: Database, name: str = "referral") -> list[dict[str, object]]:
    return await ground.rows(database, name, f"select * from {name}.hear_parked order by id")


async def committed(kafka: Kafka, topic: str, group: str) -> int:
    """The sum of the offsets a group has acknowledged."""
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka.addresses, group_id=group, enable_auto_commit=False)
    await consumer.start()
    try:
        await consumer._client._wait_on_metadata(topic)
        partitions = [TopicPartition(topic, n) for n in consumer.partitions_for_topic(topic) or ()]
        return sum([await consumer.committed(partition) or 0 for partition in partitions])
    finally:
        await consumer.stop()


async def test_doubled_and_reordered_deliveries_are_heard_once(database: Database, topics_made: Kafka) -> None:
    events = await ground.tell(database, "directory", 300)
    chance = random.Random(3)
    shuffled = [*events, *chance.sample(events, 60)]
    for start in range(0, len(shuffled), 50):
        part = shuffled[start : start + 50]
        chance.shuffle(part)
        shuffled[start : start + 50] = part
    await send(topics_made, topics_made.topic("directory"), [message(event) for event in shuffled])
    async with hearing(database, topics_made):
        await ground.until(lambda: _heard(database, 300))
    async with hearing(database, topics_made):
        await send(topics_made, topics_made.topic("directory"), [message(event) for event in events])
        await ground.until(lambda: _committed(topics_made, 660), why="every delivery acknowledged")
    assert await heard(database) == list(range(1, 301))
    bodies = await ground.rows(database, "referral", "select body, state from referral.heard order by position")
    assert [row["body"] for row in bodies] == [event.text() for event in events]


async def test_two_facts_at_one_position_stop_the_hearing_and_are_never_acknowledged(
    database: Database, topics_made: Kafka
) -> None:
    first, second = await ground.tell(database, "directory", 2)
    other = second.model_copy(update={"id": uuid4()})
    await send(topics_made, topics_made.topic("directory"), [message(first), message(second)])
    async with hearing(database, topics_made) as task:
        await ground.until(lambda: _heard(database, 2))
        await send(topics_made, topics_made.topic("directory"), [message(other)])
        with pytest.raises(ConflictingFact, match="position 2 of the log directory"):
            await asyncio.wait_for(asyncio.shield(task), 20)
    assert await committed(topics_made, topics_made.topic("directory"), topics_made.group("referral")) == 2
    async with hearing(database, topics_made) as task:
        with pytest.raises(ConflictingFact):
            await asyncio.wait_for(asyncio.shield(task), 20)


async def test_an_operator_sees_a_forged_message_and_lets_the_hearing_go_on_without_it(
    database: Database, topics_made: Kafka
) -> None:
    first, second, third = await ground.tell(database, "directory", 3)
    topic, services = topics_made.topic("directory"), ["referral", "provider_audit"]
    await send(topics_made, topic, [message(first), message(second)])
    async with hearing(database, topics_made) as task:
        await ground.until(lambda: _heard(database, 2))
        await send(topics_made, topic, [message(second.model_copy(update={"id": uuid4()})), message(third)])
        with pytest.raises(ConflictingFact, match="utvag parked"):
            await asyncio.wait_for(asyncio.shield(task), 20)
    (shown,) = await list_parked(database, services)
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
    async with hearing(database, topics_made):
        await ground.until(lambda: _heard(database, 3))
        await ground.until(lambda: _committed(topics_made, 4), why="the skipped message is acknowledged with the rest")
    bodies = await ground.rows(database, "referral", "select id from referral.heard order by position")
    assert [row["id"] for row in bodies] == [first.id, second.id, third.id]
    (shown,) = await list_parked(database, services)
    assert "Skipped: forged, ticket 12" in shown.line()


async def test_of_two_claims_in_one_batch_only_the_one_that_is_not_the_logs_own_may_be_skipped(
    database: Database, topics_made: Kafka
) -> None:
    (own,) = await ground.tell(database, "directory")
    forged = own.model_copy(update={"id": uuid4()})
    await send(topics_made, topics_made.topic("directory"), [message(forged), message(own)])
    async with hearing(database, topics_made) as task:
        with pytest.raises(ConflictingFact):
            await asyncio.wait_for(asyncio.shield(task), 20)
    assert not await heard(database)
    found = await parked(database)
    assert len(found) == 2
    for row in found:
        place = (str(row["topic"]), int(str(row["partition"])), int(str(row["kafka_offset"])))
        if str(own.id) in str(row["headers"]):
            with pytest.raises(ValueError, match="what the log directory itself holds at position 1"):
                await skip_message(database, ["referral"], *place, "forged")
        else:
            assert await skip_message(database, ["referral"], *place, "forged") == ["referral"]
    async with hearing(database, topics_made):
        await ground.until(lambda: _heard(database, 1))
    (kept,) = await ground.rows(database, "referral", "select id from referral.heard")
    assert kept["id"] == own.id


def spoiled(event: Event) -> list[Message]:
    """Messages that are no fact, each in its own way."""
    key, value, headers = message(event)

    def other(name: str, raw: bytes) -> list[tuple[str, bytes]]:
        return [(known, raw if known == name else told) for known, told in headers]

    return [
        (key, b"", headers),
        (key, None, headers),
        (None, b"{}", []),
        (key, b"\xff\xfe\x00", headers),
        (key, value, [("ce_id", b"\xff\xfe"), *headers[2:]]),
        (key, value, other("ce_type", b"se.utvag.directory.Unheard.v1")),
        (key, value, other("ce_position", b"0")),
        (key, value, other("ce_position", b"-4")),
        (key, value, other("ce_position", b"9" * 40)),
        (key, value, other("ce_position", b"9" * 6000)),
        (key, value, other("ce_sequence", b"seven")),
        (key, value, other("ce_received", b"0001-01-01T00:00:00+14:00")),
        (key, value, other("ce_arrived", b"yesterday")),
        (key, value, other("ce_log", b"referral")),
        (key, value, other("ce_specversion", b"0.3")),
        (key, b"[" * 100_000, headers),
        (key, b'{"person": "\\ud800"}', headers),
        (key, value, [*other("ce_subject", b"nobody\x00"), ("odd\x00name", b"\x00")]),
        (key, b"[1]", headers),
        (key, b"x" * 900_000, headers),
        (key, value, [("reply_to", b"utvag.directory"), ("content-type", b"application/x-unknown")]),
    ]


async def test_what_is_no_fact_is_set_aside_once_and_nothing_is_in_its_way(
    database: Database, topics_made: Kafka
) -> None:
    events = await ground.tell(database, "directory", 20)
    bad = spoiled(events[0])
    mixed = [message(event) for event in events]
    for place, each in enumerate(bad):
        mixed.insert(place * 2, each)
    topic = topics_made.topic("directory")
    await send(topics_made, topic, mixed)
    await send(topics_made, topics_made.watermarks, [(b"directory", b"no watermark", []), (b"directory", None, [])])
    for _ in range(2):
        async with hearing(database, topics_made):
            await ground.until(lambda: _heard(database, 20))
            await ground.until(lambda: _committed(topics_made, len(mixed)), why="every message acknowledged")
            await ground.until(lambda: _parked(database, len(bad) + 2))
    assert await heard(database) == list(range(1, 21))
    found = await parked(database)
    assert len(found) == len(bad) + 2
    for row in found:
        assert row["reason"]
        assert "nobody" not in str(row["reason"])
        assert len(bytes(row["value"] or b"")) <= 65_536  # type: ignore[arg-type]


async def test_ten_megabytes_do_not_stop_the_consumer(database: Database, topics_made: Kafka) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=topics_made.addresses)
    await admin.start()
    roomy = Kafka(topics_made.addresses, prefix=f"{topics_made.prefix}roomy.")
    limits = {"max.message.bytes": "20000000"}
    names = [roomy.topic("directory"), roomy.watermarks]
    await admin.create_topics([NewTopic(name, 3, 1, topic_configs=limits) for name in names])
    await admin.close()
    events = await ground.tell(database, "directory", 2)
    huge = (b"x", b"y" * 10_000_000, events[0].headers())
    await send(roomy, roomy.topic("directory"), [message(events[0]), huge, message(events[1])])
    async with hearing(database, roomy):
        await ground.until(lambda: _heard(database, 2))
        await ground.until(lambda: _parked(database, 1))


async def test_a_database_that_is_away_costs_nothing(database: Database, topics_made: Kafka) -> None:
    events = await ground.tell(database, "directory", 30)
    hear = Hear("referral", ("directory",), database, topics_made)
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql("alter table referral.heard rename to away")
    task = asyncio.create_task(hear.run())
    await send(topics_made, topics_made.topic("directory"), [message(event) for event in events])
    await asyncio.sleep(2)
    assert not await _committed(topics_made, 30)
    async with database.engine.begin() as connection:
        await connection.exec_driver_sql("alter table referral.away rename to heard")
    await ground.until(lambda: _heard(database, 30))
    await ground.until(lambda: _committed(topics_made, 30))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_watermarks_only_move_forward_and_never_into_the_future(database: Database, topics_made: Kafka) -> None:
    now = datetime.now(UTC)
    marks = [
        Watermark(log="directory", position=5, received=now),
        Watermark(log="directory", position=4, received=now - timedelta(seconds=5)),
        Watermark(log="directory", position=9, received=now + timedelta(days=300)),
        Watermark(log="notify", position=9, received=now),
    ]
    for mark in marks:
        await send(topics_made, topics_made.watermarks, [(mark.log.encode(), ground.watermark_value(mark), [])])
    async with hearing(database, topics_made):
        group, topic = topics_made.group("referral"), topics_made.watermarks
        await ground.until(lambda: _committed(topics_made, 4, topic, group))
    found = await ground.rows(database, "referral", "select * from referral.heard_watermark")
    assert found == [{"log": "directory", "position": 5, "received": now}]


async def test_joining_and_leaving_members_lose_nothing(database: Database, topics_made: Kafka) -> None:
    chance = random.Random(11)
    members: list[asyncio.Task[None]] = []
    for _ in range(6):
        events = await ground.tell(database, "directory", 50)
        if len(members) > 1 and chance.random() < 0.5:
            members[0].cancel()
            await asyncio.gather(members.pop(0), return_exceptions=True)
        members.append(asyncio.create_task(Hear("referral", ("directory",), database, topics_made).run()))
        await send(topics_made, topics_made.topic("directory"), [message(event) for event in events])
    await ground.until(lambda: _heard(database, 300), seconds=60)
    for member in members:
        member.cancel()
    await asyncio.gather(*members, return_exceptions=True)


def test_every_subscriber_acknowledges_by_hand_reads_from_the_earliest_and_never_replies() -> None:
    broker = brokers.connection(Kafka("127.0.0.1:9"))

    async def handler(_message: object) -> None:
        """Take nothing."""

    brokers.subscribe(broker, ["one", "two"], "group", handler)
    (subscriber,) = broker.subscribers
    assert subscriber.ack_policy is AckPolicy.MANUAL
    assert subscriber._connection_args["auto_offset_reset"] == "earliest"
    assert subscriber._connection_args["enable_auto_commit"] is False
    assert subscriber._no_reply


async def _heard(database: Database, number: int) -> bool:
    return len(await heard(database)) == number


async def _parked(database: Database, number: int) -> bool:
    return len(await parked(database)) == number


async def _committed(kafka: Kafka, number: int, topic: str = "", group: str = "") -> bool:
    found = await committed(kafka, topic or kafka.topic("directory"), group or kafka.group("referral"))
    return found == number
