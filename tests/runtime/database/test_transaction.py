"""A transaction: all or nothing, no value in an error's text, and a connection that was dropped is noticed."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from services.runtime.database.pool import Database, reached_by
from services.runtime.errors import StatementFailed
from services.runtime.events.apply import passes
from services.runtime.telemetry import short_error

SECRET = "Kanarie Kanariesson"
KEEP = "insert into directory.subject_sequence (subject, sequence) values (:subject, 1)"


async def kept(database: Database) -> int:
    async with database.plain() as plain:
        return int(await plain.value("select count(*) from directory.subject_sequence"))


async def test_what_was_raised_undoes_everything_and_is_told_as_it_was(database: Database) -> None:
    async def act() -> None:
        async with database.plain() as plain:
            await plain.run(KEEP, subject=uuid4())
            raise LookupError("of the body")

    with pytest.raises(LookupError, match="of the body"):
        await act()
    assert await kept(database) == 0


async def test_an_error_tells_no_value(database: Database) -> None:
    subject = uuid4()
    async with database.plain() as plain:
        await plain.run(KEEP, subject=subject)
    wrong = (
        ("23505", KEEP, {"subject": subject}),
        ("22000", KEEP, {"subject": SECRET}),
        ("22P02", "select cast(cast(:words as text) as bigint)", {"words": SECRET}),
    )
    for state, words, values in wrong:
        with pytest.raises(StatementFailed) as failed:
            async with database.plain() as plain:
                await plain.rows(words, **values)
        assert failed.value.sqlstate == state
        assert failed.value.about_values == (state != "23505")
        assert failed.value.__suppress_context__, "a trace would show the driver's own words"
        for said in (str(failed.value), short_error(failed.value)):
            assert SECRET not in said
            assert str(subject) not in said


async def test_an_error_of_ours_names_what_is_wrong(database: Database) -> None:
    with pytest.raises(StatementFailed, match='relation "nowhere" does not exist'):
        async with database.plain() as plain:
            await plain.rows("select * from nowhere")


async def test_connections_that_were_dropped_are_noticed_at_the_next_begin(database: Database) -> None:
    """Also where the database's farewell has been read and its hanging up has not: a fifth of a millisecond meets both."""
    killer = Database(database.address)
    for turn in range(40):
        async with database.plain() as one, database.plain() as other:
            here = [await each.value("select pg_backend_pid()") for each in (one, other)]
        async with killer.plain() as plain:
            await plain.run(
                "select pg_terminate_backend(pid) from unnest(cast(:here as int[])) as told (pid)", here=here
            )
        await asyncio.sleep(turn % 4 / 5_000)
        async with database.plain() as plain:
            assert await plain.value("select pg_backend_pid()") not in here
    await killer.close()


async def test_a_connection_lost_in_the_middle_is_told_as_lost(database: Database) -> None:
    with pytest.raises(StatementFailed) as failed:
        async with database.plain() as plain:
            await plain.value("select pg_terminate_backend(pg_backend_pid())")
    assert failed.value.lost
    assert await kept(database) == 0


async def test_a_cancelled_transaction_leaves_nothing_behind(database: Database) -> None:
    begun = asyncio.Event()

    async def sleep() -> None:
        async with database.plain() as plain:
            await plain.run("set role utvag_directory")
            begun.set()
            await plain.value("select pg_sleep(60)")

    task = asyncio.create_task(sleep())
    await begun.wait()
    await asyncio.sleep(0.2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    for _ in range(database.pool_size):
        async with database.plain() as plain:
            assert await plain.value("select current_user = session_user")


async def test_an_open_transaction_is_not_opened_again(database: Database) -> None:
    async with database.plain() as plain:
        with pytest.raises(RuntimeError, match="open already"):
            await plain.__aenter__()
        assert await plain.value("select 1") == 1


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            "postgresql://u:a%40b/c?d@h:1/n",
            {"user": "u", "password": "a@b/c?d", "host": "h", "port": 1, "database": "n"},
        ),
        ("postgresql+asyncpg://u@h/n?ssl=require", {"user": "u", "host": "h", "database": "n", "ssl": "require"}),
        ("postgresql://u@h/n?sslmode=verify-full", {"user": "u", "host": "h", "database": "n", "ssl": "verify-full"}),
    ],
)
def test_an_address_is_read_in_one_way(address: str, said: dict[str, object]) -> None:
    assert reached_by(address) == said


@pytest.mark.parametrize("address", ["postgresql://u:pa@ss:secret@h/n", "secret", "postgresql://u:p@h:secret/n"])
def test_an_address_that_cannot_be_read_is_told_without_a_word_of_it(address: str) -> None:
    with pytest.raises(ValueError, match="Write postgresql://user:password@host:port/name") as wrong:
        reached_by(address)
    assert "secret" not in str(wrong.value)
    assert wrong.value.__suppress_context__


@pytest.mark.parametrize(("state", "again"), [("28P01", True), ("25006", True), ("25P02", False), ("23505", False)])
def test_what_is_no_facts_fault_is_tried_again(state: str, *, again: bool) -> None:
    assert passes(StatementFailed("Error", state, "", lost=False)) is again
