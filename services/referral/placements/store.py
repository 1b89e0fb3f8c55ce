"""Placements, places taken, and what was handed in, as rows."""

from dataclasses import fields
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlmodel import col

from schemas.codes import ServiceForm
from services.referral.placements.domain import Placement
from services.referral.referrals.store import absent
from services.referral.shared.actor import Actor, binds, of_side, side
from services.referral.shared.states import Who
from services.referral.tables import CapacityRow, PlacementRow
from services.runtime.database.query import Query, query
from services.runtime.database.work import Work


def _theirs(who: Who, *, lock: bool) -> Query[Placement]:
    """Ask for a placement of an organisation, and of its unit when somebody is commissioned on one."""
    chosen = select(PlacementRow).where(col(PlacementRow.id) == bindparam("id"), of_side(PlacementRow, who))
    return query(chosen.with_for_update() if lock else chosen, into=Placement)


THEIRS = {(who, lock): _theirs(who, lock=lock) for who in (Who.BOARD, Who.PROVIDER) for lock in (False, True)}
SAVE = query(
    update(PlacementRow)
    .where(col(PlacementRow.id) == bindparam("id"))
    .values({field.name: bindparam(field.name) for field in fields(Placement) if field.name != "id"})
)
_PLACES = (
    col(CapacityRow.orgnr) == bindparam("orgnr"),
    col(CapacityRow.form) == bindparam("form"),
    col(CapacityRow.unit) == bindparam("unit"),
)
PLACED_LOCKED = query(select(col(CapacityRow.placed)).where(*_PLACES).with_for_update(), into=int)
COUNT = query(update(CapacityRow).where(*_PLACES).values(placed=col(CapacityRow.placed) + bindparam("change")))


async def load_placement(work: Work, actor: Actor, placement: UUID, *, lock: bool = False) -> Placement:
    """Load a placement of the actor's organisation. Raises Refused when it is not theirs."""
    found = await work.one(THEIRS[side(actor), lock], id=placement, **binds(actor))
    if found is None:
        raise absent()
    return found


async def add_placement(work: Work, placement: Placement) -> None:
    """Keep a new placement."""
    await work.add(PlacementRow, vars(placement))


async def save_placement(work: Work, placement: Placement) -> None:
    """Save a placement as it was decided."""
    await work.run(SAVE, **vars(placement))


async def lock_places(work: Work, orgnr: str, form: ServiceForm, unit: UUID, provider: UUID) -> int:
    """Lock the row that counts the places taken, so that two acceptances wait for one another; give the number."""
    key = {"orgnr": orgnr, "form": form, "unit": unit}
    await work.add_new(CapacityRow, {**key, "provider": provider})
    return await work.one(PLACED_LOCKED, **key) or 0


async def count_place(work: Work, placement: Placement, change: int) -> None:
    """Take a place, or give one back."""
    await work.run(COUNT, change=change, orgnr=placement.orgnr, form=placement.form, unit=placement.unit)
