"""Migrations: Alembic per schema, each with its own version table, all applied by one call."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, NullPool, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from services.runtime.database import SETTINGS, Database
from services.runtime.statement import reached_by

ORDER = ("runtime", "runtime/web", "directory", "referral", "provider_audit", "notify")
_SERVICES = Path(__file__).resolve().parents[1]
_LOCK = 7_263_541


def run(schema: str) -> None:
    """Do what Alembic asks of an env.py, on the connection handed in."""
    connection: Connection = context.config.attributes["connection"]
    connection.execute(text(f"create schema if not exists {schema}"))
    context.configure(connection=connection, version_table="alembic_version", version_table_schema=schema)
    context.run_migrations()


async def upgrade(database: Database, folders: Sequence[str] = ORDER) -> None:
    """Bring every schema to the newest version; several processes may call it at once. Raises what Database.open does."""
    await database.open()
    async with opened(database) as connection:
        await connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        for folder in folders:
            await connection.run_sync(bring, folder)


@asynccontextmanager
async def opened(database: Database) -> AsyncIterator[AsyncConnection]:
    """Open a connection of the kind Alembic takes, in one transaction that commits at the end."""
    how = reached_by(database.address)
    engine = create_async_engine(
        "postgresql+asyncpg://",
        poolclass=NullPool,
        hide_parameters=True,
        async_creator=lambda: asyncpg.connect(**how, server_settings=SETTINGS),
    )
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()


def bring(connection: Connection, folder: str, version: str = "head") -> None:
    """Bring one schema to a version."""
    config = Config()
    config.set_main_option("script_location", str(_SERVICES / folder / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, version)


async def pending(database: Database) -> list[str]:
    """Name the schemas that have no version yet."""
    async with database.plain() as plain:
        schemas = [folder.rsplit("/", maxsplit=1)[-1] for folder in ORDER]
        rows = await plain.rows(
            "select name from unnest(cast(:names as text[])) as told (name) "
            "where to_regclass(name || '.alembic_version') is null",
            names=schemas,
        )
    missing = {row["name"] for row in rows}
    return [schema for schema in schemas if schema in missing]
