"""Nothing enters a log that those who hear it cannot read, count or order; what is refused names its field."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from schemas import checking, checks, directory, publish, referral
from schemas.envelope import Event
from schemas.fact import Fact, instant_text

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
EXAMPLES = sorted(publish.EXAMPLES.glob("*/*.json"))


def example(kind: str) -> Event:
    """The first golden example of a fact."""
    path = next(path for path in EXAMPLES if path.parent.name == f"se.utvag.{kind}.v1")
    return Event.from_line(json.loads(path.read_text()))


def altered(kind: str, **values: Any) -> Fact:
    """A golden example with other values, unchecked."""
    return example(kind).fact.model_copy(update=values)


def found(fact: Fact, occurred: datetime = NOW) -> list[tuple[str, str]]:
    """The fields at fault, with the code of each."""
    return [(fault.field, fault.code) for fault in checks.faults_of(fact, occurred)]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_every_golden_example_may_be_appended(path: Any) -> None:
    event = Event.from_line(json.loads(path.read_text()))
    assert checks.faults_in(event) == []
    assert checks.faults_of(event.fact, event.occurred) == []
    assert checks.written(event) == (event.text(), [])


@pytest.mark.parametrize("year", [1, 206, 999, 1000, 9999])
def test_an_instant_has_a_year_of_four_digits(year: int) -> None:
    moment = datetime(year, 6, 1, 3, 4, 5, 6, tzinfo=UTC)
    assert instant_text(moment) == f"{year:04}-06-01T03:04:05.000006Z"
    assert datetime.fromisoformat(instant_text(moment)) == moment


@pytest.mark.parametrize(
    ("day", "good"),
    [
        (date(206, 11, 22), False),
        (date(1, 1, 1), False),
        (date(1026, 11, 22), False),
        (date(1989, 12, 31), False),
        (date(1990, 1, 1), True),
        (date(2015, 3, 2), True),
        (date(2100, 12, 31), True),
        (date(2101, 1, 1), False),
        (date(9999, 12, 31), False),
    ],
)
def test_a_day_lies_in_1990_to_2100(day: date, good: bool) -> None:
    fact = altered("directory.NotPermitBound", on=day)
    assert found(fact) == ([] if good else [("on", "day")])
    assert found(altered("directory.NotPermitBound"), checking.FIRST_INSTANT) == []
    assert found(altered("directory.NotPermitBound"), checking.FIRST_INSTANT - timedelta(microseconds=1)) == [
        ("occurred", "day")
    ]
    assert found(altered("directory.NotPermitBound"), checking.AFTER_LAST) == [("occurred", "day")]


def test_days_of_a_clause_deep_inside_are_looked_at() -> None:
    contract = example("directory.ContractRegistered").fact
    assert isinstance(contract, directory.ContractRegistered)
    clause = directory.Clause(
        id=contract.board, type="R01", parameters={"days": 2**31}, valid_from=date(206, 1, 1), valid_to=date(205, 1, 1)
    )
    fact = contract.model_copy(update={"clauses": (clause,)})
    assert found(fact) == [
        ("clauses.1.parameters.days", "number"),
        ("clauses.1.valid_from", "day"),
        ("clauses.1.valid_to", "day"),
        ("clauses.1.valid_to", "order"),
        ("clauses.1.parameters", "number_outside"),
    ]


@pytest.mark.parametrize(
    ("number", "good"),
    [(0, True), (2**31 - 1, True), (2**31, False), (2**63, False), (-1, False), (float("nan"), False)],
)
def test_a_number_is_one_that_the_database_counts(number: float, good: bool) -> None:
    assert found(altered("directory.PermitRegistered", maximum=number)) == ([] if good else [("maximum", "number")])


def test_a_position_may_be_larger_than_other_numbers() -> None:
    assert found(altered("referral.ReferralSent", directory_position=2**40)) == []
    assert found(altered("referral.ReferralSent", directory_position=2**63)) == [("directory_position", "number")]


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("Enhet Norr & Söder, n:o 4\u00a0B – 12 €", True),
        ("Enhet\0Norr", False),
        ("Enhet\nNorr", False),
        ("Enhet\x1b[2J", False),
        ("Enhet \ud800", False),
        ("Enhet\u202eNorr", False),
        ("En\u00adhet", False),
        ("Enhet\u2028Norr", False),
    ],
)
def test_a_text_holds_only_what_can_be_seen(text: str, good: bool) -> None:
    assert found(altered("directory.UnitRegistered", name=text)) == ([] if good else [("name", "text")])


BACKWARDS = {"valid_from": date(2026, 5, 2), "valid_to": date(2026, 5, 1)}


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("directory.PersonCommissioned", BACKWARDS, "valid_to"),
        ("directory.PermitRegistered", BACKWARDS, "valid_to"),
        ("directory.PermitChanged", BACKWARDS, "valid_to"),
        ("directory.ContractRegistered", BACKWARDS, "valid_to"),
        ("directory.PortalInterrupted", {"from_at": NOW, "to_at": NOW}, "to_at"),
        ("referral.IncidentReported", {"aware_at": NOW, "phoned_at": NOW - timedelta(minutes=1)}, "phoned_at"),
    ],
)
def test_an_end_does_not_lie_before_its_beginning(kind: str, values: dict[str, Any], field: str) -> None:
    assert found(altered(kind, **values)) == [(field, "order")]


def test_a_clause_registered_later_ends_after_it_began() -> None:
    fact = example("directory.ClauseRegistered").fact
    assert isinstance(fact, directory.ClauseRegistered)
    clause = fact.clause.model_copy(update=BACKWARDS)
    assert found(fact.model_copy(update={"clause": clause})) == [("clause.valid_to", "order")]


def test_what_cannot_be_read_back_is_refused() -> None:
    event = example("referral.ReportSubmitted").model_copy(
        update={"fact": altered("referral.ReportSubmitted", period="x")}
    )
    assert [fault.code for fault in checks.faults_in(event)] == ["unreadable"]


def test_what_no_broker_would_take_is_refused() -> None:
    event = example("directory.ContractRegistered")
    assert isinstance(event.fact, directory.ContractRegistered)
    clause = directory.Clause(id=event.subject, type="R01", valid_from=date(2026, 1, 1))
    fact = event.fact.model_copy(update={"clauses": (clause,) * 7_000})
    assert [fault.code for fault in checks.faults_in(event.model_copy(update={"fact": fact}))] == ["size"]


def test_a_check_of_a_kind_holds_for_the_kinds_made_from_it() -> None:
    assert checks.forward in checking.CHECKS[directory.PermitTerms]
    assert found(altered("directory.PermitChanged", **BACKWARDS))
    assert not found(altered("referral.PlanSubmitted"))
    assert issubclass(referral.PlanSubmitted, Fact)
