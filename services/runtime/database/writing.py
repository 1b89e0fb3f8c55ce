"""Adding rows and changing them by their key, many in one statement, made from what their table declares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import ARRAY, Column
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.types import JSON
from sqlmodel import SQLModel

from services.runtime.database.tables.table import THIS_SCHEMA, columns_of, json_text

Values: TypeAlias = Mapping[str, Any] | Sequence[Mapping[str, Any]]
"""A row, or rows, by the names of their class's fields; each row names the same ones."""
_POSTGRESQL = dialect()  # type: ignore[no-untyped-call]
_QUOTE = _POSTGRESQL.identifier_preparer.quote


class Conflict(Enum):
    """What becomes of a row whose key is there already."""

    FAILS = "fails"
    KEEPS = "keeps"
    REPLACES = "replaces"


@dataclass(frozen=True, slots=True)
class Writing:
    """A statement that takes a list of values for each of its columns."""

    sql: str
    names: tuple[str, ...]
    as_json: frozenset[str]

    def arguments(self, rows: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
        """Give the columns of these rows as the driver takes them; a list, which unnest would take apart, as JSON too.

        Raises TypeError where a row names other columns.
        """
        known = set(self.names)
        for row in rows:
            if row.keys() != known:
                raise TypeError(f"a row names {', '.join(sorted(row))}; the first one named {', '.join(self.names)}")
        return [
            [json_text(row[name], str) if name in self.as_json else row[name] for row in rows] for name in self.names
        ]


@lru_cache(maxsize=1_000)
def writing(row: type[SQLModel], names: tuple[str, ...], conflict: Conflict, schema: str = THIS_SCHEMA) -> Writing:
    """Give the statement that writes these fields of a table, which may stand in the schema of each service.

    Raises TypeError for a field that it does not have.
    """
    columns = columns_of(row)
    if unknown := set(names) - columns.keys():
        raise TypeError(f"{row.__name__} has no {', '.join(sorted(unknown))}; it has {', '.join(columns)}")
    chosen = [columns[name] for name in names]
    table = chosen[0].table
    sql = (
        f"insert into {table} ({', '.join(_QUOTE(column.name) for column in chosen)}) "
        f"select {', '.join(_taken(column, f'given.v{index}') for index, column in enumerate(chosen))} "
        f"from unnest({', '.join(f'cast(${index + 1} as {_sent(column)}[])' for index, column in enumerate(chosen))}) "
        f"as given ({', '.join(f'v{index}' for index in range(len(chosen)))})"
        + _on_conflict(chosen, list(table.primary_key.columns), conflict)
    )
    return Writing(
        sql.replace(THIS_SCHEMA, schema), names, frozenset(name for name in names if _as_json(columns[name]))
    )


def _on_conflict(chosen: Sequence[Column[Any]], keys: Sequence[Column[Any]], conflict: Conflict) -> str:
    if conflict is Conflict.FAILS:
        return ""
    if conflict is Conflict.KEEPS:
        return " on conflict do nothing"
    changed = [_QUOTE(column.name) for column in chosen if column not in keys]
    sets = ", ".join(f"{name} = excluded.{name}" for name in changed)
    return f" on conflict ({', '.join(_QUOTE(key.name) for key in keys)}) do update set {sets}"


def _as_json(column: Column[Any]) -> bool:
    return isinstance(column.type, ARRAY | JSON)


def _type(column: Column[Any]) -> str:
    return column.type.compile(dialect=_POSTGRESQL)


def _sent(column: Column[Any]) -> str:
    return "text" if _as_json(column) else _type(column)


def _taken(column: Column[Any], given: str) -> str:
    if isinstance(column.type, ARRAY):
        parts = f"array(select jsonb_array_elements_text(cast({given} as jsonb)))"
        return f"case when {given} is not null then cast({parts} as {_type(column)}) end"
    return f"cast({given} as jsonb)" if isinstance(column.type, JSON) else given
