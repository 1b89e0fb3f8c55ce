"""A service is added to a standing database by its first migration: it emits, consumes, keeps rows under policies, and shares drafts."""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import uuid4

import pytest

from services.runtime.database import migrate
from services.runtime.database.migrate import opened
from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from tests.parts.code import ROOT
from tests.parts.copies import put, run
from tests.parts.database import FreshDatabases

SCHEMA = '''"""The schema of visits."""

from services.runtime.database.tables.declared import INBOX, LOG
from services.runtime.database.tables.inbox_tables import (
    AppliedColumns, InboxColumns, InboxWatermarkColumns, ProgressColumns, UnreadableMessageColumns,
)
from services.runtime.database.tables.log_tables import LogColumns, LogHeadColumns, RelayCursorColumns, SubjectSequenceColumns
from services.runtime.database.tables.table import Row, Schema

VISITS = Schema("visits", functions=[LOG], views=[INBOX])


class VisitsTable(Row):
    """A row of a table of visits."""

    metadata = VISITS


SPINE = [
    type(VisitsTable)(columns.__name__.replace("Columns", "Row"), (VisitsTable, columns), {"__module__": __name__}, table=True)
    for columns in (AppliedColumns, InboxColumns, InboxWatermarkColumns, LogColumns, LogHeadColumns, UnreadableMessageColumns,
                    ProgressColumns, RelayCursorColumns, SubjectSequenceColumns)
]
'''
TABLES = '''"""The tables of visits."""

from uuid import UUID

from services.runtime.database.tables.access import BOARD, addable, readable
from services.runtime.database.tables.table import column
from services.visits.schema import VisitsTable


class VisitRow(VisitsTable, table=True):
    """A visit."""

    id: UUID = column(key=True)
    board: UUID = column("board_id")

    __tablename__ = "visit"
    __access__ = readable(BOARD) + addable(BOARD)
'''


@pytest.fixture
def with_visits(tmp_path: Path) -> Path:
    """A copy of the code with a service more, as CONTRIBUTING says; the tree itself is left alone."""
    for name in ("services", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    folder = tmp_path / "services" / "visits"
    (folder / "migrations" / "versions").mkdir(parents=True)
    (folder / "__init__.py").write_text('"""Visits."""\n', encoding="utf-8")
    (folder / "schema.py").write_text(SCHEMA, encoding="utf-8")
    (folder / "tables.py").write_text(TABLES, encoding="utf-8")
    (folder / "migrations" / "env.py").write_text(
        'from services.runtime.database.migrate import run\n\nrun("visits")\n', encoding="utf-8"
    )
    for file, before, added in (
        ("database/roles.py", '"notify")', '"visits", '),
        ("database/migrate.py", '"notify")', '"visits", '),
    ):
        put(tmp_path / "services" / "runtime" / file, added, before=before)
    return tmp_path


UPGRADE = """
import asyncio, sys
from services.runtime.database import migrate
from services.runtime.database.pool import Database

async def main():
    database = Database(sys.argv[1])
    await migrate.upgrade(database)
    await database.close()

asyncio.run(main())
"""


async def test_a_service_joins_a_standing_database(fresh_database: FreshDatabases, with_visits: Path) -> None:
    address = fresh_database()
    existing = Database(address)
    await migrate.upgrade(existing)
    await existing.close()
    made = run(with_visits, "-m", "services.runtime.process.first_migration", "visits")
    (with_visits / "services/visits/migrations/versions/0001_first.py").write_text(made, encoding="utf-8")
    run(with_visits, "-c", UPGRADE, address)
    database, board, person = Database(address), uuid4(), uuid4()
    async with database.work("visits", Scope(boards=(board,), person=person)) as work:
        await work.run("insert into visits.visit (id, board_id) values (:id, :board)", id=uuid4(), board=board)
        draft = "insert into web.draft values (:person, :board, 'visit', ''::bytea, runtime.now())"
        await work.run(draft, person=person, board=board)
    async with database.work("visits", Scope(boards=(uuid4(),), person=uuid4())) as work:
        for table in ("visits.visit", "web.draft"):
            assert await work.value(f"select count(*) from {table}") == 0, "nobody else's"
    async with opened(database) as connection:
        head = await connection.exec_driver_sql("select position from visits.log_head")
        assert head.scalar() == 0
    await database.close()
