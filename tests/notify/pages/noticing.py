"""Notices in the portal."""

from __future__ import annotations

from uuid import UUID

from tests.notify.conftest import NotifyService


async def notice_of(service: NotifyService, condition: str) -> UUID:
    [(notice,)] = await service.rows("select id from notify.notice where condition = :c", c=condition)
    return notice
