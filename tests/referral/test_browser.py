"""Referral's pages in Chromium, also with errors: axe finds nothing and nothing scrolls sideways, at 320 and 1280 pixels."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from services.referral import handlers
from services.referral.corrections.domain import CorrectDate
from services.referral.shared.commands import Pause
from tests.parts.looking import faults_of, faults_with_errors
from tests.referral import given as made
from tests.referral.conftest import Served
from tests.referral.given import BOARD, PROVIDER, Given, scope

pytestmark = pytest.mark.timeout(300)


async def test_the_boards_pages(served: Served) -> None:
    draft, case = f"/referrals/{made.name('referral draft')}", f"/cases/{made.name('case papers')}"
    placement, sent = f"/placements/{made.name('placement papers')}", f"/referrals/{made.name('referral sent')}"
    page = await served.window(BOARD)
    found = await faults_of(
        page, served.address, "/start", "/cases?tab=mine", "/referrals/new", f"{draft}/tasks", f"{draft}/check",
        f"{draft}/part/goals", f"{draft}/part/consent", f"{draft}/part/decision", f"{draft}/part/provider",
        f"/find?referral={made.name('referral draft')}", case, f"{case}/consent", f"{case}/readers", placement,
        f"{placement}/plan", f"{placement}/reports", f"{sent}/withdraw", f"{sent}/amend", f"{sent}/override",
        f"{sent}/came-in", f"{sent}/waive", f"{placement}/waive", f"{placement}/came-in", "/lifecycle",
        f"{placement}/came-in?kind=report", f"{placement}/came-in?kind=incident",
    )  # fmt: skip
    found += await faults_with_errors(page, served.address, "/referrals/new")
    assert found == []


async def test_the_providers_pages(served: Served) -> None:
    placement = f"/placements/{made.name('placement papers')}"
    page = await served.window(PROVIDER)
    found = await faults_of(
        page, served.address, "/start", "/referrals", f"/referrals/{made.name('referral sent')}/answer", "/placements",
        placement, f"{placement}/plan", f"{placement}/plan/new", f"{placement}/plan/review", f"{placement}/end", "/due",
        f"{placement}/reports", f"/referrals/{made.name('referral papers')}/answer", f"{placement}/pause",
    )  # fmt: skip
    report = await _first_link(served, placement, "/reports")
    found += await faults_of(page, served.address, report)
    found += await faults_with_errors(page, served.address, f"{placement}/plan/review")
    found += await faults_of(page, served.address, await _first_link(served, placement, "", 'main a[href^="/facts/"]'))
    assert found == []


async def _first_link(served: Served, placement: str, of: str, selector: str = "main table a") -> str:
    page = await served.window(PROVIDER)
    await page.goto(f"{served.address}{placement}{of}")
    return await page.locator(selector).first.get_attribute("href") or ""


async def test_the_pages_of_what_is_given_back_paused_and_ended(served: Served, given: Given) -> None:
    papers, ended = made.name("placement papers"), f"/placements/{made.name('placement over')}"
    period = served.now.strftime("%Y-%m")
    await given.ended("over", served.now)
    board = await served.window(BOARD)
    found = await faults_of(
        board, served.address, f"/placements/{papers}/reports/{period}/return", f"{ended}/end-report/return"
    )
    provider = await served.window(PROVIDER)
    async with given.database.work("referral", scope(PROVIDER)) as work:
        await handlers.pause(given.acting(work, PROVIDER, served.now), papers, Pause(served.now))
    found += await faults_of(provider, served.address, f"/placements/{papers}/resume", f"{ended}/end-report")
    correction = await _start_corrected(served, given, papers)
    found += await faults_of(board, served.address, f"/facts/{correction}/agree")
    assert found == []


async def _start_corrected(served: Served, given: Given, placement: UUID) -> UUID:
    """Have the provider say that the placement began two hours earlier; give the correction's id."""
    at = served.now
    async with given.database.work("referral", scope(PROVIDER)) as work:
        row = await work.row(
            "select fact_id from referral.history where what = 'PlacementStarted' and placement_id = :placement",
            placement=placement,
        )
        assert row is not None
        earlier = at - timedelta(hours=2)
        return await handlers.correct(
            given.acting(work, PROVIDER, at), row["fact_id"], CorrectDate("started_at", earlier)
        )
