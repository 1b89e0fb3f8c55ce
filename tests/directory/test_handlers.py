"""The shell of directory on PostgreSQL: all or none, in one append; two boards apart; roles gone at once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from io import StringIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from schemas.codes import AgeBand, ClauseType, LegalForm, PermitEndReason, Role, ServiceForm, TargetGroup
from schemas.envelope import Author
from services.directory import handlers, store
from services.directory.domain.commands import ChangePermit, NewClause, RegisterClause, RegisterContract, RegisterUnit
from services.directory.domain.state import PLATFORM, Contract, Permit, Unit
from services.directory.imports import import_file, take_in
from services.directory.sign_in import identify
from services.runtime.database import Database, Scope
from services.runtime.errors import Refused
from services.runtime.security import Vault

Facts = Callable[[], Awaitable[list[str]]]
EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"


@pytest.fixture
async def ids(database: Database, author: Author) -> dict[str, UUID]:
    """Two boards, a provider with a unit and a permit, and a contract of each board."""
    malmo = await handlers.register_board(database, author, "1280", "Socialnämnden")
    sotenas = await handlers.register_board(database, author, "1427", "Omsorgsnämnden")
    provider = await handlers.register_provider(database, author, "559999-0016", "Vägen AB", LegalForm.LIMITED_COMPANY)
    unit = await handlers.register_unit(database, author, provider, "Nord")
    permit = await handlers.register_permit(
        database,
        author,
        provider=provider,
        unit=unit,
        form=ServiceForm.HVB,
        age_bands=(AgeBand.AGE_18_20,),
        target_groups=(TargetGroup.CRIMINAL_NETWORK,),
        maximum=8,
        valid_from=date(2020, 1, 1),
        number="T-1",
    )
    contracts = {
        name: await handlers.register_contract(
            database,
            author,
            board=board,
            provider=provider,
            number="RA-1",
            forms=(ServiceForm.HVB,),
            valid_from=date(2020, 1, 1),
            clauses=(NewClause(ClauseType.R01, date(2020, 1, 1), number="6.1", parameters=(("days", 21),)),),
        )
        for name, board in (("contract", malmo), ("other_contract", sotenas))
    }
    return {"malmo": malmo, "sotenas": sotenas, "provider": provider, "unit": unit, "permit": permit, **contracts}


async def test_what_is_put_on_file_is_saved_and_told(
    database: Database, author: Author, ids: dict[str, UUID], facts: Facts
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
    await handlers.end_permit(database, author, ids["permit"], date(2026, 7, 1), PermitEndReason.REVOKED)
    await handlers.end_contract(database, author, ids["contract"], date(2026, 7, 1))
    async with database.work("directory") as work:
        register = await store.load_all(work)
    permit, contract = register.find(Permit, ids["permit"]), register.find(Contract, ids["contract"])
    assert permit is not None
    assert (permit.ended_at, permit.end_reason, permit.age_bands) == (
        date(2026, 7, 1),
        PermitEndReason.REVOKED,
        (AgeBand.AGE_18_20,),
    )
    assert contract is not None
    assert contract.ended_at == date(2026, 7, 1)
    assert contract.clauses[0].parameters == {"days": 21}
    assert (await facts())[-2:] == ["PermitEnded", "ContractEnded"]


async def test_acts_together_are_all_or_none(
    database: Database, author: Author, ids: dict[str, UUID], facts: Facts
) -> None:
    before = await facts()
    with pytest.raises(Refused):
        await handlers.carry_out(
            database, author, [RegisterUnit(ids["provider"], "Syd"), RegisterUnit(ids["provider"], "syd")]
        )
    assert await facts() == before
    async with database.work("directory") as work:
        assert [unit.name for unit in (await store.load_all(work, ["unit"])).all(Unit)] == ["Nord"]


async def test_a_units_county_is_saved_told_and_taken_away(
    database: Database, author: Author, ids: dict[str, UUID], facts: Facts
) -> None:
    seen = []
    for county in ("12", "01", None):
        await handlers.change_county(database, author, ids["unit"], county)
        async with database.work("directory") as work:
            seen += [unit.county for unit in (await store.load_all(work, ["unit"])).all(Unit)]
    assert seen == ["12", "01", None]
    assert (await facts())[-3:] == ["UnitRegistered"] * 3


async def test_ids_may_be_handed_in(database: Database, author: Author, ids: dict[str, UUID]) -> None:
    wanted = uuid4()
    assert await handlers.register_unit(database, author, ids["provider"], "Väst", id=wanted) == wanted


async def test_two_who_write_the_same_at_once_leave_one(database: Database, author: Author) -> None:
    asked = [
        handlers.register_provider(database, author, "559999-0024", f"Nummer {number}", LegalForm.LIMITED_COMPANY)
        for number in range(5)
    ]
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(outcome, UUID) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Refused) and outcome.code == "taken" for outcome in outcomes) == 4


async def test_a_board_sees_and_changes_its_own_contracts_alone(
    database: Database, author: Author, ids: dict[str, UUID]
) -> None:
    mine = Scope(boards=(ids["malmo"],), person=uuid4())
    async with database.work("directory", mine) as work:
        register = await store.load_all(work)
    assert [contract.id for contract in register.all(Contract)] == [ids["contract"]]
    assert [clause["contract_id"] for clause in await _clauses(database, mine)] == [ids["contract"]]
    assert [permit.id for permit in register.all(Permit)] == [ids["permit"]]
    newer = NewClause(ClauseType.R02, date(2026, 1, 1), number="6.3")
    await handlers.carry_out(database, author, [RegisterClause(ids["contract"], newer)], mine)
    with pytest.raises(Refused):
        await handlers.carry_out(database, author, [RegisterClause(ids["other_contract"], newer)], mine)
    foreign = RegisterContract(ids["sotenas"], ids["provider"], "X", (ServiceForm.HVB,), date(2026, 1, 1))
    with pytest.raises(DBAPIError, match="row-level security"):
        await handlers.carry_out(database, author, [foreign], mine)


async def _clauses(database: Database, scope: Scope) -> list[dict[str, UUID]]:
    async with database.work("directory", scope) as work:
        return [dict(row) for row in await work.rows("select contract_id from directory.clause")]


async def test_who_reads_contracts(database: Database, ids: dict[str, UUID]) -> None:
    for scope, count in (
        (Scope(providers=(ids["provider"],)), 2),
        (Scope(supervisor=True), 2),
        (Scope(operator=True), 2),
        (Scope(), 0),
        (Scope(boards=(uuid4(),)), 0),
    ):
        assert len(await _clauses(database, scope)) == count


async def test_a_provider_cannot_change_its_own_permit(
    database: Database, author: Author, ids: dict[str, UUID]
) -> None:
    change = ChangePermit(
        ids["permit"], ServiceForm.HVB, (AgeBand.AGE_18_20,), (TargetGroup.CRIMINAL_NETWORK,), 99, date(2020, 1, 1)
    )
    with pytest.raises(DBAPIError, match="row-level security"):
        await handlers.carry_out(database, author, [change], Scope(providers=(ids["provider"],)))


async def test_a_role_gives_a_viewer_until_it_is_ended(
    database: Database, vault: Vault, author: Author, ids: dict[str, UUID]
) -> None:
    eva, per, tove = uuid4(), uuid4(), uuid4()
    commission = await handlers.commission_person(database, author, eva, ids["malmo"], Role.COORDINATOR)
    await handlers.commission_person(database, author, per, ids["provider"], Role.PROVIDER_MANAGER, ids["unit"])
    await handlers.commission_person(database, author, tove, PLATFORM, Role.SUPERVISOR)
    await handlers.name_people(database, vault, {eva: "Eva Lindqvist"})
    viewer = await identify(database, vault, eva, commission)
    assert viewer is not None
    assert (viewer.name, viewer.organisation_name, viewer.scope.boards) == (
        "Eva Lindqvist",
        "Socialnämnden, Malmö",
        (ids["malmo"],),
    )
    manager = await identify(database, vault, per, None)
    assert manager is not None
    assert (manager.name, manager.unit, manager.scope.providers) == ("–", ids["unit"], (ids["provider"],))
    supervisor = await identify(database, vault, tove, None)
    assert supervisor is not None
    assert supervisor.scope.supervisor
    assert not supervisor.scope.operator
    assert await identify(database, vault, eva, uuid4()) is None
    assert await identify(database, vault, tove, commission) is None
    await handlers.end_commission(database, author, commission)
    assert await identify(database, vault, eva, commission) is None
    assert await identify(database, vault, eva, None) is None


async def test_a_role_of_other_days_gives_no_viewer(
    database: Database, vault: Vault, author: Author, ids: dict[str, UUID]
) -> None:
    early, late = uuid4(), uuid4()
    await handlers.commission_person(
        database, author, early, ids["malmo"], Role.CONTROLLER, valid_from=date(2020, 1, 1), valid_to=date(2020, 1, 2)
    )
    await handlers.commission_person(database, author, late, ids["malmo"], Role.CONTROLLER, valid_from=date(2090, 1, 1))
    assert await identify(database, vault, early, None) is None
    assert await identify(database, vault, late, None) is None


async def test_people_are_seen_by_their_own_organisation(
    database: Database, author: Author, ids: dict[str, UUID]
) -> None:
    eva, per = uuid4(), uuid4()
    await handlers.commission_person(database, author, eva, ids["malmo"], Role.COORDINATOR)
    await handlers.commission_person(database, author, per, ids["provider"], Role.PROVIDER_MANAGER)
    for scope, seen in (
        (Scope(boards=(ids["malmo"],)), {eva}),
        (Scope(boards=(ids["sotenas"],)), set()),
        (Scope(providers=(ids["provider"],)), {per}),
        (Scope(supervisor=True), set()),
        (Scope(operator=True), {eva, per}),
        (Scope(person=eva), {eva}),
    ):
        async with database.work("directory", scope) as work:
            assert {row["person"] for row in await work.rows("select person from directory.commission")} == seen


async def test_names_and_addresses_of_staff_stand_sealed(database: Database, vault: Vault) -> None:
    out, reached = StringIO(), []

    async def reach(person: UUID, email: str, language: str) -> None:
        reached.append((person, email, language))

    file = EXAMPLES / "import-operator.csv"
    assert await import_file(database, file, out, yes=True, vault=vault, reach=reach)
    assert "Taken in: 9 new, 0 changed." in out.getvalue()
    assert [(email, language) for _, email, language in reached][2:4] == [
        ("manager@example.org", "en"),
        ("tillsyn@example.org", "sv"),
    ]
    assert await import_file(database, file, out, yes=True, vault=vault)
    assert out.getvalue().endswith("0 new, 0 changed, 9 the same, 0 wrong.\nTaken in: 0 new, 0 changed.\n")
    async with database.engine.connect() as connection:
        for table in ("log", "commission", "vault"):
            rows = (
                await connection.execute(text(f"select cast(t as text) as line from directory.{table} t"))
            ).scalars()
            assert not any("Exempel Drift" in line or "example.org" in line for line in rows)
        origins = await connection.execute(text("select distinct cast(body as jsonb) ->> 'origin' from directory.log"))
        assert origins.scalars().all() == ["import"]
        heads = await connection.execute(text("select count(distinct received) from directory.log"))
        assert heads.scalar_one() == 1


async def test_the_command_line_shows_before_it_takes_in(database: Database, vault: Vault, facts: Facts) -> None:
    out = StringIO()
    assert await import_file(database, EXAMPLES / "import-operator.csv", out, vault=vault)
    assert "line 5: new board: Socialnämnden, Malmö" in out.getvalue()
    assert out.getvalue().endswith("add --yes to take it in.\n")
    assert await facts() == []


async def test_a_wrong_file_leaves_nothing(database: Database, vault: Vault, facts: Facts, tmp_path: Path) -> None:
    file, out = tmp_path / "people.csv", StringIO()
    file.write_bytes((EXAMPLES / "import-operator.csv").read_bytes() + b"Fel;fel;sv;kung;;;;;;\n")
    assert not await import_file(database, file, out, yes=True, vault=vault)
    assert [line.split(":")[0] for line in out.getvalue().splitlines()[:3]] == [
        "line 23, role (roll)",
        "line 23, board (nämnd)",
        "line 23, e-mail (e-post)",
    ]
    assert await facts() == []
    file.write_bytes(b"PK\x03\x04")
    assert not await import_file(database, file, out, yes=True, vault=vault)
    assert "The file is not a text file." in out.getvalue()


async def test_a_kept_file_is_taken_in_once_and_only_as_it_was_seen(
    database: Database, vault: Vault, author: Author, ids: dict[str, UUID], facts: Facts
) -> None:
    scope = Scope(boards=(ids["malmo"],), person=uuid4())
    clerk = author.model_copy(update={"teller": ids["malmo"], "person": scope.person})
    row = "[enhet]\norganisationsnummer;enhet\n559999-0016;Syd\n559999-0016;Väst\n"
    file = await take_in.keep(database, vault, scope, ids["malmo"], "enheter.csv", row)
    with pytest.raises(Refused) as moved:
        await take_in.confirm(database, vault, scope, clerk, file, seen=1)
    assert moved.value.code == "changed"
    done = await take_in.confirm(database, vault, scope, clerk, file, seen=2)
    assert (done.new, done.done_at is not None) == (2, True)
    told = await facts()
    assert await take_in.confirm(database, vault, scope, clerk, file, seen=2) == done
    assert await facts() == told
    stranger = Scope(boards=(ids["sotenas"],), person=uuid4())
    with pytest.raises(Refused) as gone:
        await take_in.confirm(database, vault, stranger, clerk, file, seen=2)
    assert gone.value.code == "unknown"
