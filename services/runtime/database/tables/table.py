"""What a service's tables are written in: a schema's base class, columns, and the types that SQLModel does not choose itself."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar
from uuid import UUID

from sqlalchemy import Column, LargeBinary, MetaData, Table, Text, Uuid, event
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel
from sqlmodel.sql.sqltypes import AutoString

from services.runtime.database.tables.access import WORKER_ALONE, Access

Texts = Annotated[list[str], Field(sa_type=ARRAY(Text))]
"""text[]."""
Ids = Annotated[list[UUID], Field(sa_type=ARRAY(Uuid))]
"""uuid[]."""
Document = Annotated[dict[str, Any], Field(sa_type=JSONB)]
"""jsonb, read and written as Python's dictionaries and lists."""
Sealed = Annotated[bytes, Field(sa_type=LargeBinary)]
"""bytea that only the vault can read."""

THIS_SCHEMA = "this_schema"
"""What stands for a service's own schema, where the same table or function stands in each."""
_AS_POSTGRESQL_NAMES = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(column_0_name)s_fkey",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
}


class Schema(MetaData):
    """The tables of one schema of the database; `functions` are files of functions, `views` of views and triggers.

    `users` are the roles that use it beside its service's own two; `own` tells whether it has two of its own, `counted` whether its
    web role may number its rows by the tables' identities.
    """

    def __init__(
        self,
        name: str,
        *,
        functions: Sequence[Path] = (),
        views: Sequence[Path] = (),
        users: Sequence[str] = (),
        own: bool = True,
        counted: bool = True,
    ) -> None:
        super().__init__(schema=name, naming_convention=_AS_POSTGRESQL_NAMES)
        self.name, self.functions, self.views = name, tuple(functions), tuple(views)
        self.users, self.own, self.counted = tuple(users), own, counted


@event.listens_for(Table, "after_parent_attach")
def _text_is_text(table: Table, parent: object) -> None:
    """Make every str of ours a text: SQLModel would choose varchar."""
    if isinstance(parent, Schema):
        for each in table.columns:
            if isinstance(each.type, AutoString):
                each.type = Text()


class Row(SQLModel):
    """A row of one of our tables; its class declares its table, and `__access__` who may touch it."""

    __access__: ClassVar[Access] = WORKER_ALONE


def column(
    name: str | None = None,
    *,
    key: bool = False,
    references: str | None = None,
    default: str | None = None,
    unique: bool = False,
    made: Sequence[Any] = (),
    kind: Any = None,
) -> Any:
    """Declare a column where its annotation does not say everything.

    `name` is its name in the database when ours differs, `references` table.column, `default` an SQL expression, `made` an Identity
    or a Computed, `kind` an SQLAlchemy type.
    """
    more: dict[str, Any] = {"name": name} if name else {}
    more |= {"autoincrement": False} if key and not made else {}
    if default is not None:
        more["server_default"] = sql(default)
    settings: dict[str, Any] = {"primary_key": key, "unique": unique, "sa_column_kwargs": more}
    if made:
        settings["sa_column_args"] = list(made)
    if references:
        settings["foreign_key"] = references
    if kind is not None:
        settings["sa_type"] = kind
    return Field(**settings)


def columns_of(row: type[SQLModel]) -> dict[str, Column[Any]]:
    """Give a table's columns by the names its class has for them."""
    mapper = row.__mapper__  # type: ignore[attr-defined]
    return {each.key: each.columns[0] for each in mapper.column_attrs}


class JsonText(str):
    """A document that is JSON already, and is bound as it is."""

    __slots__ = ()


def json_text(value: Any, default: Callable[[Any], Any] | None = None) -> str | None:
    """Write a document as JSON, none for null; `default` writes what JSON has no form for, else TypeError is raised."""
    if value is None or isinstance(value, JsonText):
        return value
    return json.dumps(value, ensure_ascii=False, default=default)
