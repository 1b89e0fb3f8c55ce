"""Migrations: Alembic per schema, each with its own version table, all applied by one call."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

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


class DatabaseIsOlder(ValueError):
    """An older Utväg made these tables, and the settings leave them to `utvag migrate`."""


async def must_be_current(database: Database) -> None:
    """Raise DatabaseIsNewer or DatabaseIsOlder unless every schema is at the newest version; nothing is changed."""
    await database.open()
    if (wrong := await newer(database)) is not None:
        raise DatabaseIsNewer(wrong)
    if schemas := await older(database):
        raise DatabaseIsOlder(
            f"The tables of {', '.join(schemas)} are older than this program, and UTVAG_MIGRATE=never leaves them as they are. "
            "Run `utvag migrate` as the database's owner, then start again"
        )


async def older(database: Database) -> list[str]:
    """Name the schemas that are not yet at this program's version."""
    async with opened(database) as connection:
        return [_schema(folder) for folder in ORDER if await connection.run_sync(_is_older, folder)]


def _is_older(connection: Connection, folder: str) -> bool:
    return _version(connection, folder) != ScriptDirectory.from_config(_config(folder)).get_current_head()


def _schema(folder: str) -> str:
    return folder.rsplit("/", maxsplit=1)[-1]


def _version(connection: Connection, folder: str) -> str | None:
    """Give the version that a schema is at, none when there is no such schema."""
    table = f"{_schema(folder)}.alembic_version"
    if connection.execute(text("select to_regclass(:table)"), {"table": table}).scalar() is None:
        return None
    return cast(str | None, connection.execute(text(f"select version_num from {table}")).scalar())


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
    current = _version(connection, folder)
    known = [revision.revision for revision in ScriptDirectory.from_config(_config(folder)).walk_revisions()]
    if current is not None and current not in known:
        raise DatabaseIsNewer(
            f"A newer Utväg has opened this database: its schema {_schema(folder)} is at version {current}, and this program knows "
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
        schemas = [_schema(folder) for folder in ORDER]
        missing = await plain.all(_WITHOUT_VERSION, names=schemas)
    return [schema for schema in schemas if schema in missing]
