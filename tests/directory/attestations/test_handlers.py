"""What is attested on PostgreSQL: told under its own id, its words sealed and apart, each side seeing only what is theirs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from schemas.codes import ErrorReason, LegalForm, Origin, ServiceForm
from schemas.envelope import Author, Event
from services.directory import handlers
from services.directory.attestations import handlers as attesting
from services.directory.attestations import store as attested
from services.directory.attestations.commands import DiscloseAccounts, EngageStaff, RequestInformation
from services.directory.shared.state import PLATFORM, PORTAL
from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from services.runtime.errors import Refused, StatementFailed
from services.runtime.vault.vault import Vault
from tests.directory.on_file import Facts

LABEL, QUESTION, ANSWER = "KANARIE-77", "Kanariefrågan om bemanning.", "Kanariesvaret om bemanning."
SHIFT = datetime.fromisoformat("2026-01-09T07:00+01:00")


@dataclass
class World:
    """Two boards, one with a contract, a provider with a unit, another provider."""

    board: UUID
    stranger: UUID
    provider: UUID
    other: UUID
    unit: UUID

    def scope(self, *, board: UUID | None = None, provider: UUID | None = None) -> Scope:
        """The scope of somebody at a board or a provider."""
        return Scope(boards=(board,) if board else (), providers=(provider,) if provider else (), person=uuid4())


@pytest.fixture
async def world(database: Database, author: Author) -> World:
    """What the acts speak of."""
    board = await handlers.register_board(database, author, "1280", "Socialnämnden")
    stranger = await handlers.register_board(database, author, "1427", "Omsorgsnämnden")
    provider = await handlers.register_provider(database, author, "559999-0016", "Vägen AB", LegalForm.LIMITED_COMPANY)
    other = await handlers.register_provider(database, author, "559999-0024", "Stigen AB", LegalForm.LIMITED_COMPANY)
    unit = await handlers.register_unit(database, author, provider, "Nord")
    await handlers.register_contract(database, author, board, provider, "RA-1", (ServiceForm.HVB,), date(2020, 1, 1))
    return World(board, stranger, provider, other, unit)


def word_of(author: Author, teller: UUID) -> Author:
    return author.model_copy(update={"teller": teller, "person": uuid4()})


async def events(database: Database) -> list[Event]:
    async with database.plain() as plain:
        rows = await plain.rows("select body from directory.log order by position")
    return [Event.from_text(row["body"]) for row in rows]


async def ask(database: Database, vault: Vault, author: Author, world: World, board: UUID | None) -> UUID:
    scope = world.scope(board=board) if board else Scope(supervisor=True, person=uuid4())
    async with database.work("directory", scope) as work:
        word = word_of(author, board or PLATFORM)
        return await attesting.request_information(work, vault, word, world.provider, board, QUESTION)


async def answer(database: Database, vault: Vault, author: Author, world: World, request: UUID) -> UUID:
    async with database.work("directory", world.scope(provider=world.provider)) as work:
        word = word_of(author, world.provider)
        return await attesting.answer_information(work, vault, word, request, world.provider, ANSWER)


async def engage(database: Database, vault: Vault, author: Author, world: World, **more: object) -> UUID:
    async with database.work("directory", world.scope(provider=world.provider)) as work:
        word = word_of(author, world.provider)
        return await attesting.engage_staff(
            work, vault, word, world.provider, world.unit, LABEL, more.pop("shift", SHIFT), **more
        )


async def seen_by(database: Database, scope: Scope) -> tuple[set[UUID], int]:
    async with database.work("directory", scope) as work:
        rows = await work.rows("select id from directory.attested where not register and type not like '%.Contract%'")
        facts = {row["id"] for row in rows}
        words = len(await work.rows("select fact from directory.attested_words"))
    return facts, words


async def test_every_act_is_recorded_under_the_id_in_its_row(
    database: Database, vault: Vault, author: Author, world: World
) -> None:
    request = await ask(database, vault, author, world, world.board)
    answered = await answer(database, vault, author, world, request)
    engaged = await engage(database, vault, author, world)
    mine, word = world.scope(provider=world.provider), word_of(author, world.provider)
    async with database.work("directory", mine) as work:
        accounts = await attesting.disclose_accounts(work, word, world.provider, 2024, ownership=True)
    async with database.work("directory", mine) as work:
        [staff] = (await attested.staff_by_label(work, vault, [world.provider])).values()
        seen = await attesting.see_extracts(
            work, word, world.provider, world.unit, staff, SHIFT - timedelta(days=1),
            criminal_record_on=date(2026, 1, 2), suspicion_record_on=None,
        )  # fmt: skip
    async with database.work("directory", mine) as work:
        corrected = await attesting.correct_date(work, word, engaged, "first_shift", SHIFT + timedelta(days=1))
    async with database.work("directory", mine) as work:
        error = await attesting.enter_in_error(work, word, seen, ErrorReason.WRONG_CONTENT)
    async with database.work("directory", world.scope(board=world.board)) as work:
        agreed = await attesting.agree_to_correction(work, word_of(author, world.board), corrected)
    async with database.work("directory", Scope(operator=True)) as work:
        until = SHIFT + timedelta(hours=1)
        stopped = await attesting.record_interruption(work, word_of(author, PLATFORM), SHIFT, until)
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
            words = await attested.words_of(work, vault, [request, answered])
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
            await attesting.record_interruption(work, author, SHIFT, SHIFT + timedelta(hours=1))


async def test_another_cannot_correct_a_fact_it_may_see(
    database: Database, vault: Vault, author: Author, world: World, facts: Facts
) -> None:
    engaged = await engage(database, vault, author, world)
    before = await facts()
    async with database.work("directory", world.scope(board=world.board)) as work:
        with pytest.raises(Refused) as said:
            await attesting.enter_in_error(work, word_of(author, world.board), engaged, ErrorReason.DOUBLE_ENTRY)
    assert said.value.code == "not_teller"
    async with database.work("directory", world.scope(board=world.stranger)) as work:
        with pytest.raises(Refused) as unknown:
            await attesting.enter_in_error(work, word_of(author, world.stranger), engaged, ErrorReason.DOUBLE_ENTRY)
    assert unknown.value.code == "unknown"
    assert await facts() == before


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
