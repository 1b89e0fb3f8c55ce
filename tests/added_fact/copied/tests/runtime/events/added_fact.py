"""Run in the copy alone: the added fact is refused when it cannot be, appended when it can, and consumed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from schemas.envelope import Event
from schemas.new_event import NewEvent
from schemas.referral import PlacementVisited
from services.runtime.database.pool import Database
from services.runtime.database.work import Work
from services.runtime.errors import Refused
from services.runtime.events.apply_by_subject import ApplyBySubject
from tests.runtime import fixtures


def visited(next_on: date) -> NewEvent:
    """A visit on 20 November and the next one."""
    fact = PlacementVisited(board=uuid4(), provider=uuid4(), visited_on=date(2026, 11, 20), next_on=next_on)
    return NewEvent(subject=uuid4(), occurred=datetime.now(UTC), fact=fact)


async def test_what_cannot_be_is_refused_in_words(database: Database) -> None:
    with pytest.raises(Refused) as refused:
        async with database.work("referral") as work:
            work.emit([visited(date(2026, 11, 19))], fixtures.author())
    assert "Nästa besök: " in refused.value.what.sv


async def test_it_is_appended_and_consumed(database: Database) -> None:
    async with database.work("referral") as work:
        work.emit([visited(date(2026, 12, 18))], fixtures.author())
    got: list[Event] = []

    async def apply(_work: Work, batch: list[Event]) -> None:
        got.extend(batch)

    await fixtures.consume_directly(database, "notify", work.events)
    await ApplyBySubject(fixtures.service("notify", apply=apply), database).step()
    assert got == work.events
    assert isinstance(got[0].fact, PlacementVisited)
