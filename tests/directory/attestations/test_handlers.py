"""What is attested on PostgreSQL: told under its own id, its words sealed and apart, each side seeing only what is theirs."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from schemas.codes import Origin
from schemas.envelope import Event
from schemas.new_event import Author
from schemas.reasons import ErrorReason
from services.directory import handlers
from services.directory.attestations import sealed_words
from services.directory.attestations.commands import (
    AgreeToCorrection,
    CorrectDate,
    DiscloseAccounts,
    EngageStaff,
    EnterInError,
    RecordInterruption,
    RequestInformation,
    SeeExtracts,
)
from services.directory.shared.state import PLATFORM, PORTAL
from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from services.runtime.vault.vault import Vault
from tests.directory.attestations.world import ANSWER, LABEL, QUESTION, SHIFT, World, answer, ask, engage, word_of
from tests.directory.on_file import Facts


async def events(database: Database) -> list[Event]:
    async with database.plain() as plain:
        rows = await plain.rows("select body from directory.log order by position")
    return [Event.from_text(row["body"]) for row in rows]


async def test_every_act_is_recorded_under_the_id_in_its_row(
    database: Database, vault: Vault, author: Author, world: World
) -> None:
    request = await ask(database, vault, author, world, world.board)
    answered = await answer(database, vault, author, world, request)
    engaged = await engage(database, vault, author, world)
    mine, word = world.scope(provider=world.provider), word_of(author, world.provider)
    [accounts] = await handlers.carry_out(
        database, word, [DiscloseAccounts(world.provider, 2024, ownership=True)], mine
    )
    async with database.work("directory", mine) as work:
        [staff] = (await sealed_words.staff_by_label(work, vault, [world.provider])).values()
    saw = SeeExtracts(world.provider, world.unit, staff, SHIFT - timedelta(days=1), date(2026, 1, 2), None)
    [seen] = await handlers.carry_out(database, word, [saw], mine)
    another = CorrectDate(engaged, word.teller, "first_shift", SHIFT + timedelta(days=1))
    [corrected] = await handlers.carry_out(database, word, [another], mine)
    [error] = await handlers.carry_out(
        database, word, [EnterInError(seen, word.teller, ErrorReason.WRONG_CONTENT)], mine
    )
    agreeing, theirs = AgreeToCorrection(corrected, world.board), world.scope(board=world.board)
    [agreed] = await handlers.carry_out(database, word_of(author, world.board), [agreeing], theirs)
    over = RecordInterruption(SHIFT, SHIFT + timedelta(hours=1))
    [stopped] = await handlers.carry_out(database, word_of(author, PLATFORM), [over], Scope(operator=True))
    recorded = [event for event in await events(database) if event.position > 6]
    assert [(event.id, event.teller) for event in recorded] == [
        (request, world.board),
        (answered, world.provider),
        (engaged, world.provider),
        (accounts, world.provider),
        (seen, world.provider),
        (corrected, world.provider),
        (error, world.provider),
        (agreed, world.board),
        (stopped, PLATFORM),
    ]
    assert recorded[-1].subject == PORTAL
    about_staff = (engaged, seen, corrected, error, agreed)
    assert {event.subject for event in recorded if event.id in about_staff} == {world.unit}
    assert staff.version == 4


async def test_what_somebody_wrote_stands_in_no_fact_and_in_no_table_but_sealed(
    database: Database, vault: Vault, author: Author, world: World
) -> None:
    request = await ask(database, vault, author, world, world.board)
    answered = await answer(database, vault, author, world, request)
    await engage(database, vault, author, world)
    async with database.plain() as plain:
        for table in ("log", "attested", "attested_words", "vault"):
            rows = await plain.rows(f"select cast(t as text) as line from directory.{table} t")
            assert not any("anarie" in row["line"].lower() for row in rows), table
    for scope in (world.scope(board=world.board), world.scope(provider=world.provider)):
        async with database.work("directory", scope) as work:
            words = await sealed_words.words_of(work, vault, [request, answered])
        assert words == {request: QUESTION, answered: ANSWER}


async def test_the_same_label_keeps_its_pseudonym_and_another_providers_gets_its_own(
    database: Database, vault: Vault, author: Author, world: World
) -> None:
    await engage(database, vault, author, world)
    await engage(
        database, vault, author, world, shift=SHIFT + timedelta(days=60), engaged_before_until=date(2026, 2, 1)
    )
    unit = await handlers.register_unit(database, author, world.other, "Syd")
    await handlers.carry_out(database, author, [EngageStaff(world.other, unit, LABEL, SHIFT)], vault=vault)
    staff = [event.fact.staff for event in await events(database) if "StaffEngaged" in event.type]
    assert staff[0] == staff[1] != staff[2]


async def test_words_need_the_vault_and_ids_may_be_handed_in(
    database: Database, vault: Vault, author: Author, world: World, facts: Facts
) -> None:
    before = await facts()
    with pytest.raises(ValueError, match="vault"):
        await handlers.carry_out(database, author, [RequestInformation(world.provider, world.board, QUESTION)])
    assert await facts() == before
    wanted, staff = uuid4(), uuid4()
    command = EngageStaff(world.provider, world.unit, LABEL, SHIFT, staff=staff, id=wanted)
    assert await handlers.carry_out(database, author, [command], vault=vault) == [wanted]
    [recorded] = [event for event in await events(database) if "StaffEngaged" in event.type]
    assert (recorded.id, recorded.fact.staff, recorded.origin) == (wanted, staff, Origin.DEMONSTRATION)
