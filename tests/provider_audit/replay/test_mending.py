"""A fact that cannot be judged is mended by what comes after it, or voided by two; what waited is judged then, and not before."""

from typing import Any

import pytest

from schemas.provider_audit import JudgementResumed, JudgementSuspended
from tests.provider_audit.replay.mending import (
    BAD_CLAUSE,
    BAD_END,
    CONTRACT,
    DATED,
    GOOD_CLAUSE,
    OTHER,
    PLAN,
    RETRACTED,
    START,
    STORIES,
    UNDER,
    VOIDED,
    _folded,
    _states,
)
from tests.provider_audit.speech import local, name


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
    """It was opened unseen, its due put on no agenda: nobody was notified, and a missed plan was found by the next fact or never."""
    begun = {**UNDER, "heard": "2026-02-05 09.30", "occurred": "2026-02-05 09.00"}
    dossier, _output = _folded(CONTRACT, BAD_CLAUSE, begun, until="2026-02-10")
    assert not [each for each in dossier.obligations.values() if each.rule in ("R01", "S05")]
    dossier, _output = _folded(CONTRACT, BAD_CLAUSE, begun, {**GOOD_CLAUSE, "heard": "2026-02-10 09.00"})
    owed = {each.rule: each for each in dossier.changes.obligations.values()}
    for rule in ("R01", "S05"):
        assert (owed[rule].state.value, owed[rule].opened_at) == ("missed", local("2026-02-10 09.00"))
