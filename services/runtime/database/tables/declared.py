"""A schema as its service declares it, made into SQL: tables, functions and views, and who may touch what."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.schema import CreateIndex, CreateTable

from services.runtime.database.roles import roles
from services.runtime.database.tables.table import THIS_SCHEMA, Row, Schema

_POSTGRESQL = dialect()  # type: ignore[no-untyped-call]
SQL = Path(__file__).parents[1] / "sql"
LOG = SQL / "log.sql"
"""The functions of a log."""
INBOX = SQL / "inbox.sql"
"""What guards an inbox."""


def statements(schema: Schema) -> list[str]:
    """Give everything that makes a schema as it is declared, in order; the roles and the schemas it names stand already.

    A new service's first migration is written from this.
    """
    return [
        *_schema(schema),
        "set local check_function_bodies = off",  # they speak of tables that are made after them
        *_from_files(schema, schema.functions),
        *_tables(schema),
        *_from_files(schema, schema.views),
        *_access(schema),
    ]


def _schema(schema: Schema) -> list[str]:
    name, own = schema.name, roles(schema.name) if schema.own else ()
    made = [
        f"create schema if not exists {name}",
        f"grant usage on schema {name} to {', '.join((*own, *schema.users))}",
    ]
    by_default = f"alter default privileges in schema {name} grant"
    if own:
        made.append(f"{by_default} select, insert, update, delete on tables to {own[0]}")
    if own and schema.counted:
        made.append(f"{by_default} usage, select on sequences to {', '.join(own)}")
    return made


def _tables(schema: Schema) -> list[str]:
    made = []
    for table in schema.sorted_tables:
        made.append(str(CreateTable(table).compile(dialect=_POSTGRESQL)))
        made += [str(CreateIndex(index).compile(dialect=_POSTGRESQL)) for index in table.indexes]
    return made


def _from_files(schema: Schema, files: Sequence[Path]) -> list[str]:
    """Read statements, which stand apart by a line of two hyphens; this_schema is the schema."""
    worker, web = roles(schema.name)
    names = {THIS_SCHEMA: schema.name, "this_worker": worker, "this_web": web}
    made = []
    for file in files:
        text = file.read_text(encoding="utf-8")
        for name, meant in names.items():
            text = text.replace(name, meant)
        made += [part.strip() for part in text.split("\n--\n")]
    return made


def _access(schema: Schema) -> list[str]:
    return [statement for row in rows_of(schema) for statement in row.__access__.statements(schema.name, name_of(row))]


def name_of(row: type[Row]) -> str:
    """Give the name of a row's table."""
    return str(row.__tablename__)


def rows_of(schema: Schema) -> list[type[Row]]:
    """Give the classes of a schema's tables."""
    found: list[type[Row]] = []
    waiting: list[type[Row]] = [Row]
    while waiting:
        row = waiting.pop()
        waiting += row.__subclasses__()
        if row.metadata is schema and hasattr(row, "__table__") and row not in found:
            found.append(row)
    return sorted(found, key=name_of)
