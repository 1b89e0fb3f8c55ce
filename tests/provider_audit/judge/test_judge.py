"""The judge: what it cannot judge, what leaves, what it never changes, and how rules are loaded."""

from datetime import timedelta
from typing import Any

import pytest

from schemas.provider_audit import JudgementSuspended
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.judge.order import advance, next_instant, providers_of
from services.provider_audit.judge.reading import RULES
from services.provider_audit.replay.explain import explain
from services.provider_audit.rules.folder import gather
from tests.provider_audit.speech import PROVIDER, local, name
from tests.provider_audit.story import story

CONTRACT = {"heard": "2026-01-05 09.00", "contract": "MA-1"}
START = {"heard": "2026-02-02 09.30", "occurred": "2026-02-02 09.00", "start": "anna"}


def test_the_dossier_handed_in_is_left_as_it_was() -> None:
    before, _output = advance(Dossier(PROVIDER), story(CONTRACT), local("2026-02-01"))
    document = before.to_document()
    advance(before, story(CONTRACT, START)[1:], local("2026-06-01"))
    assert before.to_document() == document


def test_a_document_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="fold it again"):
        Dossier.from_document({**Dossier(PROVIDER).to_document(), "version": 99})


def test_a_bad_fact_suspends_its_subject_and_others_go_on() -> None:
    events = story(
        CONTRACT, START, {**START, "start": "bo"},
        {"heard": "2026-02-03 09.00", "resumed": "anna"},
        {"heard": "2026-02-04 09.00", "plan": "anna"},
    )  # fmt: skip
    dossier, output = advance(Dossier(PROVIDER), events, local("2026-03-01"))
    assert [(bad.reason, bad.waits) for bad in dossier.changes.bad] == [
        ("resumes a placement that was never paused", False),
        ("resumes a placement that was never paused", True),
    ]
    suspended = [each for each in output if isinstance(each.fact, JudgementSuspended)]
    assert [(each.subject, each.occurred) for each in suspended] == [(PROVIDER, local("2026-02-03 09.00"))]
    states = {owed.about: owed.state.value for owed in dossier.changes.obligations.values() if owed.rule == "R01"}
    assert states == {name("anna"): "open", name("bo"): "missed"}


def test_what_arrived_in_time_is_heard_years_later_and_sets_the_finding_right() -> None:
    events = story(
        CONTRACT, START,
        {"heard": "2026-02-27 09.00", "end": "anna"},
        {"heard": "2026-02-28 09.00", "end report": "anna"},
    )  # fmt: skip
    dossier, _output = advance(Dossier(PROVIDER), events, local("2029-01-01"))
    assert next_instant(dossier) is None
    late = {"heard": "2029-02-01 09.00", "arrived": "2026-02-03 09.00", "plan": "anna"}
    dossier, output = advance(dossier, story(late), local("2029-03-01"))
    assert {type(each.fact).__name__ for each in output} >= {"ObligationMet", "FindingWithdrawn"}
    assert {owed.rule: owed.state.value for owed in dossier.changes.obligations.values()}["R01"] == "met"


def test_facts_are_routed_by_the_provider_they_name() -> None:
    (event,) = story(START)
    assert providers_of(event) == (PROVIDER,)


def test_facts_of_one_append_apply_together() -> None:
    permit = {"heard": "2026-01-05 09.00", "permit": "IVO-1", "places": 1}
    leaves = {"heard": "2026-03-02 10.00", "occurred": "2026-03-02 09.00", "end": "anna"}
    comes = {"heard": "2026-03-02 10.00", "occurred": "2026-03-02 08.00", "start": "bo"}
    dossier, _output = advance(Dossier(PROVIDER), story(permit, START, comes, leaves), local("2026-04-01"))
    (finding,) = (each for each in dossier.changes.findings.values() if each.rule == "C02")
    assert (finding.rule, finding.raised_at, finding.settled_at) == (
        "C02",
        local("2026-03-02 08.00"),
        local("2026-03-02 09.00"),
    )


def test_an_explanation_counts_the_days_and_names_the_facts() -> None:
    events = story(CONTRACT, {**START, "heard": "2026-02-02 09.30"})
    dossier, _output = advance(Dossier(PROVIDER), events, local("2026-02-20"))
    finding = next(each for each in dossier.changes.findings.values() if each.rule == "R01")
    recorded = explain(finding, dossier.changes.obligations[finding.obligation], {event.id: event for event in events})
    assert [step.counted_as for step in recorded.days] == [None, *range(1, 15)]
    assert recorded.facts == (events[1].id, events[0].id)
    text = "\n".join(recorded.lines())
    assert "Regel R01 version 1" in text
    assert "PlacementStarted" in text
    english = explain(finding, dossier.changes.obligations[finding.obligation], language="en").lines()
    assert english[0].endswith("medium, standing")


