"""Another program tries once, at its start, what was parked: it may apply what the one before could not, or read it."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from services.runtime.database.pool import Database
from services.runtime.events.inbox import InboxWriter
from services.runtime.events.inbox_batch import Sorter
from services.runtime.events.inbox_state import READABLE
from services.runtime.kafka.broker import Kafka
from services.runtime.parked.newer_program import program, try_parked_again
from services.runtime.telemetry import Logger
from tests.runtime import fixtures
from tests.runtime.events.deliveries import message
from tests.runtime.events.test_apply_by_subject import applier, drain, effects, states
from tests.runtime.events.test_inbox_unread import _Record, rows
from tests.runtime.parked.test_parked import parked_second


async def test_what_was_parked_is_applied_by_another_program_and_tried_once_only(database: Database) -> None:
    _events, worker = await parked_second(database)
    referral = fixtures.service("referral")
    assert await try_parked_again(database, referral, "old") == 1, "no program is known of before the first"
    await drain(worker)
    assert (await states(database))[3] == "parked"
    assert await try_parked_again(database, referral, "old") == 0
    assert (await states(database))[3] == "parked"
    assert await try_parked_again(database, referral, "new") == 1
    await drain(applier(database))
    assert await effects(database) == [1, 2, 4, 6, 3, 5]
    assert await try_parked_again(database, referral, "newer") == 0


async def unread_at_first(database: Database, name: str) -> str:
    """Have a service keep a message as one that it cannot read; give the text of the fact that it holds."""
    (event,) = await fixtures.append(database, "directory")
    record = _Record(0, *message(event))
    async with database.work(name) as work:
        batch = Sorter(name, {"directory": "directory"}).refused(record, again=False)  # type: ignore[arg-type]
        await InboxWriter(work, Logger("test")).store(batch)
    (row,) = await rows(database, name)
    assert row["state"] == "parked"
    assert row["body"] != event.text()
    return event.text()


@pytest.mark.parametrize(("passed", "order"), [(False, "subject"), (False, "time"), (True, "time")])
async def test_what_could_not_be_read_is_read_again_from_what_was_kept_of_it(
    database: Database, passed: bool, order: str
) -> None:
    name = "referral" if order == "subject" else "provider_audit"
    text = await unread_at_first(database, name)
    if passed:
        async with database.work(name) as work:
            await work.run("""update provider_audit.progress set log_positions = '{"directory": 1}'""")
    assert await try_parked_again(database, replace(fixtures.service(name), order=order), "new") == 1  # type: ignore[arg-type]
    (row,) = await rows(database, name)
    assert (row["state"], row["reason"]) == (("parked", READABLE) if passed else ("waiting", None))
    assert row["body"] == text


async def test_what_was_not_kept_whole_or_names_another_place_stays_parked(database: Database) -> None:
    await unread_at_first(database, "referral")
    for spoil in ('replace(body, \'"value":"\', \'"value":" \')', "body"):
        async with database.work("referral") as work:
            await work.run(f"update referral.inbox set body = {spoil}, sequence = sequence + 1")
        await try_parked_again(database, fixtures.service("referral"), str(uuid4()))
        (row,) = await rows(database)
        assert '"kind":"unreadable"' in str(row["body"])


async def test_a_process_of_another_program_tries_at_its_start(database: Database, topics_made: Kafka) -> None:
    await parked_second(database)
    async with database.work("referral") as work:
        await work.run("insert into runtime.program_seen values ('referral', 'another')")
    async with fixtures.running([fixtures.service("directory"), fixtures.service("referral")], database, topics_made):
        await fixtures.until(lambda: _applied(database, 6), 20, "the parked fact and what waited behind it")
    async with database.work("referral") as work:
        seen = await work.row("select program from runtime.program_seen where service = 'referral'")
    assert seen is not None
    assert seen["program"] == program()


async def _applied(database: Database, number: int) -> bool:
    return list((await states(database)).values()) == ["applied"] * number
