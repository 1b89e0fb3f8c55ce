"""`utvag organisation invite` and `utvag people`: the first administrator is let in on the host."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from uuid import UUID

import typer
from typer.testing import CliRunner, Result

from services.directory.people.command_line import organisation_app, people_app
from services.runtime.database.pool import Database
from services.runtime.database.work import Work
from services.runtime.vault.vault import Vault
from tests.directory.on_file import Facts

INVITE = ("invite", "--email", "Anna.Ek@malmo.example", "--name", "Anna Ek")


def commands(database: Database, vault: Vault) -> tuple[typer.Typer, typer.Typer]:
    """Both commands over a database, each run with connections of its own."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[tuple[Work, Vault]]:
        own = Database(database.address)
        try:
            async with own.work("directory") as work:
                yield work, vault
        finally:
            await own.close()

    def address() -> str:
        return "https://utvag.example/"

    return organisation_app(opened, asyncio.run, address), people_app(opened, asyncio.run, address)


async def run(app: typer.Typer, *words: str) -> Result:
    """Run a command in a thread, as it begins a loop of its own."""
    call: Callable[..., Result] = CliRunner().invoke
    return await asyncio.to_thread(call, app, list(words))


async def test_the_first_administrator_is_invited_and_listed(
    database: Database, vault: Vault, on_file: dict[str, UUID], facts: Facts
) -> None:
    organisation, people = commands(database, vault)
    done = await run(organisation, *INVITE, "--board", "Malmö")
    assert done.exit_code == 0, done.output
    assert done.output.startswith("https://utvag.example/sign-in/invitation/")
    assert (await facts())[-1] == "PersonInvited"
    listed = await run(people, "list", "--board", "1280")
    assert "Anna Ek <anna.ek@malmo.example>" in listed.output
    assert "administrator" in listed.output
    other = await run(people, *INVITE, "--provider", "559999-0016", "--role", "provider_manager")
    assert other.exit_code == 0, other.output


async def test_what_cannot_be_done_is_said(database: Database, vault: Vault, on_file: dict[str, UUID]) -> None:
    organisation, people = commands(database, vault)
    for words, said in (
        (("--board", "Storstad"), "There is no such organisation"),
        ((), "There is no such organisation"),
        (("--board", "Malmö", "--role", "supervisor"), "There is no role supervisor there."),
    ):
        done = await run(organisation, *INVITE, *words)
        assert done.exit_code == 1
        assert said in str(done.exception), done.output
    done = await run(people, "end", str(on_file["malmo"]))
    assert "There is no role" in str(done.exception)
