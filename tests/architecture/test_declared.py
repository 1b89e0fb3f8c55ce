"""A migrated database is what its services declare: tables, constraints, indexes, functions, policies, grants."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from services.runtime.database import migrate
from services.runtime.database.pool import Database
from services.runtime.database.tables.table import Schema
from services.runtime.embedded.postgres import EmbeddedPostgres
from tests.parts.catalogue import CATALOGUES, SCHEMAS, catalogue, lay
from tests.parts.database import FreshDatabases


@pytest.fixture(scope="module")
async def both(postgres: EmbeddedPostgres) -> AsyncIterator[tuple[Database, Database]]:
    """A database that was migrated, and one made of what is declared."""
    databases = FreshDatabases(postgres)
    migrated, made = Database(databases()), Database(databases())
    await migrate.upgrade(migrated)
    await lay(made)
    yield migrated, made
    await migrated.close()
    await made.close()
    databases.drop()


@pytest.mark.parametrize("kind", CATALOGUES)
async def test_what_is_declared_is_what_was_migrated(both: tuple[Database, Database], kind: str) -> None:
    migrated, made = [await catalogue(database, kind) for database in both]
    assert migrated == made, (
        f"Declare in the service's tables what a migration changes. {kind} that only the migrations make: "
        f"{sorted(migrated - made)[:9]}; only declared: {sorted(made - migrated)[:9]}"
    )
    assert migrated


@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
async def test_alembic_finds_nothing_to_migrate(both: tuple[Database, Database], schema: Schema) -> None:
    def compared(connection: Connection) -> list[object]:
        how = {
            "include_schemas": True,
            "include_name": lambda name, kind, _: kind != "schema" or name == schema.name,
        }
        context = MigrationContext.configure(connection, opts={**how, "compare_server_default": False})
        return [each for each in compare_metadata(context, schema) if "alembic_version" not in str(each)]

    async with migrate.opened(both[0]) as connection:
        assert await connection.run_sync(compared) == []
