"""Work: one transaction of one service under one role, whose facts are appended as its last act."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from types import TracebackType
from typing import cast

import asyncpg

from schemas.envelope import Event
from schemas.new_event import Author, NewEvent
from services.runtime.database import log
from services.runtime.database.query import written
from services.runtime.database.roles import roles
from services.runtime.database.scope import Scope
from services.runtime.database.transaction import Transaction
from services.runtime.database.unfit import must_fit

_ENTER = written(
    "select set_config('role', :role, true), set_config('utvag.boards', :boards, true), "
    "set_config('utvag.providers', :providers, true), set_config('utvag.supervisor', :supervisor, true), "
    "set_config('utvag.operator', :operator, true), set_config('utvag.keeper', :keeper, true), "
    "set_config('utvag.person', :person, true)"
)
_NOW = written("select runtime.now()", into=datetime)


class Work(Transaction):
    """A transaction under a service's role.

    The new events that were emitted are appended to the service's log as the last act before the commit; `events` holds them
    afterwards, with their positions.
    """

    def __init__(
        self, pool: asyncpg.Pool, service: str, scope: Scope | None, appended: Sequence[Callable[[str], None]]
    ) -> None:
        super().__init__(pool)
        self.service = service
        self.events: list[Event] = []
        self._scope = scope
        self._appended = appended
        self._emitted: list[tuple[NewEvent, Author]] = []

    async def begun(self) -> None:
        """Take the role; it lasts as long as the transaction."""
        await self.run(_ENTER, **self._parameters())

    def _parameters(self) -> dict[str, str]:
        worker, web = roles(self.service)
        scope = self._scope
        if scope is None:
            names = ("boards", "providers", "supervisor", "operator", "keeper", "person")
            return {"role": worker, **dict.fromkeys(names, "")}
        return {
            "role": web,
            "boards": ",".join(str(board) for board in scope.boards),
            "providers": ",".join(str(provider) for provider in scope.providers),
            "supervisor": "on" if scope.supervisor else "",
            "operator": "on" if scope.operator else "",
            "keeper": "on" if scope.keeper else "",
            "person": str(scope.person or ""),
        }

    async def ending(self) -> None:
        """Append the new events that were emitted."""
        if self._emitted:
            self.events = await log.append(self, self.service, self._emitted)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Commit, and say what was appended; or undo everything."""
        await super().__aexit__(kind, error, trace)
        if self.events:
            for call in self._appended:
                call(self.service)

    async def now(self) -> datetime:
        """Give the database clock, with the demonstration's offset, in UTC."""
        return cast(datetime, await self.one(_NOW))

    def emit(self, new_events: Iterable[NewEvent], author: Author) -> None:
        """Collect facts to append when the transaction ends. Raises Refused at once for one that no log may hold."""
        for new_event in new_events:
            must_fit(new_event)
            self._emitted.append((new_event, author))
