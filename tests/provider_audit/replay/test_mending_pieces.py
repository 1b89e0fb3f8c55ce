"""What mends nothing, and what is judged from the mending on; in pieces it comes to the same."""

from datetime import datetime
from typing import Any

import pytest

from schemas.envelope import Event
from schemas.provider_audit import JudgementResumed, JudgementSuspended
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.records import Finding, Obligation
from services.provider_audit.judge.order import advance
from services.provider_audit.replay.fold import judged_lines
from tests.provider_audit.replay.mending import (
    BAD_END,
    CONTRACT,
    PLAN,
    RETRACTED,
    START,
    STORIES,
    UNTIL,
    _folded,
    _states,
)
from tests.provider_audit.speech import PROVIDER, local, name
from tests.provider_audit.story import story


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
    dossier, _output = _folded(CONTRACT, START, BAD_END, waits, voided)
    assert len(dossier.waits[name("anna")]) == 2
    dossier, _output = _folded(CONTRACT, START, waits, voided)
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
    dossier, _output = _folded(CONTRACT, permit, start, BAD_END, revoked, RETRACTED)
    c01 = [finding for finding in dossier.changes.findings.values() if finding.rule == "C01"]
    assert [finding.judged_at for finding in c01] == [local("2026-03-03 09.01")]
    dossier, _output = _folded(CONTRACT, permit, start, BAD_END, revoked)
    assert not [finding for finding in dossier.changes.findings.values() if finding.rule == "C01"]


@pytest.mark.parametrize("value", STORIES)
def test_a_fold_in_pieces_through_documents_gives_the_same_bytes_as_one(value: str) -> None:
    events = story(*STORIES[value])
    whole, _new_events = advance(Dossier(PROVIDER), events, local(UNTIL))
    assert _in_pieces(events, local(UNTIL)) == list(judged_lines(whole))


def _in_pieces(events: list[Event], until: datetime) -> list[str]:
    """Judge fact by fact, each time from the document and the rows, as the shell does."""
    document, consumed = Dossier(PROVIDER).to_document(), list[Event]()
    owed: dict[Any, Obligation] = {}
    found: dict[Any, Finding] = {}
    waiting: set[Any] = set()
    for event in [*events, None]:
        before = Dossier.from_document(document, consumed, owed.values(), found.values(), waiting)
        items, at = ([event], event.received) if event else ([], until)
        dossier, _output = advance(before, items, at)
        consumed += items
        document = dossier.to_document()
        owed |= dossier.changes.obligations
        found |= dossier.changes.findings
        waiting = {each.id for one in dossier.waits.values() for each in one}
    dossier.changes.obligations, dossier.changes.findings = owed, found
    return list(judged_lines(dossier))
