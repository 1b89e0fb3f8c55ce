"""An applier by subject and its effects."""

from __future__ import annotations

from collections.abc import Callable

from schemas.envelope import Event
from services.runtime.database.pool import Database
from services.runtime.database.work import Work
from services.runtime.events.apply_by_subject import ApplyBySubject
from tests.runtime import fixtures


def applier(database: Database, apply: object = fixtures.keep_effects, **settings: int) -> ApplyBySubject:
    """An applier of referral, which consumes directory."""
    return ApplyBySubject(fixtures.service("referral", apply=apply), database, **settings)  # type: ignore[arg-type]


async def drain(worker: ApplyBySubject) -> int:
    """Step until nothing is ready."""
    total = 0
    while done := await worker.step():
        total += done
    return total


async def effects(database: Database) -> list[int]:
    found = await fixtures.rows(database, "referral", "select position from referral.effect order by nth")
    return [int(str(row["position"])) for row in found]


async def states(database: Database) -> dict[int, str]:
    found = await fixtures.rows(database, "referral", "select position, state from referral.inbox order by position")
    return {int(str(row["position"])): str(row["state"]) for row in found}


def failing(error: Callable[[Event], Exception | None]) -> object:
    """An apply function that raises for some facts, after having written effects."""

    async def apply(work: Work, batch: list[Event]) -> None:
        await fixtures.keep_effects(work, batch)
        for event in batch:
            if found := error(event):
                raise found

    return apply
