"""A fact that cannot be judged is mended by what comes after it, or voided by two; what waited is judged then, and not before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from schemas.envelope import Event
from schemas.provider_audit import JudgementResumed, JudgementSuspended
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.records import Finding, Obligation
from services.provider_audit.judge.order import advance
from services.provider_audit.replay.fold import judged_lines
from tests.provider_audit.speech import PROVIDER, local, name
from tests.provider_audit.story import story

CONTRACT = {"heard": "2026-01-05 09.00", "contract": "MA-1", "as": "contract"}
START = {"heard": "2026-02-02 09.30", "occurred": "2026-02-02 09.00", "start": "anna"}
UNDER = {**START, "under contract": "MA-1"}
OTHER = {**START, "start": "bo"}
BAD_END = {"heard": "2026-02-10 09.00", "occurred": "2026-01-10 09.00", "end": "anna", "as": "bad"}
PLAN = {"heard": "2026-02-12 09.00", "plan": "anna"}
BAD_CLAUSE = {"heard": "2026-02-03 09.00", "clause in": "MA-1", "type": "R01", "id": "c", "numbers": {"days": 4000}}
GOOD_CLAUSE = {
    "heard": "2026-02-20 09.00",
    "clause in": "MA-1",
    "type": "R01",
    "id": "c",
    "version": 2,
    "numbers": {"days": 21},
}
RETRACTED = {"heard": "2026-03-03 09.00", "entered in error": "bad", "of": "bad"}
VOIDED = {"heard": "2026-03-03 09.00", "voided": "bad", "of": "bad"}
DATED = {"heard": "2026-03-03 09.00", "corrected": "bad", "of": "bad", "field": "ended_at", "to": "2026-02-11 09.00"}
UNTIL = "2026-04-15"
STORIES: dict[str, Sequence[dict[str, Any]]] = {
    "retracted": (CONTRACT, START, OTHER, BAD_END, PLAN, RETRACTED),
    "voided": (CONTRACT, START, OTHER, BAD_END, PLAN, VOIDED),
    "dated": (CONTRACT, START, OTHER, BAD_END, PLAN, DATED),
    "unmended": (CONTRACT, START, OTHER, BAD_END, PLAN),
    "struck, and struck again": (CONTRACT, START, BAD_END, {**RETRACTED, "as": "entry"},
        {"heard": "2026-03-04 09.00", "entered in error": "entry", "of": "entry"}),
    "the contract comes later": (UNDER, PLAN, {**CONTRACT, "heard": "2026-02-20 09.00"}),
    "a better clause": (CONTRACT, START, BAD_CLAUSE, GOOD_CLAUSE),
    "a better clause of a contract": ({**CONTRACT, "clauses": [{"type": "R01", "numbers": {"days": 4000}}]},
        START, {**GOOD_CLAUSE, "id": "R01"}),
    "the start comes after the end": (CONTRACT, {**BAD_END, "occurred": "2026-02-05 09.00"}, {**START, "heard": "2026-02-12 09.30"}),
}  # fmt: skip


def _states(dossier: Dossier, about: str, rule: str = "R01") -> str:
    found = [owed for owed in dossier.changes.obligations.values() if (owed.rule, owed.about) == (rule, name(about))]
    return found[0].state.value if found else "none"


def _folded(*lines: dict[str, Any], until: str = UNTIL) -> tuple[Dossier, list[type]]:
    dossier, output = advance(Dossier(PROVIDER), story(*lines), local(until))
    words = (JudgementSuspended, JudgementResumed)
    return dossier, [type(each.fact) for each in output if isinstance(each.fact, words)]


@pytest.mark.parametrize("mend", [RETRACTED, VOIDED])
def test_what_leaves_a_bad_fact_out_resumes_its_subject_and_what_waited_is_judged(mend: dict[str, Any]) -> None:
    dossier, output = _folded(CONTRACT, START, OTHER, BAD_END, PLAN, mend)
    assert output == [JudgementSuspended, JudgementResumed]
    assert (_states(dossier, "anna"), _states(dossier, "bo")) == ("met", "missed")
    assert not dossier.stuck
    assert not dossier.waits
    assert not dossier.changes.bad
    months = {owed.period: owed.state.value for owed in dossier.changes.obligations.values()
              if (owed.rule, owed.about) == ("R02", name("anna"))}  # fmt: skip
    assert months["2026-02"] == "missed"


def test_a_corrected_date_is_part_of_the_fact_it_makes_good_whoever_gains_by_it() -> None:
    """The provider corrects its own date after the due of R04; uncorrected the end would never have been judged."""
    dossier, output = _folded(CONTRACT, START, BAD_END, PLAN, DATED)
    assert output == [JudgementSuspended, JudgementResumed]
    assert _states(dossier, "anna") == "lapsed"
    assert _states(dossier, "anna", "R04") == "missed"


def test_what_was_missing_resumes_what_needed_it() -> None:
    dossier, output = _folded(UNDER, PLAN, {**CONTRACT, "heard": "2026-02-20 09.00"})
    assert output == [JudgementSuspended, JudgementResumed]
    assert not dossier.stuck


def test_a_start_that_is_heard_after_the_end_resumes_the_placement() -> None:
    dossier, output = _folded(*STORIES["the start comes after the end"])
    assert output == [JudgementSuspended, JudgementResumed]
    assert _states(dossier, "anna", "R04") == "missed"


@pytest.mark.parametrize("which", ["a better clause", "a better clause of a contract"])
def test_a_better_version_of_a_clause_replaces_the_one_that_cannot_be_judged(which: str) -> None:
    dossier, output = _folded(*STORIES[which])
    assert output == [JudgementSuspended, JudgementResumed]
    assert _states(dossier, "anna") == "missed"
    [owed] = [each for each in dossier.changes.obligations.values() if each.rule == "R01"]
    assert owed.numbers == {"days": 14}


def test_what_is_owed_under_a_suspended_contract_is_opened_when_it_is_judged_again_and_then_missed() -> None:
    """It was opened unseen, its due put on no agenda: nobody was told, and a missed plan was found by the next fact or never."""
    begun = {**UNDER, "heard": "2026-02-05 09.30", "occurred": "2026-02-05 09.00"}
    dossier, _told = _folded(CONTRACT, BAD_CLAUSE, begun, until="2026-02-10")
    assert not [each for each in dossier.obligations.values() if each.rule in ("R01", "S05")]
    dossier, _told = _folded(CONTRACT, BAD_CLAUSE, begun, {**GOOD_CLAUSE, "heard": "2026-02-10 09.00"})
    owed = {each.rule: each for each in dossier.changes.obligations.values()}
    for rule in ("R01", "S05"):
        assert (owed[rule].state.value, owed[rule].opened_at) == ("missed", local("2026-02-10 09.00"))


def test_nobody_but_its_teller_retracts_a_bad_fact() -> None:
    dossier, output = _folded(CONTRACT, START, BAD_END, PLAN, {**RETRACTED, "by": "Malmö"})
    assert output == [JudgementSuspended]
    assert [(bad.waits, bad.reason) for bad in dossier.changes.bad] == [
        (False, "ends a placement before its start"), (True, "ends a placement before its start"),
        (True, "ends a placement before its start"),
    ]  # fmt: skip


def test_an_entry_in_error_that_was_one_itself_mends_nothing() -> None:
    again = {"heard": "2026-03-03 09.00", "entered in error": "entry", "of": "entry"}
    dossier, output = _folded(CONTRACT, START, BAD_END, {**RETRACTED, "as": "entry"}, again)
    assert output == [JudgementSuspended]
    assert dossier.stuck


def test_only_the_fact_that_suspends_can_be_voided_and_what_is_judged_cannot() -> None:
    waits = {**PLAN, "as": "waits"}
    voided = {"heard": "2026-03-03 09.00", "voided": "waits", "of": "waits"}
    dossier, _told = _folded(CONTRACT, START, BAD_END, waits, voided)
    assert len(dossier.waits[name("anna")]) == 2
    dossier, _told = _folded(CONTRACT, START, waits, voided)
    assert _states(dossier, "anna") == "met"
    assert not dossier.left


def test_what_is_about_a_fact_that_was_left_out_suspends_nothing() -> None:
    agreed = {"heard": "2026-03-05 09.00", "agreed": "entry", "of": "entry"}
    dossier, output = _folded(CONTRACT, START, BAD_END, {**RETRACTED, "as": "entry"}, agreed)
    assert output == [JudgementSuspended, JudgementResumed]
    assert sorted(dossier.left.values()) == ["entered_in_error", "taken_together", "taken_together"]


def test_bad_and_good_in_one_append_suspend_nobody() -> None:
    first = {**START, "heard": "2026-01-05 09.00", "occurred": "2026-01-05 08.00"}
    dossier, output = _folded({"heard": "2026-01-05 09.00", "resumed": "anna", "as": "bad"}, first)
    assert output == [JudgementSuspended]
    dossier, output = _folded({"heard": "2026-01-05 09.00", "resumed": "anna", "as": "bad"},
                            {**RETRACTED, "heard": "2026-01-05 09.00"}, first)  # fmt: skip
    assert output == []
    assert not dossier.stuck


def test_a_condition_that_began_while_it_could_not_be_judged_is_judged_from_the_mending() -> None:
    revoked = {"heard": "2026-02-15 09.00", "permit ended": "IVO-1", "at": "2026-02-15"}
    permit = {"heard": "2026-01-05 09.00", "permit": "IVO-1", "places": 8}
    start = {**START, "under permit": "IVO-1"}
    dossier, _told = _folded(CONTRACT, permit, start, BAD_END, revoked, RETRACTED)
    c01 = [finding for finding in dossier.changes.findings.values() if finding.rule == "C01"]
    assert [finding.judged_at for finding in c01] == [local("2026-03-03 09.01")]
    dossier, _told = _folded(CONTRACT, permit, start, BAD_END, revoked)
    assert not [finding for finding in dossier.changes.findings.values() if finding.rule == "C01"]


@pytest.mark.parametrize("value", STORIES)
def test_a_fold_in_pieces_through_documents_gives_the_same_bytes_as_one(value: str) -> None:
    events = story(*STORIES[value])
    whole, _new_events = advance(Dossier(PROVIDER), events, local(UNTIL))
    assert _in_pieces(events, local(UNTIL)) == list(judged_lines(whole))


def _in_pieces(events: list[Event], until: datetime) -> list[str]:
    """Judge fact by fact, each time from the document and the rows, as the shell does."""
    document, heard = Dossier(PROVIDER).to_document(), list[Event]()
    owed: dict[Any, Obligation] = {}
    found: dict[Any, Finding] = {}
    waiting: set[Any] = set()
    for event in [*events, None]:
        before = Dossier.from_document(document, heard, owed.values(), found.values(), waiting)
        items, at = ([event], event.received) if event else ([], until)
        dossier, _told = advance(before, items, at)
        heard += items
        document = dossier.to_document()
        owed |= dossier.changes.obligations
        found |= dossier.changes.findings
        waiting = {each.id for one in dossier.waits.values() for each in one}
    dossier.changes.obligations, dossier.changes.findings = owed, found
    return list(judged_lines(dossier))
