"""A portal with referral's pages and a sign-in for the tests' own people."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from fastapi import Depends, FastAPI, Request
from starlette.responses import Response

from schemas.codes import Role
from services.referral.app import SERVICE
from services.runtime.database.pool import Database
from services.runtime.language.words import plain
from services.runtime.service import Service
from services.runtime.settings import Settings
from services.runtime.web import Viewer, anyone, create_app, open_session, pages_router, read_form, render
from tests.referral.given import BOARD, OTHER_BOARD, OTHER_PROVIDER, PROVIDER, OutsideActor, name, scope
from tests.runtime.web.visitor import Visitor

ROLES = {"board": Role.COORDINATOR, "provider": Role.PROVIDER_MANAGER}
router = pages_router("test sign-in")


@router.get("/sign-in")
async def sign_in_page(request: Request, viewer: Viewer | None = Depends(anyone)) -> Response:
    """Give a page whose footer form carries the token."""
    return render(request, "signed_out.html", viewer, title=plain("Sign in"), sign_in="/sign-in", kept_form=False)


@router.post("/sign-in")
async def signed_in(request: Request, viewer: Viewer | None = Depends(anyone)) -> Response:
    """Sign in as the person named."""
    form = await read_form(request, viewer)
    person = UUID(str(form["person"]))
    return await open_session(request, person, person, "/start")


@dataclass
class People:
    """The viewers by person; a role or a unit may be changed."""

    viewers: dict[UUID, Viewer] = field(default_factory=dict)

    def add(self, actor: OutsideActor, *, role: Role | None = None, language: str = "sv") -> None:
        self.viewers[actor.person] = Viewer(
            person=actor.person,
            name="Eva Lindqvist",
            role=role or ROLES[actor.organisation_kind],
            organisation=actor.organisation,
            organisation_name="Socialnämnden, Malmö" if actor == BOARD else "Annan",
            organisation_kind=actor.organisation_kind,
            unit=actor.unit,
            language="en" if language == "en" else "sv",
            scope=scope(actor),
        )

    async def identify(self, person: UUID, _commission: UUID | None) -> Viewer | None:
        return self.viewers.get(person)


UNIT_MANAGER_ELSEWHERE = OutsideActor(name("unit manager"), name("provider"), "provider", name("another unit"))


def portal(database: Database, settings: Settings) -> tuple[FastAPI, People]:
    """Make the portal of referral alone."""
    people = People()
    for actor in (BOARD, OTHER_BOARD, PROVIDER, OTHER_PROVIDER, UNIT_MANAGER_ELSEWHERE):
        people.add(actor)
    app = create_app(settings, database, (SERVICE, Service(name="tests", pages=(router,))), people.identify)
    return app, people


async def signed_in_as(app: FastAPI, actor: OutsideActor) -> Visitor:
    """Give a browser in which somebody is signed in."""
    visitor = Visitor(app)
    page = await visitor.get("/lifecycle")
    token = page.text.split('name="form_token" value="')[1].split('"')[0]
    answer = await visitor.post("/sign-in", {"person": str(actor.person), "form_token": token})
    assert answer.status_code == 303, answer.text
    return visitor
