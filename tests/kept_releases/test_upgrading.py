"""Every state that has been released is upgraded: nothing of it is lost, nothing drifts, and it is judged as it is today."""

from __future__ import annotations

import lzma
import re
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from services.provider_audit.replay.verify import verify
from services.provider_audit.storage import judged_again
from services.runtime.database import migrate
from services.runtime.database.pool import Database
from services.runtime.database.roles import SERVICES
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.service import Context
from services.runtime.settings import Settings
from tests.parts.catalogue import CATALOGUES, catalogue
from tests.parts.database import FreshDatabases

STATES = sorted(Path(__file__).with_name("states").glob("*.sql.xz"))
"""Databases as they were left by twenty days of the demonstration; `keep.py` beside this makes one of today's."""


@pytest.fixture(scope="module")
async def migrated(postgres: EmbeddedPostgres) -> AsyncIterator[Database]:
    """A new database, with the roles that a restored one needs."""
    databases = FreshDatabases(postgres)
    made = Database(databases())
    await migrate.upgrade(made)
    yield made
    await made.close()
    databases.drop()


async def restored(address: str, path: Path) -> dict[str, int]:
    """Restore a state; give how many facts each log has."""
    connection = await asyncpg.connect(address)
    await connection.execute(lzma.decompress(path.read_bytes()).decode())
    lengths = {name: await connection.fetchval(f"select count(*) from {name}.log") for name in SERVICES}
    await connection.close()
    return lengths


def plainly(rows: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Leave parentheses out: PostgreSQL puts more of them around a condition that was read back from a dump."""
    return {tuple(re.sub(r"[()]", "", value) for value in row) for row in rows}


@pytest.mark.parametrize("path", STATES, ids=lambda path: path.name.split(".")[0])
async def test_a_released_state_is_upgraded(migrated: Database, fresh_database: FreshDatabases, path: Path) -> None:
    address = fresh_database()
    before = await restored(address, path)
    assert min(before.values()) > 0
    database = Database(address)
    await migrate.upgrade(database)
    for kind in CATALOGUES:
        found, new = plainly(await catalogue(database, kind)), plainly(await catalogue(migrated, kind))
        assert found == new, f"{kind}: only upgraded {sorted(found - new)[:9]}, only new {sorted(new - found)[:9]}"
    given = Context(database, Settings())
    while await judged_again.step(given):
        pass
    assert (await verify(database)).differences == 0
    async with database.plain() as plain:
        for name, length in before.items():
            assert await plain.value(f"select count(*) from {name}.log") >= length
    await database.close()
