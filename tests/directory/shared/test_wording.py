"""What pages say of permits and contracts, at the boundary days and in both languages."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

import pytest

from schemas.codes import AgeBand, ClauseType, LegalForm, ServiceForm, TargetGroup
from schemas.directory import Clause, UnitRegistered
from schemas.duties import numbers_of
from schemas.reasons import PermitEndReason
from services.directory.register.words import attestation_words
from services.directory.shared import labels
from services.directory.shared.attested import Attested
from services.directory.shared.state import Exemption, Permit
from services.directory.shared.wording import ages, can_receive, parameters, state_of, validity

DAY = date(2026, 11, 22)
PERMIT = Permit(
    id=UUID(int=1),
    provider=UUID(int=2),
    unit=UUID(int=3),
    orgnr="5599990016",
    number="T-1",
    form=ServiceForm.HVB,
    age_bands=(AgeBand.AGE_18_20, AgeBand.AGE_21_25),
    target_groups=(TargetGroup.CRIMINAL_NETWORK,),
    maximum=8,
    valid_from=date(2026, 1, 1),
    valid_to=None,
)


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (ServiceForm, labels.FORMS),
        (AgeBand, labels.AGES),
        (TargetGroup, labels.GROUPS),
        (LegalForm, labels.LEGAL_FORMS),
        (PermitEndReason, labels.END_REASONS),
        (ClauseType, labels.CLAUSES),
    ],
)
def test_every_code_has_a_name_in_both_languages(codes: type[StrEnum], words: Mapping[StrEnum, object]) -> None:
    assert set(words) == set(codes)


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        (("18-20", "21-25"), "18–25 år"),
        (("21-25", "18-20", "26+"), "18 år och äldre"),
        (("13-15", "18-20"), "13–15 år, 18–20 år"),
        (("26+",), "26 år och äldre"),
        ((), ""),
    ],
)
def test_age_bands_that_meet_are_joined(bands: tuple[str, ...], said: str) -> None:
    assert ages(AgeBand(band) for band in bands).sv == said


def test_what_can_be_received_follows_the_permits_in_force() -> None:
    exemption = Exemption(UUID(int=9), UUID(int=2), UUID(int=3), "5599990016", ServiceForm.COACHING, UUID(int=4), DAY)
    said = [words.sv for words in can_receive([PERMIT], [exemption], DAY)]
    assert said == ["HVB 18–25 år, 8 platser", "Coachning utan tillstånd, tillstånd behövs inte"]
    assert can_receive([PERMIT], [exemption], date(2025, 12, 31)) == []
    assert can_receive([replace(PERMIT, maximum=0)], [], DAY) == []
    assert can_receive([replace(PERMIT, maximum=1)], [], DAY)[0].en.endswith("18–25 years, 1 place")


@pytest.mark.parametrize(
    ("first", "last", "ended", "kind", "said"),
    [
        ("2026-01-01", None, None, "met", "Gäller"),
        ("2026-11-23", None, None, "plain", "Har inte börjat gälla"),
        ("2026-01-01", "2026-11-22", None, "soon", "Går ut om 1 dag"),
        ("2026-01-01", "2026-11-21", None, "nothing", "Upphörde 22 november 2026"),
        ("2026-01-01", "2027-02-19", None, "soon", "Går ut om 90 dagar"),
        ("2026-01-01", "2027-02-20", None, "met", "Gäller"),
        ("2026-01-01", None, "2026-11-22", "nothing", "Upphörde 22 november 2026"),
        ("2026-01-01", "2030-12-31", "2026-11-23", "soon", "Går ut om 1 dag"),
    ],
)
def test_a_state_at_the_boundary_days(first: str, last: str | None, ended: str | None, kind: str, said: str) -> None:
    permit = replace(
        PERMIT,
        valid_from=date.fromisoformat(first),
        valid_to=date.fromisoformat(last) if last else None,
        ended_at=date.fromisoformat(ended) if ended else None,
    )
    state = state_of(permit, DAY)
    assert (state.kind, state.words.sv) == (kind, said)


def test_validity_carries_its_distance() -> None:
    assert validity(PERMIT, DAY).sv == "tills vidare"
    assert validity(replace(PERMIT, valid_to=date(2026, 11, 22)), DAY).sv == "till och med 22 november 2026 (i dag)"
    assert validity(replace(PERMIT, valid_to=date(2026, 11, 24)), DAY).en == "until 24 November 2026 (in 2 days)"
    over = replace(PERMIT, valid_to=date(2030, 1, 1), ended_at=date(2026, 11, 22))
    assert validity(over, DAY).sv == "till och med 21 november 2026 (för 1 dag sedan)"


def test_a_clauses_numbers_in_words() -> None:
    clause = Clause(id=UUID(int=1), type=ClauseType.R09, valid_from=DAY, parameters={"emergency_hours": 3, "other": 2})
    rest = "kort 5 arbetsdagar (regelns grundvärde), normal 10 arbetsdagar (regelns grundvärde)"
    assert parameters(clause).sv == f"akut 3 timmar, {rest}, other = 2 (gäller inte: regeln har inget sådant tal)"
    plan = clause.model_copy(update={"type": ClauseType.R01, "parameters": {}})
    assert parameters(plan).en == "14 days (the rule's default)"
    assert parameters(plan.model_copy(update={"parameters": {"days": 21}})).sv == "21 dagar"
    assert parameters(plan.model_copy(update={"type": ClauseType.INSIGHT})).sv == "–"


def test_every_number_that_a_clause_may_set_has_words() -> None:
    for kind in ClauseType:
        for number in numbers_of(kind).values():
            clause = Clause(id=UUID(int=1), type=kind, valid_from=DAY, parameters={number.name: number.least})
            assert "=" not in parameters(clause).sv + parameters(clause).en, number.name


def test_a_unit_that_calls_itself_a_unit_is_named_once() -> None:
    fact = UnitRegistered(provider=UUID(int=2), name="Enhet Ankaret", county="12")
    at = datetime(2026, 11, 22, tzinfo=UTC)
    recorded = attestation_words(Attested(UUID(int=9), UUID(int=3), UUID(int=2), UUID(int=2), None, at, at, fact))
    assert (recorded.sv, recorded.en) == (
        "Enheten lades in (Enhet Ankaret, Skåne län)",
        "The unit was entered (Enhet Ankaret, Skåne County)",
    )
