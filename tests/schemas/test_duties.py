"""The numbers that a clause may set are those its rule declares, in one file that every service reads."""

from pathlib import Path

import pytest

from schemas.codes import ClauseType
from schemas.duties import numbers_of, uncountable, wrong_numbers
from services.provider_audit.published_rules import FILE, document
from services.provider_audit.rules.folder import load


def test_the_file_is_what_the_rules_declare() -> None:
    assert FILE.read_text(encoding="utf-8") == document(), (
        "Run: .venv/bin/python -m services.provider_audit.published_rules"
    )
    for rule in load().values():
        if rule.clause is not None:
            assert list(numbers_of(rule.clause)) == [each.name for each in rule.parameters]


@pytest.mark.parametrize(
    ("kind", "given", "codes"),
    [
        (ClauseType.R01, {"days": 21}, []),
        (ClauseType.R01, {"dagar": 21}, ["unknown_number"]),
        (ClauseType.R01, {"Days": 21}, ["unknown_number"]),
        (ClauseType.R02, {"nth_working_day": 15, "placed_days": 31}, []),
        (ClauseType.R02, {"nth_working_day": 16, "placed_days": 0}, ["number_outside", "number_outside"]),
        (ClauseType.R02, {"days": 30}, ["unknown_number"]),
        (ClauseType.R09, {"emergency_hours": 3, "standard_hours": 9}, ["unknown_number"]),
        (ClauseType.R05, {"phone_hours": -1}, ["number_outside"]),
        (ClauseType.C10, {"days": 1}, ["unknown_number"]),
        (ClauseType.ESCALATION, {"hours": 24}, []),
        (ClauseType.ESCALATION, {"hours": 721}, ["number_outside"]),
        (ClauseType.INSIGHT, {"days": 1}, ["unknown_number"]),
        (ClauseType.INSIGHT, {}, []),
    ],
)
def test_a_clause_sets_only_numbers_that_its_rule_has_inside_their_bounds(
    kind: ClauseType, given: dict[str, int], codes: list[str]
) -> None:
    found = list(wrong_numbers(kind, given))
    assert [fault.code for fault in found] == codes
    assert all(kind.value in fault.sv and kind.value in fault.en for fault in found)


def test_what_nobody_counts_by_keeps_no_log_from_being_read() -> None:
    assert list(uncountable(ClauseType.INSIGHT, {"days": 21})) == []
    assert [fault.code for fault in uncountable(ClauseType.R01, {"dagar": 21}, "clause.parameters")] == [
        "unknown_number"
    ]


def test_the_import_format_names_every_number_with_its_bounds() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "import-format.md").read_text(encoding="utf-8")
    for kind in ClauseType:
        said = [
            f"`{each.name}` {each.least} to {each.most}" + (f" ({each.default})" if each.default else "")
            for each in numbers_of(kind).values()
        ]
        assert not said or f"| `{kind.value}` | {', '.join(said)} |" in text
