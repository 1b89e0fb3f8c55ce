"""What a database consists of, by its catalogues, and what the services declare: to compare one with another."""

from __future__ import annotations

from sqlalchemy import text

from services.directory.schema import DIRECTORY
from services.notify.schema import NOTIFY
from services.provider_audit.schema import PROVIDER_AUDIT
from services.referral.schema import REFERRAL
from services.runtime.database import migrate
from services.runtime.database.pool import Database
from services.runtime.database.tables.declared import statements
from services.runtime.database.tables.table import Schema
from services.runtime.tables import RUNTIME
from services.runtime.web.tables import WEB

SCHEMAS: tuple[Schema, ...] = (RUNTIME, WEB, DIRECTORY, REFERRAL, PROVIDER_AUDIT, NOTIFY)
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


async def catalogue(database: Database, kind: str) -> set[tuple[str, ...]]:
    """Read one catalogue of a database: everything of the product's schemas that is of this kind."""
    async with migrate.opened(database) as connection:
        rows = await connection.execute(text(CATALOGUES[kind]), {"schemas": [schema.name for schema in SCHEMAS]})
        return {tuple(str(value) for value in row) for row in rows}


async def lay(database: Database) -> None:
    """Make in an empty database what the services declare, without a migration."""
    async with migrate.opened(database) as connection:
        for schema in SCHEMAS:
            for statement in statements(schema):
                await connection.exec_driver_sql(statement)
