"""The directory on a fresh database, and what its tests start from."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from schemas.codes import Origin
from schemas.envelope import Author
from services.runtime import migrate
from services.runtime.database import Database
from services.runtime.embedded import EmbeddedPostgres
from services.runtime.identifiers import PLATFORM
from services.runtime.security import Vault
from tests.parts.database import FreshDatabases

NOW = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)


@pytest.fixture(scope="session")
async def migrated(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """The name of a migrated, empty database to copy from."""
    databases = FreshDatabases(postgres)
    made = Database(databases())
    async with made.engine.begin() as connection:
        for folder in ("runtime", "runtime/web", "directory"):
            await connection.run_sync(migrate._upgrade, folder)
    await made.close()
    yield make_url(made.address).database or ""
    databases.drop()


@pytest.fixture
async def database(fresh_database: FreshDatabases, migrated: str) -> AsyncIterator[Database]:
    """A migrated, empty database."""
    made = Database(fresh_database(migrated))
    yield made
    await made.close()


@pytest.fixture
def vault() -> Vault:
    """A vault under a master key of the test."""
    return Vault(bytes(range(32)))


@pytest.fixture
def author() -> Author:
    """The platform's own word, by the demonstration's edge: no clock is compared."""
    return Author(teller=PLATFORM, origin=Origin.DEMONSTRATION, arrived=NOW)


@pytest.fixture
def facts(database: Database) -> Callable[[], object]:
    """A function that gives the types of the facts in the log, in order."""

    async def told() -> list[str]:
        async with database.engine.connect() as connection:
            rows = await connection.execute(text("select type from directory.log order by position"))
            return [row.type.removeprefix("se.utvag.directory.").removesuffix(".v1") for row in rows]

    return told


@pytest.fixture
def numbered() -> Callable[[], UUID]:
    """Ids in order, for pure planning."""
    made = iter(range(1, 100_000))
    return lambda: UUID(int=next(made) << 64)
