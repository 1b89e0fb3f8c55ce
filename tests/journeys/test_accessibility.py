"""Every page for every role in Chromium, after the journey: axe finds nothing, nothing scrolls sideways, no link is dead."""

from __future__ import annotations

import re

import pytest

from services.demonstration.cast import BOARDS, SUPERVISOR
from services.house import DEMONSTRATION, SERVICES
from services.runtime.web.flow import flow
from services.runtime.web.menu import page_routes
from services.runtime.web.own_pages import own
from tests.journeys.looking import Walk, faults_at_both, kind_of
from tests.journeys.screen import (
    CONTROLLER,
    COORDINATOR,
    MANAGER,
    NAME,
    NUMBER,
    OPERATOR,
    ScreenJourney,
    fill_in,
    press,
)

pytestmark = pytest.mark.timeout(600)

UNIT_MANAGER = BOARDS[0].people[1]
EVERYBODY = ("/", "/me", "/notices", "/help", "/rules", "/accessibility", "/lifecycle", "/sign-in")
FIRST_PAGES = {
    COORDINATOR: ("/start", "/referrals/new", *EVERYBODY),
    UNIT_MANAGER: ("/start", *EVERYBODY),
    MANAGER: ("/start", *EVERYBODY),
    CONTROLLER: ("/compliance", "/compliance?by=week", "/findings?tab=closed", *EVERYBODY),
    SUPERVISOR.name: ("/compliance", "/compliance?rows=board", *EVERYBODY),
    OPERATOR: ("/flow", "/outbox", *EVERYBODY),
}
ALIKE = {"/rules", "/lifecycle", "/accessibility", "/sign-in"}
"""Pages that are the same for every role: the first who walks there looks at them."""
WALKED: set[str] = set()
"""What has been walked; others of the same board see the same pages: they open all and look at their own and the new."""
NOT_ON_THE_WAY = {
    "/placements/ID/resume": "only of a paused placement; the same form as pausing",
    "/placements/ID/plan/review": "only once a plan is in; referral's own browser test opens it",
    "/placements/ID/end-report": "only of an ended placement; referral's own browser test opens it",
    "/referrals/ID/withdraw": "only of an open referral; the same form as ending",
    "/imports/ID": "only after a file was read; directory's own test opens it",
    "/signed-out": "looked at by nobody signed in",
}


async def _draft(journey: ScreenJourney) -> str:
    page = await journey.screen.open(COORDINATOR, "/referrals/new")
    await fill_in(page, {"name": NAME, "personnummer": NUMBER})
    await press(page, "main button.button--primary")
    return f"/referrals/{page.url.split('/')[4]}"


@pytest.mark.parametrize("person", FIRST_PAGES)
async def test_every_page_a_role_can_reach(journey: ScreenJourney, person: str) -> None:
    await journey.lived()
    first = list(FIRST_PAGES[person])
    if person == COORDINATOR:
        first.append(f"{await _draft(journey)}/tasks")
    walk = Walk(await journey.screen.person(person), journey.screen.address)
    if person in (UNIT_MANAGER, CONTROLLER):
        walk.alike = set(WALKED) - {kind_of(path) for path in first}
    walk.seen.update(dict.fromkeys(ALIKE & WALKED, ""))
    await walk.everywhere(*first)
    WALKED.update(walk.seen)
    assert walk.found == []


async def test_the_pages_of_the_journey(journey: ScreenJourney) -> None:
    await journey.lived()
    assert journey.found == []


async def test_nobody_signed_in(journey: ScreenJourney) -> None:
    page, found = await journey.screen.nobody(), []
    for path in ("/sign-in", "/signed-out", "/help", "/accessibility", "/nowhere"):
        answer = await page.goto(journey.screen.address + path)
        assert answer is not None
        assert answer.status == (404 if path == "/nowhere" else 200), path
        found += await faults_at_both(page)
    assert found == []


async def test_forms_with_errors(journey: ScreenJourney) -> None:
    await journey.lived()
    draft = await _draft(journey)
    parts = ("eligibility", "consent", "decision", "needs", "safety", "goals", "provider", "contact")
    paths = [(COORDINATOR, "/referrals/new"), *((COORDINATOR, f"{draft}/part/{part}") for part in parts)]
    paths += [(MANAGER, f"{journey.placement}/plan/new"), (CONTROLLER, "/imports")]
    found = []
    for person, path in paths:
        page = await journey.screen.open(person, path)
        journey.seen.add(kind_of(page.url))
        await press(page, "main button.button--primary")
        assert (await page.title()).startswith("Fel:"), f"{path}: {await page.title()}"
        assert await page.evaluate("() => document.activeElement.id") == "error-summary", path
        found += await faults_at_both(page)
    assert found == []


async def test_no_page_is_left_out(journey: ScreenJourney) -> None:
    if len(WALKED) < len(EVERYBODY):
        pytest.fail("this test looks at what the others of this file walked: run the whole file")
    routers = [own, flow, *(router for service in (*SERVICES, DEMONSTRATION) for router in service.pages)]
    routes = page_routes(route for router in routers for route in router.routes)
    pages = {route.path for route in routes if "GET" in route.methods}
    seen = {kind_of(url).split("&")[0] for url in WALKED | journey.seen}
    missed = {path for path in pages if not any(_shaped(path).fullmatch(one) for one in seen)}
    assert {re.sub(r"\{\w+\}", "ID", path) for path in missed} <= set(NOT_ON_THE_WAY)


def _shaped(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{\w+\}", "[^/]+", path))
