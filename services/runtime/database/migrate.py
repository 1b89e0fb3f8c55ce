"""Migrations: Alembic per schema, each with its own version table, all applied by one call."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
from alembic import command, context
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from services.runtime.database.pool import SETTINGS, Database, reached_by
from services.runtime.database.query import written

ORDER = ("runtime", "runtime/web", "directory", "referral", "provider_audit", "notify")
_SERVICES = Path(__file__).resolve().parents[2]
_LOCK = 7_263_541
_WITHOUT_VERSION = written(
    "select name from unnest(cast(:names as text[])) as given (name) where to_regclass(name || '.alembic_version') is null",
    into=str,
)


def run(schema: str) -> None:
    """Do what Alembic asks of an env.py, on the connection handed in."""
    connection: Connection = context.config.attributes["connection"]
    connection.execute(text(f"create schema if not exists {schema}"))
    context.configure(connection=connection, version_table="alembic_version", version_table_schema=schema)
    context.run_migrations()


class DatabaseIsNewer(ValueError):
    """A newer Utväg has opened this database; this one may not touch it."""


async def upgrade(database: Database, folders: Sequence[str] = ORDER) -> None:
    """Bring every schema to the newest version; several processes may call it at once.

    Raises what Database.open does, and DatabaseIsNewer, having changed nothing, when a newer Utväg has been here.
    """
    await database.open()
    async with opened(database) as connection:
        await connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        for folder in folders:
            await connection.run_sync(must_be_ours, folder)
        for folder in folders:
            await connection.run_sync(bring, folder)


async def newer(database: Database) -> str | None:
    """Say that a newer Utväg has opened this database, and what to do; none when that is not so."""
    try:
        async with opened(database) as connection:
            for folder in ORDER:
                await connection.run_sync(must_be_ours, folder)
    except DatabaseIsNewer as wrong:
        return str(wrong)
    return None


def must_be_ours(connection: Connection, folder: str) -> None:
    """Raise DatabaseIsNewer when a schema is at a version that this program does not know."""
    schema = folder.rsplit("/", maxsplit=1)[-1]
    if connection.execute(text("select to_regclass(:table)"), {"table": f"{schema}.alembic_version"}).scalar() is None:
        return
    current = connection.execute(text(f"select version_num from {schema}.alembic_version")).scalar()
    known = [revision.revision for revision in ScriptDirectory.from_config(_config(folder)).walk_revisions()]
    if current is not None and current not in known:
        raise DatabaseIsNewer(
            f"A newer Utväg has opened this database: its schema {schema} is at version {current}, and this program knows "
            f"versions up to {known[0]}. Nothing was changed. Start the newer Utväg, or restore the backup made before it"
        )


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
    config = _config(folder)
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def _config(folder: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SERVICES / folder / "migrations").replace("%", "%%"))
    return config


async def pending(database: Database) -> list[str]:
    """Name the schemas that have no version yet."""
    async with database.plain() as plain:
        schemas = [folder.rsplit("/", maxsplit=1)[-1] for folder in ORDER]
        missing = await plain.all(_WITHOUT_VERSION, names=schemas)
    return [schema for schema in schemas if schema in missing]
