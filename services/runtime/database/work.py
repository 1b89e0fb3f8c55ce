"""Work: one transaction of one service under one role, whose facts are appended as its last act."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
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
    "set_config('utvag.administers', :administers, true), set_config('utvag.person', :person, true)"
)
_NOW = written("select runtime.now()", into=datetime)


class Work(Transaction):
    """A transaction of one service; what it emitted stands in `events` afterwards, with its positions."""

    def __init__(self, pool: asyncpg.Pool, service: str) -> None:
        super().__init__(pool)
        self.service = service
        self.events: list[Event] = []
        self.emitted: list[tuple[NewEvent, Author]] = []

    async def now(self) -> datetime:
        """Give the database clock, with the demonstration's offset, in UTC."""
        return cast(datetime, await self.one(_NOW))

    def emit(self, new_events: Iterable[NewEvent], author: Author) -> None:
        """Collect facts to append when the transaction ends. Raises Refused at once for one that no log may hold."""
        for new_event in new_events:
            must_fit(new_event)
            self.emitted.append((new_event, author))


@asynccontextmanager
async def open_work(
    pool: asyncpg.Pool, service: str, scope: Scope | None, appended: Sequence[Callable[[str], None]]
) -> AsyncIterator[Work]:
    """Work in a transaction under a service's role, which lasts as long: its worker's, or the portal's for a scope.

    The new events that were emitted are appended to the service's log as the last act before the commit; then whoever waits
    for the log is called.
    """
    async with Work(pool, service) as work:
        await work.run(_ENTER, **_role(service, scope))
        yield work
        if work.emitted:
            work.events = await log.append(work, service, work.emitted)
    if work.events:
        for call in appended:
            call(service)


def _role(service: str, scope: Scope | None) -> dict[str, str]:
    worker, web = roles(service)
    if scope is None:
        names = ("boards", "providers", "supervisor", "operator", "keeper", "administers", "person")
        return {"role": worker, **dict.fromkeys(names, "")}
    return {
        "role": web,
        "boards": ",".join(str(board) for board in scope.boards),
        "providers": ",".join(str(provider) for provider in scope.providers),
        "supervisor": "on" if scope.supervisor else "",
        "operator": "on" if scope.operator else "",
        "keeper": "on" if scope.keeper else "",
        "administers": str(scope.administers or ""),
        "person": str(scope.person or ""),
    }
