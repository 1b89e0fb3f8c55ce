"""Hearing: once, whatever comes twice, in whatever order; what is no fact is set aside once."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from schemas.envelope import Event, Watermark
from services.runtime.database.pool import Database
from services.runtime.kafka.broker import Kafka
from tests.runtime import fixtures
from tests.runtime.events.deliveries import (
    Message,
    consumed,
    consuming,
    has_committed,
    has_consumed,
    has_parked,
    message,
    parked,
    send,
)


async def test_doubled_and_reordered_deliveries_are_heard_once(database: Database, topics_made: Kafka) -> None:
    events = await fixtures.append(database, "directory", 300)
    chance = random.Random(3)
    shuffled = [*events, *chance.sample(events, 60)]
    for start in range(0, len(shuffled), 50):
        part = shuffled[start : start + 50]
        chance.shuffle(part)
        shuffled[start : start + 50] = part
    await send(topics_made, topics_made.topic("directory"), [message(event) for event in shuffled])
    async with consuming(database, topics_made):
        await fixtures.until(lambda: has_consumed(database, 300))
    async with consuming(database, topics_made):
        await send(topics_made, topics_made.topic("directory"), [message(event) for event in events])
        await fixtures.until(lambda: has_committed(topics_made, 660), why="every delivery acknowledged")
    assert await consumed(database) == list(range(1, 301))
    bodies = await fixtures.rows(database, "referral", "select body, state from referral.inbox order by position")
    assert [row["body"] for row in bodies] == [event.text() for event in events]


def spoiled(event: Event) -> list[Message]:
    """Messages that are no fact, each in its own way."""
    key, value, headers = message(event)

    def other(name: str, raw: bytes) -> list[tuple[str, bytes]]:
        return [(known, raw if known == name else raw_before) for known, raw_before in headers]

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
    events = await fixtures.append(database, "directory", 20)
    bad = spoiled(events[0])
    mixed = [message(event) for event in events]
    for place, each in enumerate(bad):
        mixed.insert(place * 2, each)
    topic = topics_made.topic("directory")
    await send(topics_made, topic, mixed)
    await send(topics_made, topics_made.watermarks, [(b"directory", b"no watermark", []), (b"directory", None, [])])
    for _ in range(2):
        async with consuming(database, topics_made):
            await fixtures.until(lambda: has_consumed(database, 20))
            await fixtures.until(lambda: has_committed(topics_made, len(mixed)), why="every message acknowledged")
            await fixtures.until(lambda: has_parked(database, len(bad) + 2))
    assert await consumed(database) == list(range(1, 21))
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
    events = await fixtures.append(database, "directory", 2)
    huge = (b"x", b"y" * 10_000_000, events[0].headers())
    await send(roomy, roomy.topic("directory"), [message(events[0]), huge, message(events[1])])
    async with consuming(database, roomy):
        await fixtures.until(lambda: has_consumed(database, 2))
        await fixtures.until(lambda: has_parked(database, 1))


async def test_watermarks_only_move_forward_and_never_into_the_future(database: Database, topics_made: Kafka) -> None:
    now = datetime.now(UTC)
    marks = [
        Watermark(log="directory", position=5, received=now),
        Watermark(log="directory", position=4, received=now - timedelta(seconds=5)),
        Watermark(log="directory", position=9, received=now + timedelta(days=300)),
        Watermark(log="notify", position=9, received=now),
    ]
    for mark in marks:
        await send(topics_made, topics_made.watermarks, [(mark.log.encode(), fixtures.watermark_value(mark), [])])
    async with consuming(database, topics_made):
        group, topic = topics_made.group("referral"), topics_made.watermarks
        await fixtures.until(lambda: has_committed(topics_made, 4, topic, group))
    found = await fixtures.rows(database, "referral", "select * from referral.inbox_watermark")
    assert found == [{"log": "directory", "position": 5, "received": now}]
