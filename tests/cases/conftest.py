"""A database of every service, and referral's portal as its own tests have it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.engine import make_url

from services.runtime.database import migrate
from services.runtime.database.pool import Database
from services.runtime.embedded.postgres import EmbeddedPostgres
from tests.parts.database import FreshDatabases
from tests.referral.conftest import browsers, database, files, given

__all__ = ["browsers", "database", "files", "given"]


@pytest.fixture(scope="session")
async def migrated(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """The name of an empty database of every service, marked as a test's, to copy from."""
    databases = FreshDatabases(postgres)
    made = Database(databases())
    await migrate.upgrade(made)
    async with made.plain() as plain:
        await plain.run("update runtime.instance set kind = 'test'")
    await made.close()
    yield make_url(made.address).database or ""
    databases.drop()
