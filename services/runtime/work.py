"""Work: one transaction of one service under one role, and the only place that commits."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, cast

from sqlalchemy import RowMapping
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from schemas.envelope import Author, Event, Telling
from services.runtime import log
from services.runtime.spine import roles
from services.runtime.statement import statement

if TYPE_CHECKING:
    from services.runtime.database import Scope

_ENTER = statement(
    "select set_config('role', :role, true), set_config('utvag.boards', :boards, true), "
    "set_config('utvag.providers', :providers, true), set_config('utvag.supervisor', :supervisor, true), "
    "set_config('utvag.operator', :operator, true), set_config('utvag.person', :person, true)"
)


class Work:
    """A transaction as a context: leaves by commit, or by rollback when anything was raised.

    What was told is appended to the service's log as the last act before the commit; `events` holds it afterwards.
    """

    def __init__(
        self, engine: AsyncEngine, service: str, scope: "Scope | None", appended: Sequence[Callable[[str], None]]
    ) -> None:
        self.service = service
        self.events: list[Event] = []
        self._engine = engine
        self._scope = scope
        self._appended = appended
        self._told: list[tuple[Telling, Author]] = []
        self._connection: AsyncConnection | None = None

    @property
    def connection(self) -> AsyncConnection:
        """Give the transaction's connection; an error outside the context."""
        if self._connection is None:
            raise RuntimeError("this work is not open: use it inside its `async with`")
        return self._connection

    async def __aenter__(self) -> Self:
        try:
            self._connection = await self._open()
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            self._connection = await self._open()
        return self

    async def _open(self) -> AsyncConnection:
        """Take a connection and the role; one that the database dropped meanwhile fails here, and the pool forgets it."""
        connection = await self._engine.connect()
        try:
            await connection.execute(_ENTER, self._parameters())
        except BaseException:
            await connection.close()
            raise
        return connection

    def _parameters(self) -> dict[str, str]:
        worker, web = roles(self.service)
        scope = self._scope
        if scope is None:
            names = ("boards", "providers", "supervisor", "operator", "person")
            return {"role": worker, **dict.fromkeys(names, "")}
        return {
            "role": web,
            "boards": ",".join(str(board) for board in scope.boards),
            "providers": ",".join(str(provider) for provider in scope.providers),
            "supervisor": "on" if scope.supervisor else "",
            "operator": "on" if scope.operator else "",
            "person": str(scope.person or ""),
        }

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        connection = self.connection
        try:
            if kind is None:
                if self._told:
                    self.events = await log.append(connection, self.service, self._told)
                await connection.commit()
            else:
                await connection.rollback()
        finally:
            await connection.close()
            self._connection = None
        if self.events:
            for call in self._appended:
                call(self.service)

    async def rows(self, words: str, /, **values: Any) -> list[RowMapping]:
        """Run a query and give its rows as mappings."""
        return list((await self.connection.execute(statement(words), values)).mappings().all())

    async def row(self, words: str, /, **values: Any) -> RowMapping | None:
        """Run a query and give its first row, or None."""
        return (await self.connection.execute(statement(words), values)).mappings().first()

    async def run(self, words: str, /, **values: Any) -> int:
        """Run one statement; give the number of rows it touched."""
        return (await self.connection.execute(statement(words), values)).rowcount

    async def run_many(self, words: str, /, values: Sequence[dict[str, Any]]) -> None:
        """Run one statement for each set of values."""
        if values:
            await self.connection.execute(statement(words), list(values))

    async def now(self) -> datetime:
        """Give the database clock, with the demonstration's offset, in UTC."""
        return cast(datetime, (await self.connection.execute(statement("select runtime.now()"))).scalar_one())

    def tell(self, tellings: Iterable[Telling], author: Author) -> None:
        """Collect facts to append when the transaction ends."""
        self._told.extend((telling, author) for telling in tellings)