def test_a_rule_that_is_there_twice_is_an_error() -> None:
    rule = RULES["R01"]
    with pytest.raises(ValueError, match="two rules are called R01"):
        gather([("one", rule), ("two", rule)])
    with pytest.raises(TypeError, match="declares no RULE"):
        gather([("one", None)])


def test_nothing_is_judged_before_its_minute_is_over() -> None:
    dossier, _output = advance(
        Dossier(PROVIDER), story(CONTRACT, START), local("2026-02-17 00.01") - timedelta(microseconds=1)
    )
    assert not [each for each in dossier.changes.findings.values() if each.rule == "R01"]


UNPAUSED = {"heard": "2026-02-03 09.00", "resumed": "anna"}
BO = {"heard": "2026-02-10 09.30", "occurred": "2026-02-10 09.00", "start": "bo"}
ELSEWHERE = {**BO, "unit": "south", "board": "board two"}


def _found(*lines: Any, until: str = "2026-03-01") -> set[tuple[str, str]]:
    """The conditions found, by rule and what they are about."""
    dossier, _output = advance(Dossier(PROVIDER), story(*lines), local(until))
    return {(each.rule, str(each.about)) for each in dossier.changes.findings.values() if each.obligation is None}


def test_one_bad_fact_holds_the_conditions_of_its_own_unit_and_board_alone() -> None:
    before = _found(START, until="2026-02-03")
    assert {rule for rule, _about in before} == {"C01", "C10"}
    assert _found(START, UNPAUSED, BO) == before, "nothing is found where the suspended placement stands"
    assert _found(START, UNPAUSED, ELSEWHERE) == before | _found(ELSEWHERE), "another unit and board is judged"
    assert len(_found(ELSEWHERE)) == 2


def test_what_a_suspended_start_would_count_for_is_held() -> None:
    start = {**START, "under contract": "unknown"}
    assert _found(start, BO) == set()
    assert _found(start, ELSEWHERE) == _found(ELSEWHERE) != set()


def test_a_bad_fact_about_a_placement_that_stands_nowhere_holds_nothing() -> None:
    assert _found(UNPAUSED, BO) == _found(BO) != set()


def test_a_permit_that_is_not_known_holds_every_unit_and_no_contract() -> None:
    ends = {"heard": "2026-01-10 09.00", "occurred": "2026-02-01", "permit ended": "T-1", "at": "2026-02-01"}
    assert {rule for rule, _about in _found(ends, START)} == {"C10"}


def test_a_clause_of_a_contract_that_is_not_known_holds_its_board_alone() -> None:
    clause = {"heard": "2026-01-10 09.00", "clause in": "MA-9", "type": "R01", "numbers": {"days": 20}}
    assert {rule for rule, _about in _found(clause, START)} == {"C01"}


def test_when_the_bad_fact_is_retracted_the_conditions_are_judged_after_all() -> None:
    retracted = {"heard": "2026-02-20 09.00", "entered in error": "anna", "of": "bad"}
    events = story(START, {**UNPAUSED, "as": "bad"}, BO, retracted)
    dossier, _output = advance(Dossier(PROVIDER), events, local("2026-03-01"))
    assert not dossier.stuck
    found = {(each.rule, str(each.about)) for each in dossier.changes.findings.values() if each.obligation is None}
    assert found == _found(START, BO)


def test_a_start_whose_referral_cannot_be_judged_is_not_accused_of_what_the_referral_tells() -> None:
    sent = {"heard": "2026-01-20 09.00", "sent": "r-1", "threat assessed": "2026-01-19"}
    sent["under contract"] = "unknown"
    dossier, _output = advance(
        Dossier(PROVIDER), story(CONTRACT, sent, {**START, "referral": "r-1"}), local("2026-02-15")
    )
    assert list(dossier.stuck) == [name("r-1")]
    rules = {each.rule for each in dossier.changes.obligations.values() if each.about == name("anna")}
    assert "R01" in rules, "what does not rest on the referral is judged"
    assert "S01" not in rules
