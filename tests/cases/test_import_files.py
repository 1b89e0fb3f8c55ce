"""Every file of this folder, and our own of each kind, through `utvag import`: taken as meant and judged, or refused at its lines."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from schemas import checks
from schemas.directory import BoardRegistered
from schemas.envelope import Event
from services import main
from services.directory.imports import import_file
from services.provider_audit.replay.fold import fold_lines
from services.runtime.database.pool import Database
from services.runtime.events.export import export
from services.runtime.vault.vault import Vault
from tests.cases.table import HERE, IMPORTS, Case

COUNTS = re.compile(r"^(\d+) new, 0 changed, (\d+) the same, (\d+) wrong\.$", re.MULTILINE)
LINE = re.compile(r"^line (\d+), .+ \(.+\): .+\. .+\.$", re.MULTILINE)


@dataclass(frozen=True)
class Utvag:
    """The command, on a database of its own; `whole` runs it whole, else what it calls on a database that is open."""

    database: Database
    folder: Path
    whole: bool

    async def read_in(self, file: Path, *words: str) -> tuple[int, str]:
        """Run `utvag import`; give how it ended and what it said."""
        if not self.whole:
            out, key = StringIO(), Vault(bytes(32))
            right = await import_file(self.database, file, out, yes="--yes" in words, vault=key)
            return int(not right), out.getvalue()
        environment = {"UTVAG_DATABASE": self.database.address, "UTVAG_DATA": str(self.folder)}
        done = await asyncio.to_thread(CliRunner().invoke, main.app, ["import", str(file), *words], env=environment)
        return done.exit_code, done.output

    async def facts(self) -> list[Event]:
        """What is in the directory's log, read back."""
        async with self.database.plain() as plain:
            rows = await plain.rows("select body from directory.log order by position")
        return [Event.from_text(row["body"]) for row in rows]

    async def judged(self) -> list[dict[str, Any]]:
        """What the audit says of the exported log."""
        lines = StringIO()
        await export(self.database, lines)
        return [json.loads(line) for line in fold_lines(lines.getvalue().splitlines())]


def test_every_file_is_asked_and_every_kind_has_three_of_our_own() -> None:
    files = {case.name for case in IMPORTS if case.name.endswith(".csv")}
    assert files == {path.name for path in HERE.glob("*.csv")}
    own = Counter(case.kind for case in IMPORTS if case.name not in files)
    assert own.keys() >= {case.kind for case in IMPORTS}
    assert min(own.values()) >= 3, own


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.kind}: {case.name}") for case in IMPORTS])
async def test_a_file_is_taken_as_meant_or_refused_at_its_lines(database: Database, case: Case, tmp_path: Path) -> None:
    utvag, file = Utvag(database, tmp_path, case.name.endswith(".csv")), tmp_path / "file.csv"
    file.write_bytes(case.content)
    status, said = await utvag.read_in(file)
    assert await utvag.facts() == [], "a preview takes nothing in"
    if status and (case.wrong or case.or_refused):
        assert not case.wrong or {int(line) for line in LINE.findall(said)} == {*case.wrong, *case.also}, said
        status, said = await utvag.read_in(file, "--yes")
        assert (status, await utvag.facts()) == (1, [])
        assert LINE.search(said), said
        assert "Nothing was taken in" in said
    else:
        assert (status, case.wrong) == (0, ()), said
        assert COUNTS.findall(said) == [(str(case.new), str(case.same), "0")]
        await taken_in(utvag, case, file)


async def taken_in(utvag: Utvag, case: Case, file: Path) -> None:
    """Take a file in: its facts can be read back and judged, and sent again it tells nothing."""
    status, said = await utvag.read_in(file, "--yes")
    assert status == 0, said
    assert f"Taken in: {case.new} new, 0 changed." in said
    recorded = await utvag.facts()
    assert [checks.faults_in(event) for event in recorded] == [[]] * len(recorded)
    boards = [event.fact.municipality for event in recorded if isinstance(event.fact, BoardRegistered)]
    assert not case.codes or tuple(boards) == case.codes
    judged = await utvag.judged()
    assert [line for line in judged if line["kind"] in ("parked", "suspended", "left_out")] == []
    status, said = await utvag.read_in(file, "--yes")
    assert COUNTS.findall(said) == [("0", str(case.new + case.same), "0")]
    assert await utvag.facts() == recorded
