"""Every statement that a module holds is understood by the migrated database."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import asyncpg

from services.runtime.database import migrate
from services.runtime.database.pool import Database
from services.runtime.database.query import Query
from services.runtime.database.statement import reached_by
from tests.parts.code import fail_with, is_migration, modules
from tests.parts.database import FreshDatabases


def queries() -> Iterator[tuple[str, Query[Any]]]:
    """Every query that stands in a module under a name of its own, with where."""
    for module in modules("services"):
        if not is_migration(module):
            yield from held_by(importlib.import_module(module.name))


def held_by(module: ModuleType) -> Iterator[tuple[str, Query[Any]]]:
    """The queries of one module, those in a dictionary too."""
    for name, value in vars(module).items():
        for each in value.values() if isinstance(value, dict) else [value]:
            if isinstance(each, Query):
                yield f"{module.__name__}.{name}", each


async def test_the_database_understands_every_statement(fresh_database: FreshDatabases) -> None:
    address, found = fresh_database(), []
    database = Database(address)
    await migrate.upgrade(database)
    await database.close()
    connection = await asyncpg.connect(**reached_by(address))
    for where, query in queries():
        try:
            await connection.prepare(query.sql)
        except asyncpg.PostgresError as wrong:
            found.append(f"{where}: {wrong}\n{query.sql}")
    await connection.close()
    fail_with("Mend the statement, or declare and migrate what it speaks of.", found)
