"""Every statement that a module holds is understood by the migrated database."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import asyncpg

from services.runtime.database import migrate
from services.runtime.database.log_tables import THIS
from services.runtime.database.pool import Database
from services.runtime.database.query import Query
from services.runtime.database.roles import SERVICES
from services.runtime.database.statement import reached_by
from services.runtime.database.table import THIS_SCHEMA
from tests.parts.code import fail_with, is_migration, modules
from tests.parts.database import FreshDatabases


def queries() -> Iterator[tuple[str, Query[Any]]]:
    """Every query that stands in a module under a name of its own, with where."""
    for module in modules("services"):
        if not is_migration(module):
            yield from held_by(importlib.import_module(module.name))


def held_by(module: ModuleType) -> Iterator[tuple[str, Query[Any]]]:
    """The queries of one module, those in a dictionary or a tuple too."""
    for name, value in vars(module).items():
        many = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else [value]
        for each in many:
            if isinstance(each, Query):
                yield f"{module.__name__}.{name}", each


def made_for(query: Query[Any], tables: set[str]) -> list[str]:
    """The SQL of a query; of one that speaks of a table of whichever service, for each service that has all of those."""
    if THIS_SCHEMA not in query.sql:
        return [query.sql]
    spoken = set(re.findall(rf"{THIS_SCHEMA}\.(\w+)", query.sql)) & {table.name for table in THIS.tables.values()}
    having = [service for service in SERVICES if {f"{service}.{table}" for table in spoken} <= tables]
    return [query.of(service).sql for service in having] or [query.sql]


async def test_the_database_understands_every_statement(fresh_database: FreshDatabases) -> None:
    address, found = fresh_database(), []
    database = Database(address)
    await migrate.upgrade(database)
    await database.close()
    connection = await asyncpg.connect(**reached_by(address))
    told = await connection.fetch("select schemaname || '.' || tablename as name from pg_tables")
    tables = {row["name"] for row in told}
    for where, query in queries():
        for each in made_for(query, tables):
            try:
                await connection.prepare(each)
            except asyncpg.PostgresError as wrong:
                found.append(f"{where}: {wrong}\n{each}")
    await connection.close()
    fail_with("Mend the statement, or declare and migrate what it speaks of.", found)
