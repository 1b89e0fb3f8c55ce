"""How many are placed at a unit, or with a provider."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, func
from sqlmodel import col, select

from services.referral.known_tables import KnownUnitRow
from services.referral.shared.states import PLACED_STATES, State
from services.referral.tables import CapacityRow, PlacementRow
from services.runtime.database.expressions import if_given
from services.runtime.database.query import query
from services.runtime.database.work import Work


@dataclass(frozen=True)
class Hit:
    """How many are placed, of them the viewer's own, and the unit's name."""

    placed: int
    own: int
    name: str | None


_OWN = (
    select(func.count())
    .select_from(PlacementRow)
    .where(
        PlacementRow.provider == bindparam("provider"),
        if_given(PlacementRow.unit, "unit"),
        col(PlacementRow.state).in_(sorted({State.ACCEPTED, *PLACED_STATES})),
    )
)
_NAME = select(KnownUnitRow.name).where(KnownUnitRow.id == bindparam("unit"))
_PLACED = query(
    select(
        func.coalesce(func.sum(CapacityRow.placed), 0).label("placed"),
        _OWN.scalar_subquery().label("own"),
        _NAME.scalar_subquery().label("name"),
    ).where(CapacityRow.provider == bindparam("provider"), if_given(CapacityRow.unit, "unit")),
    into=Hit,
)


async def count_placed(work: Work, provider: UUID, unit: UUID | None) -> Hit | None:
    """Count everybody placed with a provider, or at one of its units."""
    return await work.one(_PLACED, provider=provider, unit=unit)
