"""The pages of returns, incidents and safety in Chromium, at 320 and 1280 pixels, also with errors."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from schemas.codes import IncidentKind, ReturnReason
from services.referral import handlers
from services.referral.forms.incident import IncidentReport, Notice
from services.referral.forms.returned import Returning
from services.referral.forms.safety import ThreatAssessment
from tests.referral import ground as made
from tests.referral.ground import BOARD, PROVIDER, STOCKHOLM, Ground, author, scope
from tests.referral.test_browser import Served, checked, opened, served

__all__ = ["served"]
WHAT = "Två okända män frågade efter honom utanför porten. " * 3


async def _told(ground: Ground) -> tuple[str, str]:
    """Return the plan, report an incident and notice another; give the addresses of the placement and the incident."""
    placement = made.name("placement papers")
    async with ground.database.work("referral") as work:
        now = (await work.now()).astimezone(STOCKHOLM)
    returning = Returning(reason=ReturnReason.UNCLEAR, fields=("actions", "goal_1"), remarks=WHAT)
    report = IncidentReport(kind=IncidentKind.THREAT, aware_at=now, phoned_at=now, what=WHAT)
    async with ground.database.work("referral", scope(BOARD)) as work:
        await handlers.return_plan(work, ground.vault, BOARD, author(BOARD, now), placement, returning)
        notice = Notice(kind=IncidentKind.WEAPON, what=WHAT)
        await handlers.notice_incident(work, ground.vault, BOARD, author(BOARD, now), placement, notice)
        assessment = ThreatAssessment(assessed_on=now.date(), number="A-2026-77")
        await handlers.assess_threat(work, ground.vault, BOARD, author(BOARD, now), placement, assessment)
    async with ground.database.work("referral", scope(PROVIDER)) as work:
        incident = await handlers.report_incident(
            work, ground.vault, PROVIDER, author(PROVIDER, now), placement, report
        )
    base = f"/placements/{placement}"
    return base, f"{base}/incidents/{incident}"


@pytest.mark.timeout(400)
@pytest.mark.parametrize("width", [320, 1280])
async def test_the_boards_pages_of_returns_and_incidents(
    chromium: Browser, served: Served, ground: Ground, width: int
) -> None:
    plan = f"/placements/{made.name('placement papers')}/plan/return"
    page = await opened(chromium, served, BOARD, width)
    await page.goto(f"{served.address}{plan}")
    await checked(page, f"board{width}_return")
    await page.click("main button.button--primary")
    await page.wait_for_selector("#error-summary")
    await checked(page, f"board{width}_return_errors")
    placement, incident = await _told(ground)
    for path in ("/start", placement, f"{placement}/plan", f"{placement}/incidents", f"{placement}/incidents/notice",
                 f"{placement}/threat-assessments", f"{placement}/safety-plan", incident, f"{incident}/call"):  # fmt: skip
        answer = await page.goto(served.address + path)
        assert answer is not None
        assert answer.status == 200, path
        await checked(page, f"board{width}_told{path.replace('/', '_')}")
    await page.context.close()


@pytest.mark.timeout(400)
@pytest.mark.parametrize("width", [320, 1280])
async def test_the_providers_pages_of_returns_and_incidents(
    chromium: Browser, served: Served, ground: Ground, width: int
) -> None:
    placement, incident = await _told(ground)
    page = await opened(chromium, served, PROVIDER, width)
    for path in ("/start", "/due", placement, f"{placement}/plan", f"{placement}/plan/new", f"{placement}/incidents",
                 f"{placement}/incidents/new", f"{placement}/absences/new", f"{placement}/safety-plan", incident,
                 f"{placement}/end"):  # fmt: skip
        answer = await page.goto(served.address + path)
        assert answer is not None
        assert answer.status == 200, path
        await checked(page, f"provider{width}_told{path.replace('/', '_')}")
    await page.goto(f"{served.address}{placement}/incidents/new")
    await page.click("main button.button--primary")
    await page.wait_for_selector("#error-summary")
    await checked(page, f"provider{width}_incident_errors")
    await page.context.close()
