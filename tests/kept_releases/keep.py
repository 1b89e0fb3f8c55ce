"""Keeps the state of today's product for later: `python -m tests.kept_releases.keep NAME`, when a release is made."""

from __future__ import annotations

import asyncio
import lzma
import os
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from pydantic import SecretStr

from services import application as applications
from services.demonstration.loading.load import load
from services.demonstration.scenario import player, year
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.embedded.programs import binaries
from services.runtime.settings import Settings

STATES = Path(__file__).with_name("states")
BEGINNING, DAYS = date(2026, 9, 1), timedelta(days=20)
_WHOLE_YEAR = year.write


def beginning_of_the_year(seed: int, end: date) -> list[year.Step]:
    """Write the year from its beginning up to `end`."""
    return [step for step in _WHOLE_YEAR(seed, BEGINNING + year.YEAR) if step.at < year.at(end, 0)]


async def left_behind() -> str:
    """Live through the first days of the demonstration, and dump the database."""
    player.year.write = beginning_of_the_year  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as folder:
        async with EmbeddedPostgres(Path(folder) / "postgresql") as postgres:
            address = await postgres.create_database("utvag")
            settings = Settings(database=SecretStr(address), data=Path(folder) / "data")
            async with applications.open_application(settings) as application:
                await load(application, applications.SERVICES, 1, BEGINNING + DAYS, lambda _done, _total: None)
            return dump(address)


def dump(address: str) -> str:
    """Dump a database as statements, without a program to restore it."""
    command = [str(binaries() / "pg_dump"), "--inserts", "--rows-per-insert=1000", address]
    return subprocess.run(command, capture_output=True, text=True, check=True, env={"PATH": os.defpath}).stdout


def main(name: str) -> None:
    """Write the dump, without what only psql understands."""
    lines = [line for line in asyncio.run(left_behind()).split("\n") if line and not line.startswith(("\\", "--"))]
    (STATES / f"{name}.sql.xz").write_bytes(lzma.compress("\n".join(lines).encode(), preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    main(sys.argv[1])
