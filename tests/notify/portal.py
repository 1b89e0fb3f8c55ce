"""The portal of notify alone: viewers by role, and a door that signs them in."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from fastapi import Depends, FastAPI, Request
from starlette.responses import Response

from schemas.codes import Role
from services.notify.app import SERVICE
from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from services.runtime.service import Service
from services.runtime.settings import Settings
from services.runtime.web import Viewer, anyone, create_app, fill, open_session, pages_router, render
from tests.notify.conftest import name
from tests.runtime.web.visitor import Visitor

door = pages_router("door")
BOARD_ROLES = (Role.COORDINATOR, Role.UNIT_MANAGER, Role.CONTROLLER)


@door.get("/enter/{person}")
async def enter(request: Request, person: UUID, _viewer: Viewer | None = Depends(anyone)) -> Response:
    """Sign in as a person."""
    return await open_session(request, person, None, "/notices")


@door.get("/show/{slot}/{about}")
async def show(request: Request, slot: str, about: UUID, viewer: Viewer = Depends(anyone)) -> Response:
    """Show what a slot holds."""
    by_finding = {"finding": about}
    given = {
        "who_knows": {"about": about},
        "finding_notices": by_finding,
        "who_takes": by_finding,
        "news": {},
        "reach": {"provider": about},
    }[slot]
    await fill(request, viewer, slot, **given)
    return render(request, "door.html", viewer, title="Slot", slot_name=slot)


def viewer_of(role: Role, board: str = "board") -> Viewer:
    """Give the test viewer of a role."""
    if role in BOARD_ROLES:
        organisation, kind, scope = name(board), "board", Scope(boards=(name(board),), person=name(role))
    elif role is Role.PROVIDER_MANAGER:
        organisation, kind, scope = (
            name("provider"),
            "provider",
            Scope(providers=(name("provider"),), person=name(role)),
        )
    else:
        scope = Scope(supervisor=role is Role.SUPERVISOR, operator=role is Role.OPERATOR, person=name(role))
        organisation, kind = UUID(int=0), "platform"
    return Viewer(name(role), "Test", role, organisation, "Test", kind, None, "sv", scope)


def portal(database: Database, settings: Settings, folder: Path) -> FastAPI:
    """Make the portal; the person named after a role holds it, `other …` holds it at another board."""
    viewers = {name(role): viewer_of(role) for role in Role}
    viewers |= {name(f"other {role}"): viewer_of(role, "other board") for role in BOARD_ROLES}

    async def identify(person: UUID, _commission: UUID | None) -> Viewer | None:
        return viewers.get(person)

    (folder / "door.html").write_text(
        '{% extends "frame.html" %}{% block content %}{{ slot(slot_name) }}{% endblock %}'
    )
    return create_app(settings, database, (SERVICE, Service(name="door", pages=(door,), templates=folder)), identify)


async def sign_in(app: FastAPI, who: str) -> Visitor:
    """Open a browser signed in as somebody."""
    visitor = Visitor(app)
    await visitor.get(f"/enter/{name(who)}")
    return visitor
