"""What notify shows on others' pages: the badge, what is new, who knows of a finding or a duty, and what to take care of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Request

from schemas.codes import Role
from services.notify.domain.kinds import ON_START
from services.notify.pages import queries, reach
from services.notify.pages.notices import shown
from services.notify.pages.who_knows import load_who_knows, load_who_takes
from services.runtime.database.work import Work
from services.runtime.language.words import Words
from services.runtime.web import Panel, Viewer

SHOWN = 5


async def badge(work: Work, viewer: Viewer, now: datetime) -> int:
    """Count what waits for the viewer's role and nobody has taken."""
    return await queries.count_waiting(work, viewer, now)


async def load_badge(request: Request, viewer: Viewer) -> Mapping[str, Any]:
    """Load the number in the header."""
    async with request.app.state.database.work("notify", scope=viewer.scope) as work:
        return {"count": await badge(work, viewer, request.state.now)}


async def load_new(request: Request, viewer: Viewer) -> Mapping[str, Any]:
    """Load what waits for the viewer and is neither a duty nor a finding, and what the viewer has not opened yet."""
    now = request.state.now
    async with request.app.state.database.work("notify", scope=viewer.scope) as work:
        rows = await queries.unread(work, viewer, now)
        number = await queries.count_own_work(work, viewer, now, ON_START)
        most = number if request.query_params.get("show") == "all" else SHOWN
        own = await queries.own_work(work, viewer, now, most) if number else []
    return {
        "notices": [shown(row, now) for row in rows],
        "waiting": [shown(row, now) for row in own],
        "number": number,
        "count": number,
        "more": number - len(own),
    }


async def load_own(request: Request, viewer: Viewer, finding: UUID) -> Mapping[str, Any] | None:
    """Load the viewer's own notice of a finding: take care of it, or since when somebody does."""
    now = request.state.now
    async with request.app.state.database.work("notify", scope=viewer.scope) as work:
        rows = await queries.own_waiting(work, viewer, finding, now)
    if not rows:
        return None
    open_rows = [row for row in rows if row.taken_at is None]
    taken = max((row.taken_at for row in rows if row.taken_at), default=None)
    return {"take": shown(open_rows[0], now) if open_rows else None, "taken_at": taken, "back": request.url.path}


_REACH: dict[str, Words] = {
    "nobody": Words(
        sv="Ingen hos utföraren kan logga in. Det ni skickar läser ingen där. Ring utföraren och be driften lägga upp någon.",
        en="Nobody at the provider can sign in. Nobody there reads what you send. Call the provider and ask the operator to add somebody.",
    ),
    "no_mail": Words(
        sv="Ingen hos utföraren får mejl från Utväg. Det ni skickar syns först när någon loggar in. Ring också.",
        en="Nobody at the provider gets mail from Utväg. What you send is seen only when somebody signs in. Call too.",
    ),
}


async def load_reach(
    request: Request, _viewer: Viewer, provider: UUID, unit: UUID | None = None
) -> Mapping[str, Any] | None:
    """Load the warning that nobody at a provider gets what is sent there; nothing to show when somebody does.

    Read as notify's worker, for a viewer may not see others' roles: who it is never leaves here.
    """
    async with request.app.state.database.work("notify") as work:
        found = await reach.reach(work, provider, unit, request.state.now)
    return {"warning": _REACH[found]} if found in _REACH else None


_BOARD = (Role.COORDINATOR, Role.UNIT_MANAGER, Role.CONTROLLER)
_WITH_START = (Role.COORDINATOR, Role.UNIT_MANAGER, Role.PROVIDER_MANAGER)
PANELS = (
    Panel("badge", (), load_badge, "notify/badge.html"),
    Panel("find_card", (*_BOARD, Role.SUPERVISOR), load_reach, "notify/reach.html"),
    Panel("reach", (*_BOARD, Role.SUPERVISOR), load_reach, "notify/reach.html"),
    Panel("news", _WITH_START, load_new, "notify/new.html"),
    Panel("finding_notices", (), load_own, "notify/own.html"),
    Panel("who_takes", (), load_who_takes, "notify/who_takes.html"),
    Panel("who_knows", (), load_who_knows, "notify/who_knows.html"),
)
