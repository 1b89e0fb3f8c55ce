"""What is decided of boards, providers and units: what is put on file, what is refused, and with which words."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from schemas.codes import LegalForm
from schemas.directory import ProviderRegistered
from services.directory.decide import decide
from services.directory.shared import checks
from services.directory.shared.commands import (
    ChangeCounty,
    Command,
    RegisterBoard,
    RegisterClause,
    RegisterProvider,
    RegisterUnit,
)
from tests.directory.registered import A_CLAUSE, A_CONTRACT, CONTRACT, NOW, PROVIDER, UNIT, refusal, register


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


@pytest.mark.parametrize("name", ["Enhet 19121212-1212", "Storgatan 12", "Ring 070-174 06 05", "a@example.org"])
def test_no_name_or_number_of_the_register_points_somebody_out(name: str) -> None:
    held = register(A_CONTRACT)
    assert refusal(held, RegisterUnit(PROVIDER, name, id=UUID(int=91))).code == "personal"
    assert refusal(held, RegisterBoard("1427", name, id=UUID(int=92))).code == "personal"
    clause = replace(A_CLAUSE, number=name[:20], valid_from=date(2026, 8, 1), id=UUID(int=93))
    assert refusal(held, RegisterClause(CONTRACT, clause)).code == "personal"
