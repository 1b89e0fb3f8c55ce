"""A fact that cannot be read keeps its place: what follows is consumed, and the readable one takes it when it comes."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from schemas.envelope import Event
from services.runtime.database.pool import Database
from services.runtime.events.inbox import InboxWriter
from services.runtime.events.inbox_batch import ConflictingFact, Sorter
from services.runtime.kafka.broker import Kafka
from services.runtime.process.watch import Watch
from services.runtime.telemetry import Logger
from tests.runtime import fixtures
from tests.runtime.events.deliveries import Message, consuming, has_committed, has_consumed, message, parked, send
from tests.runtime.events.spoiling import rows

SECRET = "kanariefågel"


def spoiled(event: Event, **headers: bytes) -> Message:
    """The message of a fact with some headers changed."""
    key, value, each = message(event)
    return key, value, [(name, headers.get(name.removeprefix("ce_"), raw)) for name, raw in each]


async def test_what_cannot_be_read_is_parked_at_its_place_once_and_the_rest_goes_on(
    database: Database, topics_made: Kafka
) -> None:
    events = await fixtures.append(database, "directory", 4)
    topic = topics_made.topic("directory")
    bad = spoiled(events[1], occurred=b"206-11-21T23:47:58.000000Z", arrived=SECRET.encode() + b"\x00\xff")
    sent = [message(events[0]), bad, message(events[2]), message(events[3])]
    await send(topics_made, topic, sent)
    watch = Watch("referral", ("directory",), database)
    async with consuming(database, topics_made):
        await fixtures.until(lambda: has_consumed(database, 4))
        for _ in range(3):
            await send(topics_made, topic, [bad])
        await fixtures.until(lambda: has_committed(topics_made, 7), why="every message acknowledged")
    await watch.look()
    assert watch.consumers["directory"].consumed == 4, "no hole stands where it could not be read"
    found = await rows(database)
    assert [row["state"] for row in found] == ["waiting", "parked", "waiting", "waiting"]
    assert (found[1]["id"], found[1]["subject"]) == (events[1].id, events[1].subject)
    assert "occurred" in str(found[1]["reason"])
    assert SECRET not in str(found[1]["reason"])
    assert json.loads(str(found[1]["body"]))["kind"] == "unreadable"
    assert await parked(database) == [], "the same message again changes nothing"


@pytest.mark.parametrize("judged", [False, True])
async def test_a_readable_fact_of_the_same_id_takes_the_place(
    database: Database, topics_made: Kafka, judged: bool
) -> None:
    events = await fixtures.append(database, "directory", 2)
    topic = topics_made.topic("directory")
    async with consuming(database, topics_made, "provider_audit"):
        await send(topics_made, topic, [message(events[0]), spoiled(events[1], occurred=b"soon")])
        await fixtures.until(lambda: _states(database, ["waiting", "parked"]))
        if judged:
            async with database.work("provider_audit") as work:
                await work.run("""update provider_audit.progress set log_positions = '{"directory": 2}'""")
        await send(topics_made, topic, [message(events[1])])
        await fixtures.until(lambda: _reads(database, events[1].text()))
    (_, row) = await rows(database, "provider_audit")
    assert row["state"] == ("parked" if judged else "waiting"), "what judgement has passed waits to be taken in"
    (kept,) = await parked(database, "provider_audit")
    assert "it could not be read" in str(kept["reason"])


async def _states(database: Database, states: list[str]) -> bool:
    return [row["state"] for row in await rows(database, "provider_audit")] == states


async def _reads(database: Database, text: str) -> bool:
    return any(row["body"] == text for row in await rows(database, "provider_audit"))


async def store(database: Database, *messages: Message) -> None:
    """Store messages as consuming does, without a broker in between."""
    sorter = Sorter("provider_audit", {"directory": "directory"})
    records = [_Record(offset, *each) for offset, each in enumerate(messages)]
    async with database.work("provider_audit") as work:
        await InboxWriter(work, Logger("test")).store(sorter.sort(records))  # type: ignore[arg-type]


class _Record:
    """What consuming reads of a record."""

    topic, partition = "directory", 0

    def __init__(self, offset: int, key: bytes | None, value: bytes | None, headers: list[tuple[str, bytes]]) -> None:
        self.offset, self.key, self.value, self.headers = offset, key, value, headers


async def test_garbage_cannot_hold_the_place_of_the_logs_own_fact(database: Database) -> None:
    (own,) = await fixtures.append(database, "directory")
    forged = own.model_copy(update={"id": uuid4(), "subject": uuid4()})
    garbage = spoiled(forged, occurred=b"never")
    await store(database, garbage)
    await store(database, message(own))
    (row,) = await rows(database, "provider_audit")
    assert (row["id"], row["state"], row["body"]) == (own.id, "waiting", own.text())
    await store(database, garbage, garbage)
    (row,) = await rows(database, "provider_audit")
    assert row["id"] == own.id
    kept = await parked(database, "provider_audit")
    assert len(kept) == 1, "the garbage is kept once, however often it comes"
    assert str(forged.id) in str(kept[0]["headers"])


async def test_garbage_that_judgement_has_passed_stops_the_hearing_as_two_facts_do(database: Database) -> None:
    (own,) = await fixtures.append(database, "directory")
    await store(database, spoiled(own.model_copy(update={"id": uuid4()}), occurred=b"never"))
    async with database.work("provider_audit") as work:
        await work.run("""update provider_audit.progress set log_positions = '{"directory": 1}'""")
    with pytest.raises(ConflictingFact, match="position 1 of the log directory"):
        await store(database, message(own))


async def test_of_one_batch_the_readable_message_has_the_place_and_every_other_is_kept(database: Database) -> None:
    first, second = await fixtures.append(database, "directory", 2)
    bad = [spoiled(first, occurred=text) for text in (b"206-01-01T00:00:00Z", b"never", b"never")]
    other = [spoiled(second, sequence=b"none"), spoiled(second, position=b"0")]
    await store(database, bad[0], message(first), *bad[1:], *other, message(second))
    assert [row["state"] for row in await rows(database, "provider_audit")] == ["waiting", "waiting"]
    kept = await parked(database, "provider_audit")
    assert len(kept) == 4, "parked and heard make up what was received, each different message once"


async def test_a_value_that_the_database_refuses_keeps_its_place(database: Database, topics_made: Kafka) -> None:
    events = await fixtures.append(database, "directory", 3)
    key, _, headers = message(events[1])
    async with database.plain() as plain:
        await plain.run(
            "alter table referral.inbox add column person text generated always as (body::jsonb #>> '{data,person}') stored"
        )
    nul = [*headers, ("ce_traceparent", b"00-\x00-1")]
    await send(
        topics_made,
        topics_made.topic("directory"),
        [message(events[0]), (key, events[1].value(), nul), message(events[2])],
    )
    async with consuming(database, topics_made):
        await fixtures.until(lambda: has_consumed(database, 3))
    found = await rows(database)
    assert [row["state"] for row in found] == ["waiting", "parked", "waiting"]
    assert found[1]["reason"] == "the database refuses a value"
