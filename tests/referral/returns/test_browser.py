"""The pages of returns, incidents and safety in Chromium, at 320 and 1280 pixels, also with errors."""

from __future__ import annotations

import pytest

from schemas.codes import IncidentKind
from schemas.reasons import ReturnReason
from services.referral import handlers
from services.referral.incidents.form import IncidentReport, Notice
from services.referral.returns.form import Returning
from services.referral.safety.form import ThreatAssessment
from tests.parts.looking import faults_of, faults_with_errors
from tests.referral import given as made
from tests.referral.conftest import Served
from tests.referral.given import BOARD, PROVIDER, Given, scope

pytestmark = pytest.mark.timeout(300)
WHAT = "Två okända män frågade efter honom utanför porten. " * 3


async def _recorded(given: Given, served: Served) -> tuple[str, str]:
    """Return the plan, report an incident and notice another; give the addresses of the placement and the incident."""
    placement, now = made.name("placement papers"), served.now
    returning = Returning(reason=ReturnReason.UNCLEAR, fields=("actions", "goal_1"), remarks=WHAT)
    report = IncidentReport(kind=IncidentKind.THREAT, aware_at=now, phoned_at=now, what=WHAT)
    async with given.database.work("referral", scope(BOARD)) as work:
        await handlers.return_plan(given.acting(work, BOARD, now), placement, returning)
        notice = Notice(kind=IncidentKind.WEAPON, what=WHAT)
        await handlers.notice_incident(given.acting(work, BOARD, now), placement, notice)
        assessment = ThreatAssessment(assessed_on=now.date(), number="A-2026-77")
        await handlers.assess_threat(given.acting(work, BOARD, now), placement, assessment)
    async with given.database.work("referral", scope(PROVIDER)) as work:
        incident = await handlers.report_incident(given.acting(work, PROVIDER, now), placement, report)
    base = f"/placements/{placement}"
    return base, f"{base}/incidents/{incident}"


async def test_the_boards_pages_of_returns_and_incidents(served: Served, given: Given) -> None:
    back = f"/placements/{made.name('placement papers')}/plan/return"
    page = await served.window(BOARD)
    found = await faults_of(page, served.address, back)
    found += await faults_with_errors(page, served.address, back)
    placement, incident = await _recorded(given, served)
    found += await faults_of(
        page, served.address, "/start", placement, f"{placement}/plan", f"{placement}/incidents", incident,
        f"{placement}/incidents/notice", f"{placement}/threat-assessments", f"{placement}/safety-plan",
        f"{incident}/call",
    )  # fmt: skip
    assert found == []


async def test_the_providers_pages_of_returns_and_incidents(served: Served, given: Given) -> None:
    placement, incident = await _recorded(given, served)
    page = await served.window(PROVIDER)
    found = await faults_of(
        page, served.address, "/start", "/due", placement, f"{placement}/plan", f"{placement}/plan/new", incident,
        f"{placement}/incidents", f"{placement}/incidents/new", f"{placement}/absences/new", f"{placement}/safety-plan",
        f"{placement}/end",
    )  # fmt: skip
    found += await faults_with_errors(page, served.address, f"{placement}/incidents/new")
    assert found == []
