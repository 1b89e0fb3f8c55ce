"""A finding whose reply is due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.notify.conftest import Facts, NotifyService

REPLY_DUE = datetime(2026, 12, 2, 23, tzinfo=UTC)
TAKE_BY = datetime(2026, 11, 23, 23, tzinfo=UTC)
LATER = REPLY_DUE + timedelta(days=3)


async def shown(service: NotifyService, condition: str) -> tuple[str, str | None]:
    [row] = await service.rows("select state, over_reason from notify.notice where condition = :c", c=condition)
    return row


async def raised(service: NotifyService) -> Facts:
    facts = Facts()
    facts.organisations()
    facts.raised()
    await service.consume(facts.made)
    await service.loops()
    return facts
