"""One transaction on a connection of the pool: the only module that commits."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from functools import lru_cache
from types import TracebackType
from typing import Any, Self, TypeAlias, TypeVar

import asyncpg
from sqlmodel import SQLModel

from services.runtime.database.failures import without_values
from services.runtime.database.query import Query, written
from services.runtime.database.tables.table import THIS_SCHEMA
from services.runtime.database.writing import Conflict, Values, writing
from services.runtime.errors import StatementFailed

Row: TypeAlias = dict[str, Any]
"""A row by its column names."""

T = TypeVar("T")
POOL_SECONDS = 30.0
"""How long a transaction waits for a connection."""


class Transaction:
    """A transaction as a context: leaves by commit, or by rollback when anything was raised.

    It runs as the database's own user, under no service's role: for what belongs to no service. See Work.
    """

    def __init__(self, pool: asyncpg.Pool, **kind: Any) -> None:
        """Prepare; `kind` is asyncpg's isolation and readonly."""
        self._pool, self._kind = pool, kind
        self._connection: Any = None
        self._transaction: Any = None

    async def __aenter__(self) -> Self:
        """Begin. A connection that the database dropped meanwhile is noticed here, and all of that age are forgotten."""
        if self._connection is not None:
            raise RuntimeError(
                "this transaction is open already: make another, or use this one inside its `async with`"
            )
        try:
            await self._begin()
        except StatementFailed as failed:
            if not failed.lost:
                raise
            await self._pool.expire_connections()
            await self._begin()
        return self

    async def _begin(self) -> None:
        with without_values(None):
            async with asyncio.timeout(POOL_SECONDS):
                self._connection = await (await self._pool).acquire()
        self._transaction = self._connection.transaction(**self._kind)
        try:
            with without_values(self._connection):
                await self._transaction.start()
        except BaseException:
            await self._undo()
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Commit, or undo everything when something was raised: that is what the caller gets, whatever comes of the undoing."""
        if kind is not None:
            await self._undo()
            return
        try:
            with without_values(self._open):
                await self._transaction.commit()
        except BaseException:
            await self._undo()
            raise
        await self._give_back()

    async def _undo(self) -> None:
        try:
            with suppress(StatementFailed), without_values(self._open):
                await self._transaction.rollback()
        finally:
            await self._give_back()

    async def _give_back(self) -> None:
        """Give the connection to the pool, which closes it where something was left open that cannot be undone."""
        connection, self._connection = self._connection, None
        with suppress(StatementFailed, OSError), without_values(None):
            await self._pool.release(connection)

    @property
    def _open(self) -> Any:
        if self._connection is None:
            raise RuntimeError("this transaction is not open: use it inside its `async with`")
        return self._connection

    async def rows(self, words: str, /, **values: Any) -> list[Row]:
        """Run a query and give its rows; `:name` in the words stands for a value."""
        return await self.all(_written(words), **values)

    async def row(self, words: str, /, **values: Any) -> Row | None:
        """Run a query and give its first row, or None."""
        return next(iter(await self.rows(words, **values)), None)

    async def value(self, words: str, /, **values: Any) -> Any:
        """Run a query and give the first column of its first row, or None."""
        return next(iter((await self.row(words, **values) or {}).values()), None)

    async def all(self, query: Query[T], /, **values: Any) -> list[T]:
        """Run a query and give a value for each of its rows."""
        connection = self._open
        with without_values(connection):
            return query.read(await connection.fetch(query.sql, *query.arguments(values)))

    async def one(self, query: Query[T], /, **values: Any) -> T | None:
        """Run a query and give the value of its first row, or None."""
        connection = self._open
        with without_values(connection):
            row = await connection.fetchrow(query.sql, *query.arguments(values))
        return query.read([row])[0] if row is not None else None

    async def add(self, row: type[SQLModel], values: Values, /, schema: str = THIS_SCHEMA) -> int:
        """Add rows, given by the names of their class's fields. Raises StatementFailed where one is there already.

        `schema` is the service's, for a table that stands in the schema of each.
        """
        return await self._write(row, values, Conflict.FAILS, schema)

    async def add_new(self, row: type[SQLModel], values: Values, /, schema: str = THIS_SCHEMA) -> int:
        """Add the rows that are not there yet by their key, and leave the others as they are."""
        return await self._write(row, values, Conflict.KEEPS, schema)

    async def put(self, row: type[SQLModel], values: Values, /, schema: str = THIS_SCHEMA) -> int:
        """Add rows, or change those that are there by their key into what is given."""
        return await self._write(row, values, Conflict.REPLACES, schema)

    async def _write(self, row: type[SQLModel], values: Values, conflict: Conflict, schema: str) -> int:
        rows = [values] if isinstance(values, Mapping) else list(values)
        if not rows:
            return 0
        statement = writing(row, tuple(rows[0]), conflict, schema)
        connection = self._open
        with without_values(connection):
            return _touched(await connection.execute(statement.sql, *statement.arguments(rows)))

    async def each(self, query: Query[T], /, **values: Any) -> AsyncIterator[T]:
        """Run a query and give its rows' values one by one, however many: few are in memory at a time."""
        connection = self._open
        with without_values(connection):
            async for row in connection.cursor(query.sql, *query.arguments(values), prefetch=500):
                yield query.read([row])[0]

    async def run(self, what: Query[Any] | str, /, **values: Any) -> int:
        """Run one statement for what it does; give the number of rows it touched."""
        query = _written(what) if isinstance(what, str) else what
        connection = self._open
        with without_values(connection):
            return _touched(await connection.execute(query.sql, *query.arguments(values)))


@lru_cache(maxsize=2_000)
def _written(words: str) -> Query[Row]:
    return written(words)


def _touched(status: str) -> int:
    """Read how many rows a statement touched."""
    number = status.rpartition(" ")[2]
    return int(number) if number.isdigit() else 0
