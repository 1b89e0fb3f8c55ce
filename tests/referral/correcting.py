"""Rätta by hand: a fact by its name, what retracts, moves or agrees to it, and how a placement stands after it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from schemas.reasons import EndReason, ErrorReason
from services.referral import handlers
from services.referral.corrections.domain import CorrectDate, EnterInError
from services.referral.placements.domain import Placement
from services.referral.placements.store import load_placement
from services.referral.shared.commands import End, Pause
from tests.referral.given import BOARD, NOW, PROVIDER, Given, OutsideActor, scope

DAY = timedelta(days=1)
LATER = NOW + 20 * DAY
WRONG = ErrorReason.WRONG_MATTER


async def fact_of(given: Given, what: str, nth: int = -1) -> UUID:
    async with given.database.work("referral") as work:
        rows = await work.rows("select fact_id from referral.history where what = :what order by entry", what=what)
    found: UUID = rows[nth]["fact_id"]
    return found


async def retract(given: Given, fact: UUID, actor: OutsideActor = PROVIDER) -> UUID:
    async with given.database.work("referral", scope(actor)) as work:
        return await handlers.correct(given.acting(work, actor, LATER), fact, EnterInError(WRONG))


async def correct(given: Given, fact: UUID, field: str, to: datetime, actor: OutsideActor = PROVIDER) -> UUID:
    async with given.database.work("referral", scope(actor)) as work:
        return await handlers.correct(given.acting(work, actor, LATER), fact, CorrectDate(field, to))


async def agree(given: Given, correction: UUID, actor: OutsideActor = BOARD) -> UUID:
    async with given.database.work("referral", scope(actor)) as work:
        return await handlers.agree_correction(given.acting(work, actor, LATER), correction)


async def state_of(given: Given, placement: UUID) -> Placement:
    async with given.database.work("referral") as work:
        return await load_placement(work, BOARD, placement)


async def placed(given: Given) -> int:
    async with given.database.work("referral") as work:
        row = await work.row("select placed from referral.capacity")
    assert row is not None
    return int(row["placed"])


async def end(given: Given, placement: UUID, at: datetime, actor: OutsideActor = PROVIDER) -> None:
    async with given.database.work("referral", scope(actor)) as work:
        command = End(at, EndReason.BREAKDOWN, planned=False, noticed_at=at)
        await handlers.end_placement(given.acting(work, actor, at), placement, command)


async def pause(given: Given, placement: UUID, at: datetime) -> None:
    async with given.database.work("referral", scope(PROVIDER)) as work:
        await handlers.pause(given.acting(work, PROVIDER, at), placement, Pause(at))
