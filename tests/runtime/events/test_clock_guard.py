"""A database whose clock differs from the broker's tells facts and no watermark: nobody is judged by a wrong clock."""

from __future__ import annotations

from datetime import UTC, datetime

from schemas.envelope import Watermark
from services.runtime.database.pool import Database
from services.runtime.events.relay import Relay
from services.runtime.kafka.broker import Kafka
from tests.runtime import fixtures
from tests.runtime.events.test_relay import read, relaying


async def set_clock(database: Database, seconds: int) -> None:
    """Put the database's clock, as Utväg reads it, ahead of the computer's, which is the broker's too."""
    body = f"clock_timestamp() + interval '{seconds} seconds' + (select clock_offset from runtime.instance)"
    async with database.plain() as plain:
        await plain.run(
            f"create or replace function runtime.now() returns timestamptz language sql volatile as $$ select {body} $$"
        )


async def watermarks(kafka: Kafka) -> list[Watermark]:
    """The watermarks that were published of the log directory."""
    marks = [Watermark.model_validate_json(one.value) for one in await read(kafka, kafka.watermarks)]
    return [mark for mark in marks if mark.log == "directory"]


async def test_a_relay_that_begins_under_a_wrong_clock_tells_no_watermark_until_the_clock_is_right(
    database: Database, topics_made: Kafka
) -> None:
    await set_clock(database, 3600)
    relay = Relay("directory", database, topics_made)
    async with relaying(relay), fixtures.running([fixtures.service("referral")], database, topics_made):
        await fixtures.append(database, "directory", 5)
        await fixtures.until(lambda: _effects(database, 5), why="facts go on")
        await fixtures.until(lambda: _held(relay), why="the watermark is held")
        assert "the broker's clock and the database's differ by 3600 s" in str(relay.watermarks.held)
        assert not await watermarks(topics_made)
        assert not await fixtures.number(database, "referral", "referral.inbox_watermark")
        await set_clock(database, 0)
        # For this relay that is a jump back: it asks to be started again.
        await fixtures.until(lambda: _held(relay, "start Utväg again"))
        assert not await watermarks(topics_made)
    relay = Relay("directory", database, topics_made)
    async with relaying(relay):
        await fixtures.until(lambda: _held(relay, "a clock that ran 3"), why="the log's own time is still ahead")
        async with database.plain() as plain:
            await plain.run("update directory.log_head set received = runtime.now()")
        await fixtures.until(lambda: _published(topics_made), why="that time has come, and watermarks go on")
        assert not relay.watermarks.held


async def test_a_clock_that_goes_wrong_while_the_relay_runs_holds_the_next_watermark(
    database: Database, topics_made: Kafka
) -> None:
    relay = Relay("directory", database, topics_made)
    async with relaying(relay):
        await fixtures.append(database, "directory", 1)
        await fixtures.until(lambda: _published(topics_made))
        assert not relay.watermarks.held
        await set_clock(database, 60)
        await fixtures.until(lambda: _held(relay, "jumped 60 s ahead"))
    latest = max(mark.received for mark in await watermarks(topics_made))
    assert (latest - datetime.now(UTC)).total_seconds() < 5


async def test_clocks_that_agree_hold_nothing_and_the_comparison_is_heard_by_nobody(
    database: Database, topics_made: Kafka
) -> None:
    async with relaying(Relay("directory", database, topics_made)):
        await fixtures.until(lambda: _published(topics_made))
        async with fixtures.running([fixtures.service("referral")], database, topics_made):
            await fixtures.until(lambda: _marked(database))
    assert await fixtures.number(database, "referral", "referral.unreadable_message") == 0
    found = await fixtures.rows(database, "referral", "select log from referral.inbox_watermark")
    assert found == [{"log": "directory"}]


async def _effects(database: Database, expected: int) -> bool:
    return await fixtures.number(database, "referral", "referral.effect") == expected


async def _held(relay: Relay, why: str = "") -> bool:
    return bool(relay.watermarks.held) and why in str(relay.watermarks.held)


async def _published(kafka: Kafka) -> bool:
    return bool(await watermarks(kafka))


async def _marked(database: Database) -> bool:
    return await fixtures.number(database, "referral", "referral.inbox_watermark") == 1
