"""Who is hit when the register changes at a unit: how many are placed there, on the pages of directory."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from fastapi import Request

from schemas.codes import Role
from services.referral.pages.store import count_placed
from services.runtime.web import Panel, Viewer


async def load_hit(
    request: Request, viewer: Viewer, provider: UUID, unit: UUID | None = None
) -> Mapping[str, Any] | None:
    """Count everybody placed at a unit, or with a provider, and of them those whose placements the viewer may see."""
    async with request.app.state.database.work("referral", scope=viewer.scope) as work:
        hit = await count_placed(work, provider, unit)
    return asdict(hit) if hit else None


PANELS = (
    Panel(
        "register_change",
        (Role.REGISTER_KEEPER, Role.CONTROLLER, Role.PROVIDER_MANAGER),
        load_hit,
        "referral/register_panel.html",
    ),
)
