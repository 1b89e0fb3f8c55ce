"""A fact that cannot be read keeps its place: what follows is consumed, and the readable one takes it when it comes."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from schemas.envelope import Event
from services.runtime.database.pool import Database
from services.runtime.events.inbox import InboxWriter
from services.runtime.events.inbox_batch import ConflictingFact, Sorter
from services.runtime.events.replay import replay
from services.runtime.kafka.broker import Kafka
from services.runtime.process.watch import Watch
from services.runtime.telemetry import Logger
from tests.runtime import fixtures
from tests.runtime.events.deliveries import Message, consuming, has_committed, has_consumed, message, parked, send

SECRET = "kanariefågel"


def spoiled(event: Event, **headers: bytes) -> Message:
    """The message of a fact with some headers changed."""
    key, value, told = message(event)
    return key, value, [(name, headers.get(name.removeprefix("ce_"), raw)) for name, raw in told]


async def rows(database: Database, name: str = "referral") -> list[dict[str, object]]:
    statement = f"select position, id, subject, state, reason, body from {name}.inbox order by position"
    return await fixtures.rows(database, name, statement)


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
    records = [_Record(offset, *told) for offset, told in enumerate(messages)]
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
            await fixtures.until(lambda: _told(database, 3), 10)
    found = await rows(database)
    assert [(row["id"], row["subject"]) for row in found] == [(event.id, event.subject) for event in events]
    assert found[1]["state"] == "parked"
    assert await parked(database) == [], "sending it again parks nothing more"


async def _applied(database: Database, positions: list[int]) -> bool:
    return [row["position"] for row in await rows(database) if row["state"] == "applied"] == positions


async def _told(database: Database, position: int) -> bool:
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
