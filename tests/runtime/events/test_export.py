"""The exported log is whole, in order, one snapshot, and reads back as it was."""

from __future__ import annotations

import asyncio
import io
import json

from schemas.envelope import Event, Watermark
from schemas.fact import LOGS
from services.runtime.database.pool import Database
from services.runtime.events.export import export
from services.runtime.parked.facts import parked_facts
from services.runtime.parked.messages import parked_messages
from tests.runtime import fixtures

ALL = [fixtures.service(name) for name in fixtures.CONSUMES]


async def test_every_line_reads_back_and_watermarks_are_true_while_others_write(database: Database) -> None:
    done = asyncio.Event()

    async def write() -> None:
        while not done.is_set():
            await fixtures.append(database, "referral", 2)

    await fixtures.append(database, "directory", 30)
    writing = asyncio.create_task(write())
    await asyncio.sleep(0.1)
    stream = io.StringIO()
    number = await export(database, stream)
    done.set()
    await writing
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    events = [Event.from_line(line) for line in lines if line["kind"] == "fact"]
    marks = {line["log"]: Watermark.model_validate(line) for line in lines if line["kind"] == "watermark"}
    assert number == len(events)
    assert set(marks) == set(LOGS)
    for log, mark in marks.items():
        of_log = [event for event in events if event.log == log]
        assert [event.position for event in of_log] == list(range(1, mark.position + 1))
        assert all(event.received <= mark.received for event in of_log)
    assert marks["directory"].position == 30
    assert marks["directory"].received.year > 2000
    for line, event in zip(
        (line for line in stream.getvalue().splitlines() if '"kind":"fact"' in line), events, strict=True
    ):
        assert event.text() == line


async def test_what_is_parked_is_shown_from_the_database(database: Database) -> None:
    events = await fixtures.append(database, "directory", 4)
    await fixtures.consume_directly(database, "notify", events[:2])
    await fixtures.consume_directly(database, "notify", events[2:3], state="parked")
    async with database.work("notify") as work:
        await work.run("update notify.inbox set reason = 'no such board' where state = 'parked'")
        await work.run(
            "insert into notify.unreadable_message (log, topic, partition, kafka_offset, reason, headers) "
            "values ('directory', 'utvag.directory', 2, 17, 'not JSON', '[]')"
        )
    (fact,), (message,) = await parked_facts(database, ALL), await parked_messages(database, ALL)
    assert (fact.position, fact.at[0].reason, fact.subject) == (3, "no such board", events[2].subject)
    assert (message.place, message.reason) == ("utvag.directory partition 2 offset 17", "not JSON")
