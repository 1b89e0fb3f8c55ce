"""What concerns everybody is judged in pieces, each committed by itself: a stop between them, or an upgrade, harms nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from schemas.codes import Origin
from schemas.directory import PortalInterrupted
from schemas.envelope import Event
from services.provider_audit.app import SERVICE
from services.provider_audit.replay.verify import verify
from services.provider_audit.storage.handlers import Judge
from services.runtime.database.pool import Database
from services.runtime.events.apply_by_time import ApplyByTime
from tests.bench.growing import NEW, Growing
from tests.bench.history import name
from tests.provider_audit.storage.test_resident import marks
from tests.provider_audit.storage.upgrading import judge_all_again
from tests.runtime.fixtures import consume_directly

PROVIDERS = 7


def interrupted(events: Sequence[Event]) -> list[Event]:
    """Put an interruption of the portal into a history, in the place of what the board registers last."""
    after = [event for event in events if event.received > NEW + timedelta(days=40)]
    at = after[0].received - timedelta(microseconds=1)
    position = max(event.position for event in events if event.log == "directory") + 1
    fact = PortalInterrupted(from_at=at - timedelta(hours=30), to_at=at - timedelta(minutes=1))
    recorded = Event(
        id=name("interruption"), type=type(fact).type, log="directory", position=position, subject=name("portal"), sequence=1,
        occurred=at, arrived=at, received=at, teller=name("board"), origin=Origin.PORTAL, fact=fact,
    )  # fmt: skip
    return sorted([*events, recorded], key=lambda event: event.order)


def piecemeal(database: Database) -> ApplyByTime:
    """A judge that has just started, and takes two dossiers at once."""
    return ApplyByTime(replace(SERVICE, stages=lambda: Judge(most_dossiers=2)), database)


@pytest.mark.parametrize("upgraded_after", [None, 3])
async def test_what_concerns_everybody_is_judged_in_pieces(database: Database, upgraded_after: int | None) -> None:
    events = interrupted(Growing(providers=PROVIDERS, placements=14).events())
    await consume_directly(database, "provider_audit", events, marks(events))
    pieces = 0
    while await piecemeal(database).step():
        pieces += 1
        result = await verify(database)
        assert result.same, result.first
        if pieces == upgraded_after:
            async with database.work("provider_audit") as work:
                await work.run("update provider_audit.dossier set judged_by = 1")
            await judge_all_again(database)
            assert (await verify(database)).same
    assert pieces > PROVIDERS // 2
    assert (await verify(database)).facts == len(events)
