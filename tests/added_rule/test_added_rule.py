"""CONTRIBUTING's *add a rule*: a rule's file and its cases, put into a copy of the product, appear everywhere by themselves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COPIED = Path(__file__).parent / "copied"
"""What is added: the file of the rule, its cases, and the tests that look for it, which run in the copy alone."""
WRITTEN = ("services.provider_audit.published_rules", "services.provider_audit.rule_book")
"""What CONTRIBUTING has written again."""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the product with the rule's file and its cases added, and nothing else changed."""
    for folder in ("services", "schemas", "tests", "docs"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "added_rule"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for parts in (".assets", ".kafka", ".tools"):
        if (ROOT / parts).exists():
            (tmp_path / parts).symlink_to(ROOT / parts)
    shutil.copytree(COPIED, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.mark.timeout(300)
def test_a_rule_is_added_by_its_file_alone(copy: Path) -> None:
    for module in WRITTEN:
        run(copy, "-m", module)
    assert '"X07"' in (copy / "schemas" / "duties.json").read_text(encoding="utf-8")
    assert "## X07 Nedkortad plan" in (copy / "docs" / "rules.sv.md").read_text(encoding="utf-8")
    looking = [str(path.relative_to(copy)) for path in sorted((copy / "tests").rglob("added_rule.py"))]
    assert len(looking) == 3
    checks = ("tests/schemas/test_duties.py", "tests/provider_audit/test_cases.py", *looking)
    told = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *checks)
    assert "failed" not in told


def run(copy: Path, *words: str) -> str:
    """Run a command of the copy. Fails with what it said."""
    here = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, *words], cwd=copy, env=here, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    return done.stdout
