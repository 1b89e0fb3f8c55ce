"""Who is hit when the register changes at a unit: how many are placed there, on the pages of directory."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import Request

from schemas.codes import Role
from services.runtime.web import Panel, Viewer

_PLACED = """select coalesce(sum(c.placed), 0) as placed, (select count(*) from referral.placement p
where p.provider_id = :provider and (cast(:unit as uuid) is null or p.unit_id = :unit)
and p.state in ('accepted', 'in-progress', 'on-hold')) as own,
(select name from referral.known_unit u where u.id = :unit) as name
from referral.capacity c where c.provider_id = :provider and (cast(:unit as uuid) is null or c.unit_id = :unit)"""


async def load_hit(
    request: Request, viewer: Viewer, provider: UUID, unit: UUID | None = None
) -> Mapping[str, Any] | None:
    """Count everybody placed at a unit, or with a provider, and of them those whose placements the viewer may see."""
    async with request.app.state.database.work("referral", scope=viewer.scope) as work:
        row = await work.row(_PLACED, provider=provider, unit=unit)
    if row is None:
        return None
    return {"placed": row["placed"], "own": row["own"], "name": row["name"]}


PANELS = (
    Panel(
        "register_change",
        (Role.REGISTER_KEEPER, Role.CONTROLLER, Role.PROVIDER_MANAGER),
        load_hit,
        "referral/register_panel.html",
    ),
)
