"""A migrated database is what its services declare: tables, constraints, indexes, functions, policies, grants."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

import services.directory.paper_tables
import services.directory.tables
import services.notify.copy_tables
import services.notify.tables
import services.provider_audit.page_tables
import services.provider_audit.tables
import services.referral.known_tables
import services.referral.tables
import services.referral.told_tables  # noqa: F401 - imported for the tables they declare
from services.directory.schema import DIRECTORY
from services.notify.schema import NOTIFY
from services.provider_audit.schema import PROVIDER_AUDIT
from services.referral.schema import REFERRAL
from services.runtime.database import migrate
from services.runtime.database.declared import statements
from services.runtime.database.pool import Database
from services.runtime.database.table import Schema
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.tables import RUNTIME
from services.runtime.web.tables import WEB
from tests.parts.database import FreshDatabases

SCHEMAS = (RUNTIME, WEB, DIRECTORY, REFERRAL, PROVIDER_AUDIT, NOTIFY)
CATALOGUES = {
    "columns": """select table_schema, table_name, column_name, data_type, udt_name, is_nullable, column_default,
        is_identity, identity_generation, is_generated, generation_expression
        from information_schema.columns where table_schema = any(:schemas) and table_name <> 'alembic_version'""",
    "constraints": """select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint
        where connamespace::regnamespace::text = any(:schemas) and conrelid::regclass::text not like '%alembic%'""",
    "indexes": """select schemaname, tablename, indexname, indexdef from pg_indexes
        where schemaname = any(:schemas) and tablename <> 'alembic_version'""",
    "policies": """select schemaname, tablename, policyname, cast(roles as text[]), cmd, qual, with_check from pg_policies
        where schemaname = any(:schemas)""",
    "guarded tables": """select relnamespace::regnamespace::text, relname, relrowsecurity, relforcerowsecurity
        from pg_class where relkind = 'r' and relnamespace::regnamespace::text = any(:schemas)
        and relname <> 'alembic_version'""",
    "grants": """select c.relnamespace::regnamespace::text, c.relname, coalesce(a.grantee::regrole::text, ''), a.privilege_type
        from pg_class c, aclexplode(c.relacl) a where c.relnamespace::regnamespace::text = any(:schemas)
        and c.relname <> 'alembic_version'""",
    "grants of columns": """select c.relnamespace::regnamespace::text, c.relname, t.attname, a.grantee::regrole::text,
        a.privilege_type from pg_attribute t join pg_class c on c.oid = t.attrelid, aclexplode(t.attacl) a
        where c.relnamespace::regnamespace::text = any(:schemas)""",
    "functions": """select pronamespace::regnamespace::text, proname, regexp_replace(pg_get_functiondef(oid), '\\s+', ' ', 'g'),
        cast(proacl as text[]) from pg_proc where pronamespace::regnamespace::text = any(:schemas)""",
    "triggers": """select tgrelid::regclass::text, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal""",
    "views": """select schemaname, viewname, viewowner, definition from pg_views where schemaname = any(:schemas)""",
    "use of schemas": """select nspname, a.grantee::regrole::text, a.privilege_type from pg_namespace, aclexplode(nspacl) a
        where nspname = any(:schemas)""",
    "default privileges": """select d.defaclnamespace::regnamespace::text, d.defaclobjtype, a.grantee::regrole::text,
        a.privilege_type from pg_default_acl d, aclexplode(d.defaclacl) a
        where d.defaclnamespace::regnamespace::text = any(:schemas)""",
}


@pytest.fixture(scope="module")
async def both(postgres: EmbeddedPostgres) -> AsyncIterator[tuple[Database, Database]]:
    """A database that was migrated, and one made of what is declared."""
    databases = FreshDatabases(postgres)
    migrated, made = Database(databases()), Database(databases())
    await migrate.upgrade(migrated)
    async with migrate.opened(made) as connection:
        for schema in SCHEMAS:
            for statement in statements(schema):
                await connection.exec_driver_sql(statement)
    yield migrated, made
    await migrated.close()
    await made.close()
    databases.drop()


@pytest.mark.parametrize("kind", CATALOGUES)
async def test_what_is_declared_is_what_was_migrated(both: tuple[Database, Database], kind: str) -> None:
    found = []
    for database in both:
        async with migrate.opened(database) as connection:
            rows = await connection.execute(text(CATALOGUES[kind]), {"schemas": [schema.name for schema in SCHEMAS]})
            found.append({tuple(str(value) for value in row) for row in rows})
    migrated, made = found
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
