"""Facts as notify keeps them when it has consumed them."""

from __future__ import annotations

from schemas.envelope import Event
from services.runtime.database.tables.this_service import InboxRow
from services.runtime.events.inbox_row import inbox_row
from tests.notify.conftest import NotifyService


async def stored(service: NotifyService, events: list[Event], state: str = "applied") -> None:
    """Keep events as consumed."""
    async with service.database.work("notify") as work:
        await work.add(InboxRow, [inbox_row(event) | {"state": state} for event in events], schema="notify")
