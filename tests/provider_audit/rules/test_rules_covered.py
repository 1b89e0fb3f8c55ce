"""docs/rules-covered.md names only cases and tests that exist, and every case of the new rules stands for something."""

import re
from pathlib import Path

import pytest

from services.provider_audit.judge.reading import RULES
from tests.provider_audit.casebook import FAIRNESS, books, load

ROOT = Path(__file__).parents[3]
TABLE = (ROOT / "docs" / "rules-covered.md").read_text(encoding="utf-8")
ROWS = [line for line in TABLE.splitlines() if line.startswith("| ") and not line.startswith("| Sentence")]
NAMED = [(row.split(" | ")[0][2:], name) for row in ROWS for name in re.findall(r"`([^`]+)`", row.split(" | ", 1)[1])]


def known() -> set[str]:
    values = {f"{book['rule']}: {case['case']}" for _path, book in books() for case in book["cases"]}
    return values | {f"fairness: {case['case']}" for case in load(FAIRNESS)["cases"]}


def test_every_named_case_exists() -> None:
    cases = known()
    missing = {name for _sentence, name in NAMED if not name.startswith("tests/") and name not in cases}
    assert not missing, f"docs/rules-covered.md names cases that are not there: {missing}"


@pytest.mark.parametrize("name", sorted({name for _sentence, name in NAMED if name.startswith("tests/")}))
def test_every_named_test_exists(name: str) -> None:
    path, test = name.split("::")
    assert f"def {test}(" in (ROOT / path).read_text(encoding="utf-8"), f"docs/rules-covered.md names {name}"


def test_every_sentence_has_a_case_and_every_rule_a_row() -> None:
    assert len(ROWS) == len({sentence for sentence, _name in NAMED})
    shown = {row[2:5] for row in ROWS}
    assert set(RULES) <= shown, set(RULES) - shown


def test_names_of_cases_are_unique() -> None:
    for _path, book in books():
        recorded = [case["case"] for case in book["cases"]]
        assert len(recorded) == len(set(recorded)), book["rule"]
    recorded = [case["case"] for case in load(FAIRNESS)["cases"]]
    assert len(recorded) == len(set(recorded))
