"""Migrations of a schema form one line, each with a number of its own: two branches would stop every start."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

from tests.parts.code import ROOT, fail_with

NAMED = re.compile(r'^(revision|down_revision)\s*(?::[^=]*)?=\s*(?:"(\w+)"|None)', re.MULTILINE)


def test_each_schemas_migrations_follow_one_another() -> None:
    found: list[str] = []
    folders: dict[Path, list[Path]] = defaultdict(list)
    for path in sorted(ROOT.glob("services/**/migrations/versions/*.py")):
        folders[path.parent].append(path)
    assert folders
    for paths in folders.values():
        before = ""
        for path in paths:
            values = dict(NAMED.findall(path.read_text(encoding="utf-8")))
            number = path.name.split("_", 1)[0]
            if (values["revision"], values["down_revision"]) != (number, before):
                found.append(f"{path.relative_to(ROOT)} follows {values['down_revision'] or 'nothing'}, not {before}")
            before = number
    fail_with("Give the later migration the next number, in its name, its revision and its down_revision.", found)


def test_a_migration_is_frozen() -> None:
    """It runs on databases made long ago: what it does may not move with the code of today."""
    found = [
        path.relative_to(ROOT).as_posix()
        for path in sorted(ROOT.glob("services/**/migrations/versions/*.py"))
        if re.search(r"^\s*(from|import) (services|schemas)\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    fail_with("Write the statements out in the migration, as they are to run.", found)
