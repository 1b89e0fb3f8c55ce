"""Taking a notice, and the state of each."""

from __future__ import annotations

from tests.notify.conftest import NotifyService


async def states(service: NotifyService) -> dict[tuple[str, str], str]:
    rows = await service.rows("select condition, role, state from notify.notice")
    return {(condition, role): state for condition, role, state in rows}
