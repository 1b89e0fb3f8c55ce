"""The gates C01, C02 and C03 at the boundaries of days, bands and places."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from schemas.codes import AgeBand, ServiceForm, TargetGroup, Tier
from services.referral.cases.identity import age_band, checked_number, identity
from services.referral.shared.civil_time import STOCKHOLM, answer_due, days_in_month, months_between
from services.referral.terms.gates import gates_at_accept, gates_at_send
from services.referral.terms.papers import Contract, NotBound, Permit
from services.referral.terms.terms import Terms
from services.runtime.errors import Refused
from tests.referral.given import ORGNR, name

DAY = date(2026, 11, 18)
BAND, GROUP = AgeBand.AGE_21_25, TargetGroup.CRIMINAL_NETWORK
PERMIT = Permit(
    id=name("permit"), unit=name("unit"), orgnr=ORGNR, form=ServiceForm.HVB, age_bands=frozenset({BAND}),
    target_groups=frozenset({GROUP}), maximum=2, valid_from=date(2026, 1, 1), valid_to=DAY,
)  # fmt: skip
TERMS = Terms(name("provider"), "Nordviken Stöd AB", name("unit"), ORGNR, ServiceForm.HVB, permits=(PERMIT,))


def rules(terms: Terms, band: AgeBand = BAND, group: TargetGroup = GROUP, day: date = DAY) -> list[str]:
    return [block.rule for block in gates_at_send(terms, band, group, day).blocks]


def test_a_permit_is_in_force_on_its_first_and_last_day() -> None:
    assert rules(TERMS, day=date(2026, 1, 1)) == []
    assert rules(TERMS, day=date(2025, 12, 31)) == ["C01"]
    assert rules(TERMS, day=DAY) == []
    assert rules(TERMS, day=DAY + timedelta(days=1)) == ["C01"]


def test_a_permit_that_ended_is_not_in_force_from_that_day() -> None:
    ended = replace(TERMS, permits=(replace(PERMIT, ended_at=DAY),))
    assert rules(ended, day=DAY - timedelta(days=1)) == []
    assert rules(ended, day=DAY) == ["C01"]


@pytest.mark.parametrize(
    "other",
    [
        replace(PERMIT, orgnr="2120000142"),
        replace(PERMIT, unit=name("another unit")),
        replace(PERMIT, form=ServiceForm.STODBOENDE),
    ],
)
def test_a_permit_of_another_number_unit_or_form_is_none(other: Permit) -> None:
    assert rules(replace(TERMS, permits=(other,))) == ["C01"]


def test_the_decision_not_permit_bound_passes_from_its_day() -> None:
    decision = NotBound(name("unit"), ORGNR, ServiceForm.HVB, DAY)
    free = replace(TERMS, permits=(), not_bound=(decision,), placed=99)
    assert rules(free, AgeBand.AGE_13_15) == []
    assert rules(free, day=DAY - timedelta(days=1)) == ["C01"]
    assert rules(replace(free, not_bound=(replace(decision, orgnr="2120000142"),))) == ["C01"]


def test_while_no_permit_is_needed_an_older_permit_measures_nobody() -> None:
    decision = NotBound(name("unit"), ORGNR, ServiceForm.HVB, DAY, position=2)
    older = replace(TERMS, permits=(replace(PERMIT, position=1),), not_bound=(decision,), placed=99)
    assert rules(older, AgeBand.AGE_13_15) == []
    newer = replace(older, permits=(replace(PERMIT, position=3, registered_on=DAY),))
    assert rules(newer, AgeBand.AGE_13_15) == ["C02", "C03"]
    ran_out = replace(older, permits=(replace(PERMIT, position=3, valid_to=DAY - timedelta(days=1)),))
    assert rules(ran_out, AgeBand.AGE_13_15) == []


@pytest.mark.parametrize(("placed", "expected"), [(0, []), (1, []), (2, ["C02"]), (3, ["C02"])])
def test_the_last_place_may_be_taken_and_no_more(placed: int, expected: list[str]) -> None:
    assert rules(replace(TERMS, placed=placed)) == expected
    gate = gates_at_accept(replace(TERMS, placed=placed), PERMIT, DAY)
    assert [block.rule for block in gate.blocks] == expected


def test_band_and_group_lie_inside_the_permit() -> None:
    assert rules(TERMS, AgeBand.AGE_18_20) == ["C03"]
    assert rules(TERMS, group=TargetGroup.HONOUR_RELATED) == ["C03"]
    assert rules(TERMS, AgeBand.AGE_18_20, TargetGroup.HONOUR_RELATED) == ["C03", "C03"]


def test_a_later_permit_that_covers_is_preferred_to_the_first() -> None:
    wide = replace(PERMIT, id=name("wide"), age_bands=frozenset({AgeBand.AGE_18_20}))
    gate = gates_at_send(replace(TERMS, permits=(PERMIT, wide)), AgeBand.AGE_18_20, GROUP, DAY)
    assert gate.permit is not None
    assert gate.permit.id == name("wide")
    assert gate.blocks == ()


def test_at_acceptance_the_permit_named_at_sending_counts_while_in_force() -> None:
    small = replace(PERMIT, id=name("small"), maximum=1)
    terms = replace(TERMS, permits=(PERMIT, small), placed=1)
    assert [block.rule for block in gates_at_accept(terms, small, DAY).blocks] == ["C02"]
    gone = replace(small, ended_at=DAY)
    assert gates_at_accept(replace(terms, permits=(PERMIT, gone)), gone, DAY).blocks == ()


def test_acceptance_does_not_judge_band_or_group() -> None:
    assert gates_at_accept(TERMS, PERMIT, DAY).blocks == ()


def test_a_refusal_names_rule_fault_and_whom_to_ask() -> None:
    with pytest.raises(Refused) as refused:
        gates_at_send(replace(TERMS, permits=()), BAND, GROUP, DAY).refuse_if_blocked()
    assert refused.value.code == "C01"
    assert refused.value.what.sv == "C01: Nordviken Stöd AB har inget giltigt tillstånd vid enheten (HVB)."
    assert "avtalscontrollern" in refused.value.next_step.sv


def test_the_first_registered_contract_in_force_for_the_form_governs() -> None:
    def contract(word: str, *forms: ServiceForm, valid_to: date | None = None) -> Contract:
        return Contract(name(word), name("board"), name("provider"), word, frozenset(forms), date(2026, 1, 1), valid_to)

    past = contract("past", ServiceForm.HVB, valid_to=DAY - timedelta(days=1))
    other, first, second = (contract(w, f) for w, f in
                            (("other", ServiceForm.COACHING), ("first", ServiceForm.HVB), ("second", ServiceForm.HVB)))  # fmt: skip
    terms = replace(TERMS, contracts=(past, other, first, second))
    found = terms.contract_on(name("board"), DAY)
    assert found is not None
    assert found.id == name("first")
    assert terms.contract_on(name("other board"), DAY) is None


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("sent", "tier", "due"),
    [
        ("2026-11-18T10:00", Tier.SHORT, "2026-11-26T00:00"),
        ("2026-11-18T17:00", Tier.SHORT, "2026-11-26T00:00"),
        ("2026-11-18T17:00:01", Tier.SHORT, "2026-11-27T00:00"),
        ("2026-11-20T17:30", Tier.SHORT, "2026-12-01T00:00"),
        ("2026-11-21T08:00", Tier.SHORT, "2026-12-01T00:00"),
        ("2026-11-18T10:00", Tier.STANDARD, "2026-12-03T00:00"),
        ("2026-12-23T10:00", Tier.SHORT, "2027-01-06T00:00"),
        ("2026-11-18T23:30", Tier.EMERGENCY, "2026-11-19T01:30"),
        ("2026-10-25T01:30", Tier.EMERGENCY, "2026-10-25T02:30"),
    ],
)
def test_the_answer_is_due(sent: str, tier: Tier, due: str) -> None:
    expected = at(due)
    if sent == "2026-10-25T01:30":  # the night the clock goes back: two elapsed hours
        expected = expected.replace(fold=1)
    assert answer_due(at(sent), tier, {}).timestamp() == expected.timestamp()


def test_the_contract_may_set_another_clock() -> None:
    assert answer_due(at("2026-11-18T10:00"), Tier.EMERGENCY, {"emergency_hours": 4}) == at("2026-11-18T14:00")


def test_months() -> None:
    assert [days_in_month(period) for period in ("2026-02", "2024-02", "2026-12", "2026-04")] == [28, 29, 31, 30]
    assert months_between("2026-11", "2027-02") == ["2026-11", "2026-12", "2027-01", "2027-02"]
    assert months_between("2026-11", "2026-10") == []


@pytest.mark.parametrize(
    ("born", "on", "band"),
    [
        (date(2008, 11, 18), date(2026, 11, 17), AgeBand.AGE_16_17),
        (date(2008, 11, 18), date(2026, 11, 18), AgeBand.AGE_18_20),
        (date(2008, 2, 29), date(2026, 2, 28), AgeBand.AGE_16_17),
        (date(2008, 2, 29), date(2026, 3, 1), AgeBand.AGE_18_20),
        (date(2013, 11, 19), date(2026, 11, 18), None),
        (date(2000, 11, 18), date(2026, 11, 18), AgeBand.AGE_26_PLUS),
    ],
)
def test_the_age_band_on_a_day(born: date, on: date, band: AgeBand | None) -> None:
    assert age_band(born, on) is band


@pytest.mark.parametrize("typed", ["19900101-0017", "199001010017", "19900101 0017", "19900161-0007"])
def test_a_right_personnummer(typed: str) -> None:
    checked = checked_number(typed)
    assert checked is None or len(checked) == 12
    if typed.startswith("19900101"):
        assert checked == "199001010017"


@pytest.mark.parametrize("typed", ["", "19900101-0018", "900101-0017", "19901301-0017", "abc", "19900101-00171"])
def test_a_wrong_personnummer_says_what_to_do(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        identity("Åsa", typed)
    assert refused.value.field == "personnummer"
    assert "tolv siffror" in refused.value.next_step.sv


def test_a_name_is_needed() -> None:
    with pytest.raises(Refused) as refused:
        identity("  ", "199001010017")
    assert refused.value.field == "name"
