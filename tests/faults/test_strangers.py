"""Whoever is signed in and names what is not theirs, or nothing at all, gets one answer from every form of every service."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import Role
from services.application import SERVICES
from services.runtime.database import migrate
from services.runtime.database.pool import Database
from services.runtime.database.scope import Scope
from services.runtime.service import Service
from services.runtime.settings import Settings
from services.runtime.web import Viewer, anyone, create_app, open_session, pages_router, read_form
from services.runtime.web.page.menu import page_routes
from tests.parts.database import FreshDatabases
from tests.runtime.web.visitor import Visitor

KINDS = {Role.PROVIDER_MANAGER: "provider", Role.OPERATOR: "platform", Role.SUPERVISOR: "platform"}
LEFT_OUT = ("/sign-in", "/sign-out", "/language", "/drafts", "/session/stay", "/demonstration/forward")
EVERYBODYS = ("/parked/{fact}/retry", "/parked/{fact}/void")
"""An operator sees whatever is parked at all: one that is parked no longer is said to be so."""
router = pages_router("test sign-in")


@router.post("/sign-in-here")
async def sign_in_here(request: Request, viewer: Viewer | None = Depends(anyone)) -> Response:
    """Sign in as the person named."""
    person = UUID(str((await read_form(request, viewer))["person"]))
    return await open_session(request, person, person, "/")


def someone(role: Role) -> Viewer:
    """A person of a role at an organisation that nobody else has to do with."""
    person, organisation, kind = uuid4(), uuid4(), KINDS.get(role, "board")
    scope = Scope(
        boards=(organisation,) if kind == "board" else (),
        providers=(organisation,) if kind == "provider" else (),
        supervisor=role is Role.SUPERVISOR,
        operator=role is Role.OPERATOR,
        person=person,
    )
    return Viewer(
        person=person,
        name="Eva Lindqvist",
        role=role,
        organisation=organisation,
        organisation_name="En nämnd",
        organisation_kind=kind,  # type: ignore[arg-type]
        unit=None,
        language="sv",
        scope=scope,
    )


@pytest.mark.parametrize("role", [*Role])
async def test_every_form_about_something_unknown_is_answered_as_missing(
    fresh_database: FreshDatabases, tmp_path: Path, role: Role
) -> None:
    database, viewer = Database(fresh_database()), someone(role)
    await migrate.upgrade(database)

    async def identify(_person: UUID, _commission: UUID | None) -> Viewer:
        return viewer

    services = (*SERVICES, Service(name="tests", pages=(router,)))
    app = create_app(Settings(data=tmp_path), database, services, identify)
    visitor = Visitor(app)
    token = await _token(visitor)
    await visitor.post("/sign-in-here", {"person": str(viewer.person), "form_token": token})
    token = await _token(visitor)
    asked = 0
    for route in page_routes(app.state.page_routes):
        if "POST" not in (route.methods or ()) or route.path in (*LEFT_OUT, *EVERYBODYS) or "{" not in route.path:
            continue
        path = re.sub(r"\{[^}]*\}", lambda _: str(uuid4()), route.path)
        for sure in ({}, {"sure": "yes"}, {"confirmed": "yes"}):
            answer = await visitor.post(path, {"form_token": token, **sure})
            assert answer.status_code in (403, 404), f"{role.value} {route.path} {sure}: {answer.status_code}"
            asked += 1
    assert asked > 30
    await visitor.close()
    await database.close()


async def _token(visitor: Visitor) -> str:
    return (await visitor.get("/help")).text.split('name="form_token" value="')[1].split('"')[0]
