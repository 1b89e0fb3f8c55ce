"""Every rule's cases, as a lawyer wrote them, hold."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.provider_audit.dossier import Dossier
from services.provider_audit.duty import RULES
from services.provider_audit.judge import advance
from services.provider_audit.records import Finding, Obligation
from tests.provider_audit.story import PROVIDER, local, name, story

FOLDER = Path(__file__).parents[2] / "services" / "provider_audit" / "cases"


def load(path: Path) -> dict[str, Any]:
    # Times stay text: a lawyer's 09.30 is no number, and a day alone no instant.
    told: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - only text
    return told


def cases() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.yaml")):
        book = load(path)
        for case in book["cases"]:
            yield pytest.param(
                book["rule"], numbered(book.get("background", [])), numbered(case), id=f"{book['rule']}: {case['case']}"
            )


def numbered(told: Any) -> Any:
    # Whole numbers are read, and nothing for null; everything else stays text.
    if isinstance(told, dict):
        return {key: numbered(value) for key, value in told.items()}
    if isinstance(told, list):
        return [numbered(value) for value in told]
    if told == "null":
        return None
    return int(told) if isinstance(told, str) and told.isdigit() and len(told) < 6 else told


@pytest.mark.parametrize(("rule", "background", "case"), list(cases()))
def test_case(rule: str, background: list[dict[str, Any]], case: dict[str, Any]) -> None:
    events = story(*([] if case.get("without background") else background), *case["given"])
    until = local(case["judged at"])
    dossier, _tellings = advance(Dossier(PROVIDER), [event for event in events if event.received <= until], until)
    assert [bad.reason for bad in dossier.changes.bad] == case.get("parked", [])
    owed = [each for each in dossier.changes.obligations.values() if each.rule == rule]
    found = [each for each in dossier.changes.findings.values() if each.rule == rule]
    same(sorted(owed, key=lambda each: (each.due, each.about)), case.get("dues", []), told_obligation)
    same(sorted(found, key=lambda each: (each.raised_at, each.about)), case.get("findings", []), told_finding)


def same(records: list[Any], expected: list[dict[str, Any]], tell: Any) -> None:
    """Compare in order, each expected record only in what it names."""
    told = [tell(record) for record in records]
    shown = [{key: record.get(key) for key in wanted} for record, wanted in zip(told, expected, strict=False)]
    assert len(told) == len(expected), told
    assert shown == [
        {key: local(value) if key in TIMES else value for key, value in wanted.items()} for wanted in expected
    ]


TIMES = {"due", "raised", "judged", "reply due", "settled", "high from", "met at"}


def told_obligation(owed: Obligation) -> dict[str, Any]:
    return {
        "due": owed.due,
        "state": owed.state.value,
        "month": owed.period,
        "met at": owed.met_at,
        "seconds late": int(owed.delay_seconds) if owed.delay_seconds is not None else None,
        "lapsed by": owed.lapsed_by,
        "clause": owed.clause_number,
    }


def told_finding(finding: Finding) -> dict[str, Any]:
    return {
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
    books = {book["rule"]: book for book in map(load, sorted(FOLDER.glob("*.yaml")))}
    assert set(books) == set(RULES), "write cases/<rule>.yaml for every rule"
    for rule, book in books.items():
        shown = {kind for case in book["cases"] for kind in case["shows"].split(", ")}
        missing = {"kept", "broken", "boundary in time", "boundary late"} - shown
        assert not missing, f"cases/{rule}.yaml shows no case {missing}"


def test_names_are_stable() -> None:
    assert name("provider") == PROVIDER
