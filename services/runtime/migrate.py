"""Migrations: Alembic per schema, each with its own version table, all applied by one call."""

from pathlib import Path
from typing import Any

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, text

from services.runtime.database import Database

ORDER = ("runtime", "runtime/web", "directory", "referral", "provider_audit", "notify")
_SERVICES = Path(__file__).resolve().parents[1]
_LOCK = 7_263_541


def run(schema: str) -> None:
    """Do what Alembic asks of an env.py, on the connection handed in."""
    connection: Connection = context.config.attributes["connection"]
    connection.execute(text(f"create schema if not exists {schema}"))
    context.configure(connection=connection, version_table="alembic_version", version_table_schema=schema)
    context.run_migrations()


async def upgrade(database: Database) -> None:
    """Bring every schema to the newest version; several processes may call it at once."""
    async with database.engine.begin() as connection:
        await connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        for folder in ORDER:
            if (_SERVICES / folder / "migrations" / "env.py").exists():
                await connection.run_sync(_upgrade, folder)


def _upgrade(connection: Connection, folder: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(_SERVICES / folder / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def pending(database: Database) -> list[str]:
    """Name the schemas that have no version yet."""
    async with database.engine.connect() as connection:
        found: list[Any] = []
        for folder in ORDER:
            schema = folder.rsplit("/", maxsplit=1)[-1]
            known = await connection.execute(text("select to_regclass(:name)"), {"name": f"{schema}.alembic_version"})
            if known.scalar() is None:
                found.append(schema)
    return found
