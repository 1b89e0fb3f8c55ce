"""Every page for every role in Chromium, after the journey: axe finds nothing, nothing scrolls sideways, no link is dead."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from services.application import DEMONSTRATION, SERVICES
from services.demonstration.fixtures.people import BOARDS, KEEPER, SUPERVISOR
from services.runtime.web.page.flow import flow
from services.runtime.web.page.menu import page_routes
from services.runtime.web.page.own_pages import own
from tests.journeys.screen import (
    CONTROLLER,
    COORDINATOR,
    MANAGER,
    NAME,
    NUMBER,
    OPERATOR,
    ROOT,
    ScreenJourney,
    fill_in,
    press,
)
from tests.parts.absent import not_run
from tests.parts.looking import LOOKED, Walk, faults_of, faults_with_errors, together

pytestmark = pytest.mark.timeout(1200)

UNIT_MANAGER = BOARDS[0].people[1]
THE_SAME = ("/help", "/rules", "/accessibility", "/lifecycle", "/sign-in")
"""Pages that are the same for every role: the first who walks looks at them."""
EVERYBODY = ("/", "/me", "/notices")
FIRST_PAGES = {
    COORDINATOR: ("/start", "/referrals/new", *EVERYBODY, *THE_SAME),
    UNIT_MANAGER: ("/start", *EVERYBODY),
    MANAGER: ("/start", *EVERYBODY),
    CONTROLLER: ("/compliance", "/compliance?by=week", "/findings?tab=closed", *EVERYBODY),
    SUPERVISOR.name: ("/compliance", "/compliance?rows=board", *EVERYBODY),
    OPERATOR: ("/flow", "/outbox", *EVERYBODY),
    KEEPER.name: ("/register", "/providers", *EVERYBODY),
}
NOT_LOOKED_AT = {
    "/": "leads on to the start page",
    "/notices/ID": "leads on to what the notice is about",
    "/imports/ID": "only after a file was read; directory's own test opens it",
    "/parked/ID": "only while something is parked; directory's own test opens it",
    "/placements/ID/conclude": "asks once more, as /referrals/ID/discard does, which is looked at",
    "/placements/ID/incidents/ID/deny": "the same",
    "/cases/ID/consent/ID/withdraw": "the same",
    "/sign-in/start": "leads on to an identity provider",
    "/receipts/NUMBER/file": "a file to keep",
    "/attest/facts/ID/receipt": "a file to keep",
    "/receipts/key": "a key in JSON",
}


async def _draft(journey: ScreenJourney) -> str:
    page = await journey.screen.open(COORDINATOR, "/referrals/new")
    await fill_in(page, {"name": NAME, "personnummer": NUMBER})
    await press(page, "main button.button--primary")
    return f"/referrals/{page.url.split('/')[4]}"


@pytest.fixture(scope="module")
async def walks(journey: ScreenJourney) -> dict[str, Walk]:
    """Everybody's walk, after the journey. What somebody of the same side has looked at is opened and not looked at again."""
    await journey.lived()
    alike: dict[str, set[str]] = defaultdict(lambda: set(THE_SAME))
    for person, kinds in journey.seen.items():
        alike[_side(person)] |= kinds
    made = {
        person: Walk(await journey.screen.person(person), journey.screen.address, alike[_side(person)])
        for person in FIRST_PAGES
    }
    draft = await _draft(journey)
    of_draft = (f"{draft}/tasks", f"{draft}/discard")
    ways = {person: (*first, *of_draft) if person == COORDINATOR else first for person, first in FIRST_PAGES.items()}
    await together(*((made[person], ways[person]) for person in FIRST_PAGES))
    return made


def _side(person: str) -> str:
    return "board" if person in BOARDS[0].people else person


@pytest.mark.parametrize("person", FIRST_PAGES)
async def test_every_page_a_role_can_reach(walks: dict[str, Walk], person: str) -> None:
    assert walks[person].found == []
    assert len(walks[person].seen) > len(EVERYBODY)


async def test_the_pages_of_the_journey(journey: ScreenJourney) -> None:
    await journey.lived()
    assert journey.found == []


async def test_nobody_signed_in(journey: ScreenJourney) -> None:
    page, address = await journey.screen.nobody(), journey.screen.address
    found = await faults_of(page, address, "/sign-in", "/signed-out", "/help", "/accessibility")
    assert found + await faults_of(page, address, "/nowhere", status=404) == []


async def test_forms_with_errors(journey: ScreenJourney) -> None:
    await journey.lived()
    draft = await _draft(journey)
    parts = ("eligibility", "consent", "decision", "needs", "safety", "goals", "provider", "contact")
    paths = [(COORDINATOR, "/referrals/new"), *((COORDINATOR, f"{draft}/part/{part}") for part in parts)]
    paths += [(MANAGER, f"{journey.placement}/plan/new"), (CONTROLLER, "/imports")]
    found = []
    for person, path in paths:
        page = await journey.screen.person(person)
        found += await faults_with_errors(page, journey.screen.address, path)
    assert found == []


async def test_no_page_is_left_out(walks: dict[str, Walk], request: pytest.FixtureRequest) -> None:
    """Every page of every service was looked at in Chromium by some test of this session."""
    run = {item.path for item in request.session.items}
    if others := [path.name for path in (ROOT / "tests").rglob("test_*browser.py") if path not in run]:
        not_run(f"looks at what all tests in Chromium looked at: run make test; not run: {', '.join(others)}")
    routers = [own, flow, *(router for service in (*SERVICES, DEMONSTRATION) for router in service.pages)]
    routes = page_routes(route for router in routers for route in router.routes)
    shapes = {_shape(route.path) for route in routes if "GET" in route.methods}
    missed = {shape for shape in shapes if not any(re.fullmatch(shape, path) for path in LOOKED)}
    values = {path for path in NOT_LOOKED_AT if any(re.fullmatch(shape, path) for shape in missed)}
    assert {shape for shape in missed if not any(re.fullmatch(shape, path) for path in values)} == set()


def _shape(path: str) -> str:
    return re.sub(r"\{\w+\}", "[^/]+", path)
