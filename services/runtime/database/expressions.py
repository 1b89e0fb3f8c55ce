"""What statements say again and again: one of a list, only if it is given, rows that come as lists."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    TableValuedAlias,
    any_,
    bindparam,
    column,
    func,
    or_,
)
from sqlmodel import SQLModel


def among(chosen: Any, name: str) -> ColumnElement[bool]:
    """Ask whether a column's value is one of the list that is given as `name`."""
    return cast(ColumnElement[bool], chosen == any_(bindparam(name, type_=ARRAY(chosen.type))))


def fields_of(row: type[SQLModel], into: type[Any], besides: Sequence[str] = ()) -> list[Any]:
    """Give a table's columns that have the names of the fields of `into`, all but `besides`, which come from elsewhere."""
    names = getattr(into, "__dataclass_fields__", None) or getattr(into, "model_fields", None) or into._fields
    return [getattr(row, name) for name in names if name not in besides]


def if_given(chosen: Any, name: str) -> ColumnElement[bool]:
    """Ask whether a column has the value that is given as `name`; every row answers yes where None is given."""
    return or_(bindparam(name, type_=chosen.type).is_(None), chosen == bindparam(name, type_=chosen.type))


def given(**columns: Any) -> TableValuedAlias:
    """Give rows that come as lists, one by the name of each column here, whose kind is that of the table's column it names."""
    lists = [bindparam(name, type_=ARRAY(like.type)) for name, like in columns.items()]
    names = [column(name, like.type) for name, like in columns.items()]
    return func.unnest(*lists).table_valued(*names).render_derived(name="given")


def as_lists(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Give rows, one at least, as the lists that `given` asks for."""
    return {name: [row[name] for row in rows] for name in rows[0]}
