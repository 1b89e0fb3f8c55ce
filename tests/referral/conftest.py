"""A database with referral's schema, and a referral that has heard of a directory."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from services.runtime import migrate
from services.runtime.database import Database
from services.runtime.embedded import EmbeddedPostgres
from services.runtime.security import Vault
from tests.parts.database import FreshDatabases
from tests.referral.ground import Directory, Ground


@pytest.fixture(scope="session")
async def migrated(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """The name of an empty database with the schemas runtime, web and referral, marked as a test's, to copy from."""
    databases = FreshDatabases(postgres)
    made = Database(databases())
    async with made.engine.begin() as connection:
        for folder in ("runtime", "runtime/web", "referral"):
            await connection.run_sync(migrate._upgrade, folder)
        await connection.execute(text("update runtime.instance set kind = 'test'"))
    await made.close()
    yield make_url(made.address).database or ""
    databases.drop()


@pytest.fixture
async def database(fresh_database: FreshDatabases, migrated: str) -> AsyncIterator[Database]:
    """A fresh copy of it."""
    opened = Database(fresh_database(migrated))
    yield opened
    await opened.close()


@pytest.fixture
async def ground(database: Database) -> Ground:
    """Referral that has heard of the usual directory."""
    made = Ground(database, Vault(bytes(32)))
    directory = Directory()
    directory.usual()
    await made.hear(directory)
    return made
