"""The placements that a file may name."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import col, select

from services.referral.shared.actor import Actor, binds, of_side, side
from services.referral.shared.states import Who
from services.referral.tables import PlacementRow
from services.runtime.database.expressions import among
from services.runtime.database.query import query
from services.runtime.database.work import Work

_OF_SIDE = {
    who: query(select(PlacementRow.id).where(of_side(PlacementRow, who)), into=UUID)
    for who in (Who.BOARD, Who.PROVIDER)
}
_LOCK = query(
    select(PlacementRow.id)
    .where(among(PlacementRow.id, "placements"))
    .order_by(col(PlacementRow.id))
    .with_for_update(),
    into=UUID,
)


async def placements_of(work: Work, actor: Actor) -> list[UUID]:
    """List the placements of the actor's organisation, or of the unit when commissioned on one."""
    return await work.all(_OF_SIDE[side(actor)], **binds(actor))


async def lock_placements(work: Work, placements: Collection[UUID]) -> None:
    """Lock the placements in one order, so that two files that name the same ones wait for one another."""
    await work.run(_LOCK, placements=list(placements))
