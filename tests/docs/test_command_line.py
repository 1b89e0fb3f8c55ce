"""A command imports what it needs: help starts without what services stand on, and names commands as they name themselves."""

from __future__ import annotations

import json
import subprocess
import sys

from typer.main import get_command, get_group

from services.application import SERVICES
from services.commands import OTHERS
from services.main import PARTS, app
from tests.parts.code import ROOT

HEAVY = {
    "aiokafka", "alembic", "asyncpg", "cryptography", "fastapi", "faststream", "jinja2", "sqlalchemy", "sqlmodel", "starlette",
    "uvicorn",
}  # fmt: skip
ASK = """
import json, sys
sys.argv = ["utvag", *json.loads(sys.argv[1])]
from services.main import app
try:
    app()
except SystemExit:
    pass
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def imported_by(*words: str) -> set[str]:
    """The packages that a command has imported when it ends."""
    done = subprocess.run(
        [sys.executable, "-c", ASK, json.dumps(words)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_help_imports_nothing_heavy() -> None:
    assert imported_by("--help") & HEAVY == set()
    assert imported_by("--version") & HEAVY == set()


def test_checking_a_receipt_needs_neither_database_nor_broker_nor_portal() -> None:
    assert imported_by("receipt", "--help") & {"aiokafka", "faststream", "fastapi", "alembic", "uvicorn"} == set()


def test_help_names_the_others_as_they_name_themselves() -> None:
    said = {name: command.help for name, command in get_command(app).commands.items()}  # type: ignore[attr-defined]
    assert {name: get_group(load()).help for name, load in OTHERS.items()} == {name: said[name] for name in OTHERS}


def test_the_parts_are_the_services() -> None:
    assert PARTS[2:] == tuple(service.name for service in SERVICES)
