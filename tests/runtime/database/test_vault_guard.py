"""Every service's vault and counters are closed to portal transactions, by the catalogue."""

from __future__ import annotations

import pytest

from services.runtime.database import migrate
from services.runtime.database.pool import Database
from services.runtime.database.roles import SERVICES
from tests.parts.database import FreshDatabases

_OPEN = """select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relname in ('vault', 'read_log') and not (c.relrowsecurity and c.relforcerowsecurity)"""
_EVERYBODYS = """select schemaname || '.' || tablename || ': ' || policyname as name from pg_policies
where tablename in ('vault', 'read_log') and cmd = 'SELECT' and qual = 'true'"""
_GRANTED = """select grantee || ' ' || privilege_type || ' ' || table_schema || '.' || table_name as name
from information_schema.role_table_grants where grantee like 'utvag_%_web' and (
  (table_name = 'vault' and privilege_type in ('UPDATE', 'DELETE'))
  or (table_name = 'subject_sequence') or (table_name = 'log_head' and privilege_type <> 'SELECT'))"""


@pytest.mark.parametrize("found", [_OPEN, _EVERYBODYS, _GRANTED])
async def test_no_vault_and_no_counter_is_open(fresh_database: FreshDatabases, found: str) -> None:
    database = Database(fresh_database())
    await migrate.upgrade(database)
    async with database.plain() as plain:
        assert await plain.value("select count(*) from pg_tables where tablename = 'vault'") == len(SERVICES) + 1
        assert [row["name"] for row in await plain.rows(found)] == []
    await database.close()
