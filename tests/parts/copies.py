"""A copy of the product to which something is added as CONTRIBUTING says; the tree itself is left alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.parts.code import ROOT

ADDING = "added_*"
"""Folders of the tests that add something: a copy does not hold them, so that it is not copied again."""


def copied(to: Path, added: Path, *folders: str) -> Path:
    """Copy these folders of the product, and lay the files of `added` over them."""
    for folder in folders:
        shutil.copytree(ROOT / folder, to / folder, ignore=shutil.ignore_patterns("__pycache__", ADDING))
    shutil.copy(ROOT / "pyproject.toml", to)
    for parts in (".assets", ".kafka", ".tools"):
        if (ROOT / parts).exists():
            (to / parts).symlink_to(ROOT / parts)
    shutil.copytree(added, to, dirs_exist_ok=True)
    return to


def put(file: Path, text: str, *, before: str = "") -> None:
    """Write a text into a file, before the first place of another, or at its end."""
    whole = file.read_text(encoding="utf-8")
    assert before in whole, f"{file}: {before}"
    file.write_text(whole.replace(before, text + before, 1) if before else whole + text, encoding="utf-8")


def run(copy: Path, *words: str) -> str:
    """Run Python in the copy; give what it printed. Fails with what it said."""
    here = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, *words], cwd=copy, env=here, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    return done.stdout


def run_tests(copy: Path, *files: str) -> None:
    """Run tests of the copy."""
    run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *files)
