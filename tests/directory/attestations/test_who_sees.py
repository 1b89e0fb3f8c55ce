"""Each side sees only what is theirs, and nobody speaks for another."""

from datetime import timedelta
from uuid import UUID

import pytest

from schemas.new_event import Author
from schemas.reasons import ErrorReason
from services.directory import handlers
from services.directory.attestations.commands import (
    DiscloseAccounts,
    EnterInError,
    RecordInterruption,
    RequestInformation,
)
from services.directory.handlers import carry_out_in
from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from services.runtime.errors import Refused, StatementFailed
from services.runtime.vault.vault import Vault
from tests.directory.attestations.world import QUESTION, SHIFT, World, answer, ask, engage, word_of
from tests.directory.on_file import Facts


async def seen_by(database: Database, scope: Scope) -> tuple[set[UUID], int]:
    async with database.work("directory", scope) as work:
        rows = await work.rows("select id from directory.attested where not register and type not like '%.Contract%'")
        facts = {row["id"] for row in rows}
        words = len(await work.rows("select fact from directory.attested_words"))
    return facts, words


async def test_each_side_sees_only_what_is_theirs(
    database: Database, vault: Vault, author: Author, world: World
) -> None:
    from_board = await ask(database, vault, author, world, world.board)
    from_stranger = await ask(database, vault, author, world, world.stranger)
    from_supervisor = await ask(database, vault, author, world, None)
    engaged = await engage(database, vault, author, world)
    await answer(database, vault, author, world, from_supervisor)
    every = {from_board, from_stranger, from_supervisor, engaged}
    facts, words = await seen_by(database, world.scope(provider=world.provider))
    assert (facts & every, words) == (every, 5)
    facts, words = await seen_by(database, world.scope(board=world.board))
    assert (facts, words) == ({from_board, engaged}, 1)
    facts, words = await seen_by(database, world.scope(board=world.stranger))
    assert (facts, words) == ({from_stranger}, 1)
    facts, words = await seen_by(database, Scope(supervisor=True))
    assert (from_supervisor in facts, len(facts), words) == (True, 2, 2)
    for scope in (world.scope(provider=world.other), Scope(operator=True), Scope()):
        assert await seen_by(database, scope) == (set(), 0)


async def test_nobody_speaks_for_another(database: Database, vault: Vault, author: Author, world: World) -> None:
    for scope, command in (
        (world.scope(provider=world.other), DiscloseAccounts(world.provider, 2024, ownership=True)),
        (world.scope(board=world.board), DiscloseAccounts(world.provider, 2024, ownership=True)),
        (world.scope(board=world.board), RequestInformation(world.provider, world.stranger, QUESTION)),
        (world.scope(board=world.board), RequestInformation(world.provider, None, QUESTION)),
        (Scope(operator=True), RequestInformation(world.provider, None, QUESTION)),
    ):
        with pytest.raises(StatementFailed, match="row-level security"):
            await handlers.carry_out(database, author, [command], scope, vault)
    async with database.work("directory", world.scope(board=world.board)) as work:
        with pytest.raises(StatementFailed, match="row-level security"):
            await carry_out_in(work, author, [RecordInterruption(SHIFT, SHIFT + timedelta(hours=1))])


async def test_another_cannot_correct_a_fact_it_may_see(
    database: Database, vault: Vault, author: Author, world: World, facts: Facts
) -> None:
    engaged = await engage(database, vault, author, world)
    before = await facts()
    async with database.work("directory", world.scope(board=world.board)) as work:
        with pytest.raises(Refused) as said:
            await carry_out_in(
                work, word_of(author, world.board), [EnterInError(engaged, world.board, ErrorReason.DOUBLE_ENTRY)]
            )
    assert said.value.code == "not_teller"
    async with database.work("directory", world.scope(board=world.stranger)) as work:
        with pytest.raises(Refused) as unknown:
            await carry_out_in(
                work, word_of(author, world.stranger), [EnterInError(engaged, world.stranger, ErrorReason.DOUBLE_ENTRY)]
            )
    assert unknown.value.code == "unknown"
    assert await facts() == before
