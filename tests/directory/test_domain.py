"""What directory decides: what is put on file, what is refused, and with which words."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from schemas.codes import AgeBand, ClauseType, LegalForm, PermitEndReason, Role, ServiceForm, TargetGroup
from schemas.directory import ClauseRegistered, ContractRegistered, PermitChanged, PermitEnded, ProviderRegistered
from services.directory.decide import decide, decide_all
from services.directory.people.domain import in_force
from services.directory.shared import checks
from services.directory.shared.commands import (
    ChangeCounty,
    ChangePermit,
    Command,
    CommissionPerson,
    EndCommission,
    EndContract,
    EndPermit,
    NewClause,
    RecordNotPermitBound,
    RegisterBoard,
    RegisterClause,
    RegisterContract,
    RegisterPermit,
    RegisterProvider,
    RegisterUnit,
)
from services.directory.shared.state import PLATFORM, Commission, Contract, Permit, Register
from services.runtime.errors import Refused

NOW = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
BOARD, PROVIDER, UNIT, PERMIT, CONTRACT, PERSON = (UUID(int=number) for number in range(1, 7))
FIRST = (
    RegisterBoard("1280", "Socialnämnden", id=BOARD),
    RegisterProvider("559999-0016", "Exempelvägen AB", LegalForm.LIMITED_COMPANY, id=PROVIDER),
    RegisterUnit(PROVIDER, "Enhet Nord", id=UNIT),
)
A_PERMIT = RegisterPermit(
    provider=PROVIDER,
    unit=UNIT,
    form=ServiceForm.HVB,
    age_bands=(AgeBand.AGE_18_20,),
    target_groups=(TargetGroup.CRIMINAL_NETWORK,),
    maximum=8,
    valid_from=date(2026, 1, 1),
    valid_to=date(2026, 12, 31),
    number="T-1",
    id=PERMIT,
)
A_CLAUSE = NewClause(ClauseType.R01, date(2026, 1, 1), number="6.1", parameters=(("days", 21),), id=UUID(int=50))
A_CONTRACT = RegisterContract(
    board=BOARD,
    provider=PROVIDER,
    number="RA-1",
    forms=(ServiceForm.HVB,),
    valid_from=date(2026, 1, 1),
    valid_to=date(2026, 12, 31),
    clauses=(A_CLAUSE,),
    id=CONTRACT,
)


def register(*more: Command) -> Register:
    return decide_all(Register(frozenset({"1280"})), (*FIRST, *more), NOW)[0]


def refusal(at: Register, command: Command) -> Refused:
    with pytest.raises(Refused) as refused:
        decide(at, command, NOW)
    said = refused.value
    assert all((said.what.sv, said.what.en, said.next_step.sv, said.next_step.en))
    return said


def test_a_provider_is_known_by_ten_digits_and_audited_from_today() -> None:
    _, [decided] = decide(
        register(), RegisterProvider("16559999-0024", "Två  AB", LegalForm.LIMITED_COMPANY, id=uuid4()), NOW
    )
    assert isinstance(decided.fact, ProviderRegistered)
    assert (decided.fact.orgnr, decided.fact.name, decided.fact.audited_from) == (
        "5599990024",
        "Två AB",
        date(2026, 11, 22),
    )
    assert decided.occurred == NOW


def test_today_is_the_day_in_stockholm() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert checks.today(late) == date(2026, 11, 23)


@pytest.mark.parametrize("typed", ["559999-0017", "", "abc", "5599", "212000-0143", "559999-00161"])
def test_a_wrong_organisation_number_is_refused(typed: str) -> None:
    said = refusal(register(), RegisterProvider(typed, "Tre AB", LegalForm.LIMITED_COMPANY, id=uuid4()))
    assert said.code == "organisation_number"
    assert said.field == "orgnr"
    assert "559999-0016" in said.next_step.sv


def test_a_personal_number_is_never_taken_as_an_organisation_number() -> None:
    said = refusal(register(), RegisterProvider("19850709-9805", "Ensam", LegalForm.SOLE_TRADER, id=uuid4()))
    assert said.code == "personal_number"
    assert "9805" not in said.what.sv + said.next_step.sv


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (RegisterBoard("1280", "socialnämnden", id=UUID(int=90)), "taken"),
        (RegisterBoard("9999", "Socialnämnden", id=UUID(int=90)), "unknown"),
        (RegisterBoard("1280", "  ", id=UUID(int=90)), "name_missing"),
        (RegisterBoard("1280", "x" * 201, id=UUID(int=90)), "name_long"),
        (RegisterProvider("5599990016", "Igen AB", LegalForm.LIMITED_COMPANY, id=UUID(int=90)), "taken"),
        (RegisterProvider("559999-0024", "X", LegalForm.LIMITED_COMPANY, "13-40", id=UUID(int=90)), "fiscal_year_end"),
        (RegisterUnit(UUID(int=99), "Enhet", id=UUID(int=90)), "unknown"),
        (RegisterUnit(PROVIDER, "enhet nord", id=UUID(int=90)), "taken"),
        (RegisterUnit(PROVIDER, "Enhet Syd", id=UNIT), "taken"),
        (RegisterUnit(PROVIDER, "Enhet Syd", "02", id=UUID(int=90)), "unknown"),
        (ChangeCounty(UUID(int=99), "12"), "unknown"),
        (ChangeCounty(UNIT, "1280"), "unknown"),
        (ChangeCounty(UNIT, None), "unchanged"),
    ],
)
def test_organisations_that_cannot_be_put_on_file(command: Command, code: str) -> None:
    assert refusal(register(), command).code == code


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"valid_to": date(2025, 12, 31)}, "span", "valid_to"),
        ({"valid_from": date(226, 1, 1)}, "year", "valid_from"),
        ({"valid_to": date(9999, 1, 1)}, "year", "valid_to"),
        ({"age_bands": ()}, "missing", "age_bands"),
        ({"target_groups": ()}, "missing", "target_groups"),
        ({"maximum": -1}, "maximum", "maximum"),
        ({"maximum": 501}, "maximum", "maximum"),
        ({"unit": UUID(int=99)}, "unknown", "unit"),
        ({"provider": UUID(int=99)}, "unknown", "provider"),
        ({"orgnr": "559999-0017"}, "organisation_number", "orgnr"),
    ],
)
def test_permits_that_cannot_be_put_on_file(changes: dict[str, object], code: str, field: str) -> None:
    said = refusal(register(), replace(A_PERMIT, **changes))
    assert (said.code, said.field) == (code, field)


def test_a_permit_of_one_day_and_one_without_end_are_fine() -> None:
    after, _ = decide(register(), replace(A_PERMIT, valid_to=A_PERMIT.valid_from), NOW)
    permit = after.find(Permit, PERMIT)
    assert permit is not None
    assert permit.in_force(date(2026, 1, 1))
    assert not permit.in_force(date(2026, 1, 2))
    assert not permit.in_force(date(2025, 12, 31))
    decide(register(), replace(A_PERMIT, valid_to=None), NOW)


def test_a_changed_permit_is_told_whole_and_an_unchanged_one_refused() -> None:
    at = register(A_PERMIT)
    change = ChangePermit(
        id=PERMIT,
        form=ServiceForm.HVB,
        age_bands=(AgeBand.AGE_18_20, AgeBand.AGE_21_25),
        target_groups=(TargetGroup.CRIMINAL_NETWORK,),
        maximum=6,
        valid_from=date(2026, 1, 1),
    )
    after, [decided] = decide(at, change, NOW)
    assert isinstance(decided.fact, PermitChanged)
    assert (decided.fact.maximum, decided.fact.orgnr, decided.fact.valid_to) == (6, "5599990016", None)
    assert refusal(after, change).code == "unchanged"
    assert refusal(at, replace(change, id=UUID(int=99))).code == "unknown"


def test_a_revoked_permit_ends_at_the_first_instant_of_the_day() -> None:
    at = register(A_PERMIT)
    after, [decided] = decide(at, EndPermit(PERMIT, date(2026, 7, 1), PermitEndReason.REVOKED), NOW)
    assert isinstance(decided.fact, PermitEnded)
    assert decided.occurred == datetime(2026, 6, 30, 22, tzinfo=UTC)
    ended = after.find(Permit, PERMIT)
    assert ended is not None
    assert ended.in_force(date(2026, 6, 30))
    assert not ended.in_force(date(2026, 7, 1))
    assert refusal(after, EndPermit(PERMIT, date(2026, 8, 1), PermitEndReason.REVOKED)).code == "ended"
    assert refusal(at, EndPermit(PERMIT, date(2025, 7, 1), PermitEndReason.REVOKED)).code == "end_outside"
    assert refusal(at, EndPermit(PERMIT, date(2027, 1, 1), PermitEndReason.RETURNED)).code == "end_outside"


def test_that_no_permit_is_needed_is_recorded_once() -> None:
    record = RecordNotPermitBound(
        PROVIDER, UNIT, ServiceForm.COACHING, decided_by=PERSON, on=date(2026, 1, 1), id=uuid4()
    )
    after, [decided] = decide(register(), record, NOW)
    assert decided.occurred == datetime(2025, 12, 31, 23, tzinfo=UTC)
    assert refusal(after, replace(record, id=uuid4())).code == "taken"


def test_a_contract_carries_its_clauses_and_a_new_version_follows() -> None:
    at, [decided] = decide(register(), A_CONTRACT, NOW)
    assert isinstance(decided.fact, ContractRegistered)
    assert decided.fact.clauses[0].parameters == {"days": 21}
    newer = replace(A_CLAUSE, parameters=(("days", 14),), valid_from=date(2026, 7, 1))
    after, [more] = decide(at, RegisterClause(CONTRACT, newer), NOW)
    assert isinstance(more.fact, ClauseRegistered)
    assert more.fact.clause.version == 2
    contract = after.find(Contract, CONTRACT)
    assert contract is not None
    assert [clause.version for clause in contract.clauses_on(date(2026, 6, 30))] == [1]
    assert [clause.version for clause in contract.clauses_on(date(2026, 7, 1))] == [2]
    assert refusal(after, RegisterClause(CONTRACT, newer)).code == "unchanged"
    assert refusal(after, RegisterClause(CONTRACT, replace(newer, type=ClauseType.R02))).code == "clause_type"
    assert refusal(after, RegisterClause(UUID(int=99), newer)).code == "unknown"
    assert refusal(after, RegisterClause(CONTRACT, replace(newer, parameters=(("days", -1),)))).code == "number_outside"
    assert refusal(after, RegisterClause(CONTRACT, replace(newer, parameters=(("dagar", 7),)))).code == "unknown_number"
    twice = replace(newer, parameters=(("days", 7), ("days", 8)))
    assert refusal(after, RegisterClause(CONTRACT, twice)).code == "doubled_number"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"board": UUID(int=99)}, "unknown"),
        ({"provider": UUID(int=99)}, "unknown"),
        ({"forms": ()}, "missing"),
        ({"number": " "}, "name_missing"),
        ({"valid_to": date(2025, 1, 1)}, "span"),
    ],
)
def test_contracts_that_cannot_be_put_on_file(changes: dict[str, object], code: str) -> None:
    assert refusal(register(), replace(A_CONTRACT, **changes)).code == code


def test_a_contract_number_stands_once_a_board_and_ends_once() -> None:
    at = register(A_CONTRACT)
    assert refusal(at, replace(A_CONTRACT, id=uuid4())).code == "taken"
    after, [decided] = decide(at, EndContract(CONTRACT, date(2026, 12, 1)), NOW)
    assert decided.occurred == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert refusal(after, EndContract(CONTRACT, date(2026, 12, 2))).code == "ended"


@pytest.mark.parametrize(
    ("organisation", "role", "unit", "code"),
    [
        (BOARD, Role.COORDINATOR, None, None),
        (PROVIDER, Role.PROVIDER_MANAGER, UNIT, None),
        (PLATFORM, Role.SUPERVISOR, None, None),
        (BOARD, Role.PROVIDER_MANAGER, None, "role"),
        (PROVIDER, Role.CONTROLLER, None, "role"),
        (PLATFORM, Role.COORDINATOR, None, "role"),
        (BOARD, Role.COORDINATOR, UNIT, "unknown"),
        (UUID(int=99), Role.COORDINATOR, None, "unknown"),
    ],
)
def test_a_role_belongs_to_a_kind_of_organisation(
    organisation: UUID, role: Role, unit: UUID | None, code: str | None
) -> None:
    asked = CommissionPerson(PERSON, organisation, role, unit, id=uuid4())
    if code is None:
        decide(register(), asked, NOW)
    else:
        assert refusal(register(), asked).code == code


def test_a_role_is_held_once_and_ends_at_once() -> None:
    asked = CommissionPerson(PERSON, BOARD, Role.COORDINATOR, id=UUID(int=60))
    at = register(asked)
    assert refusal(at, replace(asked, id=uuid4())).code == "taken"
    held = at.find(Commission, UUID(int=60))
    assert held is not None
    assert in_force(held, date(2026, 11, 22))
    assert not in_force(held, date(2026, 11, 21))
    after, _ = decide(at, EndCommission(UUID(int=60)), NOW)
    ended = after.find(Commission, UUID(int=60))
    assert ended is not None
    assert not in_force(ended, date(2026, 11, 22))
    assert refusal(after, EndCommission(UUID(int=60))).code == "ended"
    decide(after, replace(asked, id=uuid4()), NOW)


def test_deciding_changes_nothing_of_what_was_handed_in() -> None:
    at = register()
    before = dict(at.things)
    decide(at, A_PERMIT, NOW)
    assert at.things == before


@pytest.mark.parametrize("name", ["Enhet 19121212-1212", "Storgatan 12", "Ring 070-174 06 05", "a@example.org"])
def test_no_name_or_number_of_the_register_points_somebody_out(name: str) -> None:
    held = register(A_CONTRACT)
    assert refusal(held, RegisterUnit(PROVIDER, name, id=UUID(int=91))).code == "personal"
    assert refusal(held, RegisterBoard("1427", name, id=UUID(int=92))).code == "personal"
    clause = replace(A_CLAUSE, number=name[:20], valid_from=date(2026, 8, 1), id=UUID(int=93))
    assert refusal(held, RegisterClause(CONTRACT, clause)).code == "personal"


@pytest.mark.parametrize("number", ["0192-2025-01", "08-2025-0117", "SN 2026-0123", "0180-2026-07B"])
def test_a_contracts_number_may_have_the_shape_of_a_telephone_number(number: str) -> None:
    assert checks.number(number) == number
