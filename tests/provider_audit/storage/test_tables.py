"""The audit's tables as PostgreSQL holds them."""

from services.runtime.database.pool import Database


async def test_every_table_with_an_organisation_is_under_row_level_security(database: Database) -> None:
    async with database.plain() as plain:
        rows = await plain.rows(
            "select distinct c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
            "join pg_attribute a on a.attrelid = c.oid where n.nspname = 'provider_audit' and c.relkind = 'r' "
            "and a.attname in ('board_id', 'provider_id', 'finding') and not (c.relrowsecurity and c.relforcerowsecurity)"
        )
        assert rows == []
