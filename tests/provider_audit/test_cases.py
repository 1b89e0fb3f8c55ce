"""Every rule's cases, as a lawyer wrote them, hold."""

from typing import Any

import pytest

from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.records import Finding, Obligation
from services.provider_audit.judge.order import advance
from services.provider_audit.judge.reading import RULES
from tests.provider_audit.casebook import Case, books, rule_cases, same
from tests.provider_audit.speech import PROVIDER, name


@pytest.mark.parametrize("case", [pytest.param(case, id=title) for title, case in rule_cases()])
def test_case(case: Case) -> None:
    hold(case)


def hold(case: Case) -> None:
    """Ask the judge, and compare what it says of the rules the case speaks of."""
    dossier, _new_events = advance(Dossier(PROVIDER), case.events, case.until)
    parked = case.wanted.get("parked", [])
    assert parked == "any" or [bad.reason for bad in dossier.changes.bad] == parked
    owed = [each for each in dossier.changes.obligations.values() if each.rule in case.rules]
    found = [each for each in dossier.changes.findings.values() if each.rule in case.rules]
    owed.sort(key=lambda each: (each.rule, each.due, each.about, each.period))
    found.sort(key=lambda each: (each.rule, each.raised_at, each.about, each.id))
    same(case, "dues", map(obligation_words, owed))
    same(case, "findings", map(finding_words, found))


def obligation_words(owed: Obligation) -> dict[str, Any]:
    return {
        "rule": owed.rule,
        "due": owed.due,
        "state": owed.state.value,
        "month": owed.period,
        "met at": owed.met_at,
        "seconds late": int(owed.delay_seconds) if owed.delay_seconds is not None else None,
        "lapsed by": owed.lapsed_by,
        "clause": owed.clause_number,
    }


def finding_words(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "standing": finding.standing.value,
        "severity": finding.severity.value,
        "raised": finding.raised_at,
        "judged": finding.judged_at,
        "reply due": finding.reply_due,
        "settled": finding.settled_at,
        "high from": finding.severity_raised_at,
        "owes": " and ".join(party.value for party in finding.owes),
        "largest": finding.largest,
        "because": finding.withdrawn_reason,
        "boards": len(finding.boards),
    }


def test_every_rule_has_cases_kept_broken_and_on_both_sides_of_the_boundary() -> None:
    values = {book["rule"]: book for _path, book in books()}
    assert set(values) == set(RULES), "write cases/<rule>.yaml for every rule"
    for rule, book in values.items():
        shown = {kind for case in book["cases"] for kind in case["shows"].split(", ")}
        missing = {"kept", "broken", "boundary in time", "boundary late"} - shown
        assert not missing, f"cases/{rule}.yaml shows no case {missing}"


def test_names_are_stable() -> None:
    assert name("provider") == PROVIDER
