"""Files as people and spreadsheets really write them: taken as meant, or refused at the line, and never half read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest

from services.directory.imports import import_file
from services.directory.imports.plan_file import plan_file
from services.directory.imports.planning import Plan
from services.directory.shared import municipalities
from services.directory.shared.register import Register
from services.directory.shared.state import Board, Permit
from services.runtime.database.pool import Database
from services.runtime.files.table import Wrong
from services.runtime.files.text import NoText, decode
from services.runtime.vault.vault import Vault
from tests.directory.imports.traps import PROVIDER, SPREADSHEETS, TRAPS, Trap
from tests.directory.on_file import Facts

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


def planned(trap: Trap, numbered: Callable[[], UUID]) -> tuple[Plan | None, list[Wrong]]:
    """What a file comes to on an empty register."""
    try:
        text = decode(trap.content)
    except NoText as refused:
        return None, [refused.wrong]
    plan = plan_file(text, Register.of([], municipalities.codes()), NOW, numbered, decided_by=UUID(int=0))
    return plan, plan.wrong


@pytest.mark.parametrize("trap", [pytest.param(trap, id=f"{trap.kind}: {trap.name}") for trap in TRAPS])
def test_a_file_is_taken_as_meant_or_refused_at_its_line(trap: Trap, numbered: Callable[[], UUID]) -> None:
    plan, wrong = planned(trap, numbered)
    said = [(fault.line, fault.field.sv, fault.what.sv) for fault in wrong]
    assert {fault.line for fault in wrong} == set(trap.wrong), said
    assert all(fault.what.sv and fault.what.en and fault.remedy.sv and fault.remedy.en for fault in wrong)
    if not trap.wrong:
        assert plan is not None
        assert (plan.count("new"), plan.count("same")) == (trap.new, trap.same)


def test_every_kind_has_three_files_or_more() -> None:
    assert min(Counter(trap.kind for trap in TRAPS).values()) >= 3


def test_facts_hold_what_was_meant(numbered: Callable[[], UUID]) -> None:
    of = {trap.name: planned(trap, numbered)[0] for trap in SPREADSHEETS}
    boards = of["municipalities as people call them"]
    assert boards is not None
    assert [board.municipality for board in boards.register.all(Board)] == ["1490", "1480", "0980", "0380", "2480"]
    permits = of["places with a decimal nought"]
    assert permits is not None
    assert [permit.maximum for permit in permits.register.all(Permit)] == [8]


async def test_a_file_with_a_fault_leaves_nothing_on_the_command_line(
    database: Database, vault: Vault, facts: Facts, tmp_path: Path
) -> None:
    file = tmp_path / "file.csv"
    for trap in TRAPS:
        if trap.wrong:
            out = StringIO()
            file.write_bytes(trap.content)
            assert not await import_file(database, file, out, yes=True, vault=vault), trap.name
            assert f"line {trap.wrong[0]}, " in out.getvalue(), (trap.name, out.getvalue())
    assert await facts() == []


@pytest.mark.parametrize(
    "name", ["Unicode text of a spreadsheet", "a minus in a permit's reference", "legal forms as they are abbreviated"]
)
async def test_what_is_meant_is_on_file_and_the_same_when_it_is_sent_again(
    database: Database, vault: Vault, facts: Facts, tmp_path: Path, name: str
) -> None:
    trap = next(trap for trap in TRAPS if trap.name == name)
    file = tmp_path / "file.csv"
    file.write_bytes(trap.content)
    assert await import_file(database, file, StringIO(), yes=True, vault=vault)
    recorded = await facts()
    assert len(recorded) == trap.new
    out = StringIO()
    assert await import_file(database, file, out, yes=True, vault=vault)
    assert f"0 new, 0 changed, {trap.new + trap.same} the same, 0 wrong." in out.getvalue()
    assert await facts() == recorded


def test_a_long_file_is_planned_whole(numbered: Callable[[], UUID]) -> None:
    rows = "".join(f"559999-0032;Gård {number}\n" for number in range(2000))
    text = f"{PROVIDER}[enhet]\norganisationsnummer;enhet\n{rows}"
    plan = plan_file(text, Register.of([], municipalities.codes()), NOW, numbered, decided_by=UUID(int=0))
    assert (plan.count("new"), plan.wrong) == (2001, [])
