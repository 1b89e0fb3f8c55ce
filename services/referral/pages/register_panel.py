"""Who is hit when the register changes at a unit: how many are placed there, on the pages of directory."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from fastapi import Request
from sqlalchemy import bindparam, func
from sqlmodel import col, select

from schemas.codes import Role
from services.referral.known_tables import KnownUnitRow
from services.referral.shared.lifecycle import State
from services.referral.tables import CapacityRow, PlacementRow
from services.runtime.database.query import if_given, query
from services.runtime.web import Panel, Viewer


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
        col(PlacementRow.state).in_(sorted({State.ACCEPTED, State.IN_PROGRESS, State.ON_HOLD})),
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


async def load_hit(
    request: Request, viewer: Viewer, provider: UUID, unit: UUID | None = None
) -> Mapping[str, Any] | None:
    """Count everybody placed at a unit, or with a provider, and of them those whose placements the viewer may see."""
    async with request.app.state.database.work("referral", scope=viewer.scope) as work:
        hit = await work.one(_PLACED, provider=provider, unit=unit)
    return asdict(hit) if hit else None


PANELS = (
    Panel(
        "register_change",
        (Role.REGISTER_KEEPER, Role.CONTROLLER, Role.PROVIDER_MANAGER),
        load_hit,
        "referral/register_panel.html",
    ),
)
