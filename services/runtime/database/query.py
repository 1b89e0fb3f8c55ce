"""Statements: written as SQLModel expressions, or as SQL where SQL says it better, made ready once, and read into values."""

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, Generic, TypeVar, cast, overload

from pydantic import TypeAdapter
from sqlalchemy import (
    BindParameter,
    ClauseElement,
    ColumnElement,
    Executable,
    Select,
    inspect,
    text,
)
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.types import JSON

from services.runtime.database.tables.table import THIS_SCHEMA, columns_of, json_text

T = TypeVar("T")


_Compiler: Any = PGDialect_asyncpg.statement_compiler


class _FixedValuesStand(_Compiler):  # type: ignore[misc]
    """Writes what an expression fixes into the SQL, so that the planner sees it; what `bindparam` leaves open is bound."""

    def visit_bindparam(self, bindparam: BindParameter[Any], **more: Any) -> str:
        if not bindparam.required and bindparam.value is not None:
            more["literal_binds"] = True
        return cast(str, super().visit_bindparam(bindparam, **more))


_POSTGRESQL = PGDialect_asyncpg()  # type: ignore[no-untyped-call]
_POSTGRESQL.statement_compiler = _FixedValuesStand


class Query(Generic[T]):
    """A statement and what its rows become: a value of `into` each, or a single column's value.

    It is made ready at its first use; `sql` has $1, $2 ... where `names` names its values in that order.
    """

    def __init__(self, statement: Executable, into: Any, schema: str = THIS_SCHEMA) -> None:
        self._statement = statement
        self._into = into
        self._schema = schema
        self._by_schema: dict[str, Query[T]] = {}

    def of(self, schema: str) -> "Query[T]":
        """Give the statement for one service, where it speaks of a table that stands in the schema of each."""
        if schema not in self._by_schema:
            self._by_schema[schema] = Query(self._statement, self._into, schema)
        return self._by_schema[schema]

    @cached_property
    def _compiled(self) -> Any:
        return cast(ClauseElement, _by_our_names(self._statement)).compile(dialect=_POSTGRESQL)

    @cached_property
    def sql(self) -> str:
        """Give the SQL."""
        return str(self._compiled).replace(THIS_SCHEMA, self._schema)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Name the values in the order in which they are bound."""
        return tuple(self._compiled.positiontup or ())

    @cached_property
    def _as_json(self) -> frozenset[str]:
        return frozenset(name for name, bind in self._compiled.binds.items() if isinstance(bind.type, JSON))

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.names)

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """Give the values as the driver takes them. Raises TypeError for one that the statement does not know or lacks."""
        if values.keys() != self._known:
            self._refuse(values)
        if not self._as_json:
            return [values[name] for name in self.names]
        return [json_text(values[name]) if name in self._as_json else values[name] for name in self.names]

    def _refuse(self, values: Mapping[str, Any]) -> None:
        if unknown := values.keys() - self._known:
            raise TypeError(
                f"the statement has no value named {', '.join(sorted(unknown))}; it has {', '.join(self.names)}"
            )
        raise TypeError(f"the statement needs a value for {', '.join(sorted(self._known - values.keys()))}")

    @cached_property
    def _adapter(self) -> TypeAdapter[list[T]] | None:
        return None if self._into is None else TypeAdapter(list[self._into])  # type: ignore[name-defined]

    def read(self, rows: Sequence[Mapping[str, Any]]) -> list[T]:
        """Make values of rows: of each row one, or of its only column where `into` is no class with fields."""
        if self._adapter is None:
            return cast(list[T], [dict(row) for row in rows])
        if _has_fields(self._into):
            return self._adapter.validate_python([dict(row) for row in rows])
        return self._adapter.validate_python([next(iter(row.values())) for row in rows])


def _by_our_names(statement: Executable) -> Executable:
    """Have a selected table give its columns by the names its class has for them."""
    if not isinstance(statement, Select):
        return statement
    chosen: list[ColumnElement[Any]] = []
    for each in statement.column_descriptions:
        about = inspect(each["expr"], raiseerr=False)
        if getattr(about, "is_mapper", False) or getattr(about, "is_aliased_class", False):
            chosen += [getattr(each["expr"], name).label(name) for name in columns_of(about.mapper.class_)]
        else:
            chosen.append(each["expr"].label(each["name"]) if each["name"] else each["expr"])
    return statement.with_only_columns(*chosen, maintain_column_froms=True)


@lru_cache(maxsize=1_000)
def _has_fields(into: Any) -> bool:
    return any(hasattr(into, mark) for mark in ("__dataclass_fields__", "model_fields", "_fields", "__total__"))


@overload
def query(statement: Executable, into: type[T]) -> Query[T]: ...
@overload
def query(statement: Executable) -> Query[dict[str, Any]]: ...
def query(statement: Executable, into: Any = None) -> Query[Any]:
    """Make a query of an expression; values are left open by `bindparam("name")`.

    `into` is a dataclass, a pydantic model or a named tuple with the columns' names, or the type of the only column.
    """
    return Query(statement, into)


@overload
def written(sql: str, into: type[T]) -> Query[T]: ...
@overload
def written(sql: str) -> Query[dict[str, Any]]: ...
def written(sql: str, into: Any = None) -> Query[Any]:
    """Make a query of SQL, with `:name` for a value: for what an expression would say worse, in a service's queries.py."""
    return Query(text(sql), into)
