"""Whatever column a person's number is written in, the row is refused: it would stand in a fact, or be read by others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.directory.imports.columns import FORMATS
from services.directory.imports.plan_file import plan_file
from services.directory.imports.planning import Plan
from services.directory.shared import municipalities
from services.directory.shared.register import Register

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
NUMBERS = ("19121212-1212", "Nr 121212\u20131212", "070-174 06 05")
VALID: dict[str, str] = {
    "board": "Lund;Socialnämnden",
    "provider": "559999-0032;Prov AB;AB;12-31;",
    "unit": "559999-0032;Gård;Skåne län",
    "permit": "559999-0032;Gård;IVO-5;HVB;18-20;Kriminella nätverk;8;2025-01-01;2027-01-01;2026-12-01;revoked",
    "not_permit_bound": "559999-0032;Gård;OPPENVARD;2025-01-01",
    "contract": "RA-7;559999-0032;HVB;2025-01-01;2027-01-01;;2026-12-24;Lund;Socialnämnden",
    "clause": "RA-7;6.1;R01;days=21;2025-01-01;2026-01-01;Lund;Socialnämnden",
    "person": "Prov Person;a@example.org;sv;provider_manager;559999-0032;Gård;;;2026-01-01;2027-01-01",
    "accounts": "559999-0032;2024;ja",
    "request": "B-7;559999-0032;Skicka schemat för oktober.;Lund;Socialnämnden;",
    "answer": "B-7;Schemat ligger hos enheten.;",
    "staff": "559999-0032;Gård;A-1;2026-01-09 07.00;2025-12-31",
    "extracts": "559999-0032;Gård;A-1;2026-01-08 12.00;2025-12-20;2025-12-20",
    "interruption": "2026-03-03 20.00;2026-03-03 23.30",
}
KEPT_IN_NO_FACT = {
    ("person", "municipality"): "not read for a provider's role",
    ("person", "board"): "not read for a provider's role",
}
TABLES = [table for table in FORMATS if table.key in VALID]


def planned(numbered: Callable[[], UUID], changed: tuple[str, int] | None = None, typed: str = "") -> Plan:
    """Plan a file of all tables, with one cell written otherwise."""
    text = ""
    for table in TABLES:
        cells = VALID[table.key].split(";")
        assert len(cells) == len(table.columns), table.key
        if changed is not None and changed[0] == table.key:
            cells[changed[1]] = typed
        text += f"[{table.words.sv}]\n{';'.join(column.words.sv for column in table.columns)}\n{';'.join(cells)}\n"
    return plan_file(text, Register.of([], municipalities.codes()), NOW, numbered, decided_by=UUID(int=0))


def test_the_file_is_sound_as_it_stands(numbered: Callable[[], UUID]) -> None:
    plan = planned(numbered)
    assert [(wrong.line, wrong.field.sv, wrong.what.sv) for wrong in plan.wrong] == []
    assert plan.count("new") == len(TABLES)
    corrections = {"entered_in_error", "date_corrected", "correction_agreed"}
    assert {table.key for table in FORMATS} - set(VALID) == corrections, "those name what is on file, and nothing else"


@pytest.mark.parametrize("typed", NUMBERS)
def test_no_column_takes_a_number_that_points_somebody_out(numbered: Callable[[], UUID], typed: str) -> None:
    taken = [
        (table.key, column.key)
        for table in TABLES
        for index, column in enumerate(table.columns)
        if not planned(numbered, (table.key, index), typed).wrong
    ]
    assert taken == list(KEPT_IN_NO_FACT)
