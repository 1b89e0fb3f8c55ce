"""The frame with the sample service on a fresh PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from services.runtime.database.migrate import upgrade
from services.runtime.database.pool import Database
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.settings import Settings
from services.runtime.web import create_app
from tests.parts.database import FreshDatabases
from tests.runtime.web.sample import service
from tests.runtime.web.visitor import Visitor, sign_in


@pytest.fixture(scope="session")
async def migrated(postgres: EmbeddedPostgres) -> AsyncIterator[Database]:
    """A database with every schema, shared by these tests: the frame's own tables are emptied for each."""
    databases = FreshDatabases(postgres)
    made = Database(databases())
    await upgrade(made)
    yield made
    await made.close()
    databases.drop()


@pytest.fixture
async def database(migrated: Database) -> Database:
    """The database, empty, plain and on the wall clock."""
    async with migrated.plain() as plain:
        await plain.run("truncate web.session, web.account, web.done, web.submission, web.draft, web.vault")
        await plain.run("update runtime.instance set kind = 'plain', clock_offset = '0'")
    return migrated


@pytest.fixture
def app(database: Database, tmp_path: Path) -> FastAPI:
    """The portal of the sample service alone."""
    service.SENT.clear()
    service.ENDED.clear()
    settings = Settings(data=tmp_path)
    return create_app(settings, database, (service.SERVICE,), service.identify)


@pytest.fixture
async def coordinator(app: FastAPI) -> AsyncIterator[Visitor]:
    """A signed-in coordinator."""
    made = Visitor(app)
    await sign_in(made)
    yield made
    await made.close()


@pytest.fixture
async def visitor(app: FastAPI) -> AsyncIterator[Visitor]:
    """Nobody signed in."""
    made = Visitor(app)
    yield made
    await made.close()
