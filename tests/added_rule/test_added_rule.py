"""CONTRIBUTING's *add a rule*: a rule's file and its cases, put into a copy of the product, appear everywhere by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.parts.copies import copied, run, run_tests

WRITTEN = ("services.provider_audit.published_rules", "services.provider_audit.rule_book")
"""What CONTRIBUTING has written again."""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the product with the rule's file and its cases added, and nothing else changed."""
    return copied(tmp_path, Path(__file__).parent / "copied", "services", "schemas", "tests", "docs")


@pytest.mark.timeout(300)
def test_a_rule_is_added_by_its_file_alone(copy: Path) -> None:
    for module in WRITTEN:
        run(copy, "-m", module)
    assert '"X07"' in (copy / "schemas" / "duties.json").read_text(encoding="utf-8")
    assert "## X07 Nedkortad plan" in (copy / "docs" / "rules.sv.md").read_text(encoding="utf-8")
    looking = [str(path.relative_to(copy)) for path in sorted((copy / "tests").rglob("added_rule.py"))]
    assert len(looking) == 3
    run_tests(copy, "tests/schemas/test_duties.py", "tests/provider_audit/test_cases.py", *looking)
