"""The shell of directory on PostgreSQL: all or none, in one append; two boards apart; roles gone at once."""

import asyncio
from datetime import date
from uuid import UUID, uuid4

import pytest

from schemas.codes import AgeBand, ClauseType, LegalForm, ServiceForm, TargetGroup
from schemas.new_event import Author
from schemas.reasons import PermitEndReason
from services.directory import handlers
from services.directory.shared import store
from services.directory.shared.commands import ChangePermit, NewClause, RegisterClause, RegisterContract, RegisterUnit
from services.directory.shared.state import Contract, Permit, Unit
from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from services.runtime.errors import Refused, StatementFailed
from tests.directory.on_file import Facts


async def test_what_is_put_on_file_is_saved_and_told(
    database: Database, author: Author, on_file: dict[str, UUID], facts: Facts
) -> None:
    assert await facts() == [
        "BoardRegistered",
        "BoardRegistered",
        "ProviderRegistered",
        "UnitRegistered",
        "PermitRegistered",
        "ContractRegistered",
        "ContractRegistered",
    ]
    await handlers.end_permit(database, author, on_file["permit"], date(2026, 7, 1), PermitEndReason.REVOKED)
    await handlers.end_contract(database, author, on_file["contract"], date(2026, 7, 1))
    async with database.work("directory") as work:
        register = await store.load_all(work)
    permit, contract = register.find(Permit, on_file["permit"]), register.find(Contract, on_file["contract"])
    assert permit is not None
    assert (permit.ended_at, permit.end_reason, permit.age_bands) == (
        date(2026, 7, 1),
        PermitEndReason.REVOKED,
        (AgeBand.AGE_18_20, AgeBand.AGE_21_25),
    )
    assert contract is not None
    assert contract.ended_at == date(2026, 7, 1)
    assert contract.clauses[0].parameters == {"days": 21}
    assert (await facts())[-2:] == ["PermitEnded", "ContractEnded"]


async def test_acts_together_are_all_or_none(
    database: Database, author: Author, on_file: dict[str, UUID], facts: Facts
) -> None:
    before = await facts()
    with pytest.raises(Refused):
        await handlers.carry_out(
            database, author, [RegisterUnit(on_file["provider"], "Syd"), RegisterUnit(on_file["provider"], "syd")]
        )
    assert await facts() == before
    async with database.work("directory") as work:
        assert [unit.name for unit in (await store.load_all(work, [Unit])).all(Unit)] == ["Nord"]


async def test_a_units_county_is_saved_told_and_taken_away(
    database: Database, author: Author, on_file: dict[str, UUID], facts: Facts
) -> None:
    seen = []
    for county in ("12", "01", None):
        await handlers.change_county(database, author, on_file["unit"], county)
        async with database.work("directory") as work:
            seen += [unit.county for unit in (await store.load_all(work, [Unit])).all(Unit)]
    assert seen == ["12", "01", None]
    assert (await facts())[-3:] == ["UnitRegistered"] * 3


async def test_ids_may_be_handed_in(database: Database, author: Author, on_file: dict[str, UUID]) -> None:
    wanted = uuid4()
    assert await handlers.register_unit(database, author, on_file["provider"], "Väst", id=wanted) == wanted


async def test_two_who_write_the_same_at_once_leave_one(database: Database, author: Author) -> None:
    asked = [
        handlers.register_provider(database, author, "559999-0024", f"Nummer {number}", LegalForm.LIMITED_COMPANY)
        for number in range(5)
    ]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(outcome, UUID) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Refused) and outcome.code == "taken" for outcome in outcomes) == 4


async def test_a_board_sees_and_changes_its_own_contracts_alone(
    database: Database, author: Author, on_file: dict[str, UUID]
) -> None:
    mine = Scope(boards=(on_file["malmo"],), person=uuid4())
    async with database.work("directory", mine) as work:
        register = await store.load_all(work)
    assert [contract.id for contract in register.all(Contract)] == [on_file["contract"]]
    assert [clause["contract_id"] for clause in await _clauses(database, mine)] == [on_file["contract"]]
    assert [permit.id for permit in register.all(Permit)] == [on_file["permit"]]
    newer = NewClause(ClauseType.R02, date(2026, 1, 1), number="6.3")
    own = author.model_copy(update={"teller": on_file["malmo"]})
    await handlers.carry_out(database, own, [RegisterClause(on_file["contract"], newer)], mine)
    with pytest.raises(Refused):
        await handlers.carry_out(database, author, [RegisterClause(on_file["other"], newer)], mine)
    foreign = RegisterContract(on_file["sotenas"], on_file["provider"], "X", (ServiceForm.HVB,), date(2026, 1, 1))
    with pytest.raises(StatementFailed, match="row-level security"):
        await handlers.carry_out(database, author, [foreign], mine)


async def _clauses(database: Database, scope: Scope) -> list[dict[str, UUID]]:
    async with database.work("directory", scope) as work:
        return [dict(row) for row in await work.rows("select contract_id from directory.clause")]


async def test_who_reads_contracts(database: Database, on_file: dict[str, UUID]) -> None:
    for scope, count in (
        (Scope(providers=(on_file["provider"],)), 2),
        (Scope(supervisor=True), 2),
        (Scope(operator=True), 2),
        (Scope(), 0),
        (Scope(boards=(uuid4(),)), 0),
    ):
        assert len(await _clauses(database, scope)) == count


async def test_a_provider_cannot_change_its_own_permit(
    database: Database, author: Author, on_file: dict[str, UUID]
) -> None:
    change = ChangePermit(
        on_file["permit"], ServiceForm.HVB, (AgeBand.AGE_18_20,), (TargetGroup.CRIMINAL_NETWORK,), 99, date(2020, 1, 1)
    )
    with pytest.raises(StatementFailed, match="row-level security"):
        await handlers.carry_out(database, author, [change], Scope(providers=(on_file["provider"],)))
