"""Every statement that a module holds is understood by the migrated database."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import asyncpg

from services.runtime.database import migrate
from services.runtime.database.pool import Database, reached_by
from services.runtime.database.query import Query
from services.runtime.database.roles import SERVICES
from services.runtime.database.tables.table import THIS_SCHEMA
from services.runtime.database.tables.this_service import THIS
from tests.architecture.test_promises import texts
from tests.parts.code import Module, fail_with, is_migration, modules
from tests.parts.database import FreshDatabases

SQL = re.compile(
    r"\s*((select|insert into|update|delete from|with \w+ as|truncate|create|alter|grant|set local)\s"
    r"|SELECT|INSERT|UPDATE|DELETE|CREATE)"
)
HOLD_SQL = ("services/runtime/database/", "services/runtime/events/")
MAY_HOLD_SQL = {
    "services/runtime/embedded/postgres.py": "makes the database itself",
    "services/runtime/process/first_migration.py": "writes the first migration of a new service",
}
BY_NAME = {"rows", "row", "value"}


def holds_sql(module: Module) -> bool:
    """Whether SQL may stand in a file: tables, queries, migrations, and what runs statements."""
    return (
        is_migration(module)
        or module.path.name == "queries.py"
        or module.path.name.endswith("tables.py")
        or module.where.startswith(HOLD_SQL)
        or module.where in MAY_HOLD_SQL
    )


def test_sql_stands_with_tables_and_queries_alone() -> None:
    found = [
        f"{module.where}:{line} {text[:60]!r}"
        for module in modules("services")
        if not holds_sql(module)
        for text, line in texts(module)
        if SQL.match(text)
    ]
    fail_with("Write an expression of the declared tables, or `written` SQL in a queries.py.", found)


def test_rows_are_read_as_values() -> None:
    found = [
        f"{module.where}:{line} {call}()"
        for module in modules("services")
        if not module.where.startswith("services/runtime/database/")
        for call, line in module.calls
        if call.rpartition(".")[0] in {"work", "plain", "snapshot", "self._work"} and call.rpartition(".")[2] in BY_NAME
    ]
    fail_with("Read rows as values: `await work.all(QUERY, ...)`, with a class or a type as `into`.", found)


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
    recorded = await connection.fetch("select schemaname || '.' || tablename as name from pg_tables")
    tables = {row["name"] for row in recorded}
    for where, query in queries():
        for each in made_for(query, tables):
            try:
                await connection.prepare(each)
            except asyncpg.PostgresError as wrong:
                found.append(f"{where}: {wrong}\n{each}")
    await connection.close()
    fail_with("Mend the statement, or declare and migrate what it speaks of.", found)
