"""The audit's pages in a real browser: accessible, nothing moves by itself, a cell opens under its row and gives the focus back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from playwright.async_api import BrowserContext, Page

from schemas.codes import Role
from services.provider_audit.pages.findings import finding_lines
from services.runtime.web import Viewer
from tests.parts.looking import DESKTOP, faults, faults_of
from tests.parts.serving import serving
from tests.provider_audit.conftest import Turn
from tests.provider_audit.everything import UNTIL, Year
from tests.provider_audit.play import Play, at

START = at("2026-03-02 09:00")


@pytest.fixture
async def address(app: FastAPI) -> AsyncIterator[str]:
    """Where the portal is served."""
    async with serving(app) as where:
        yield where


async def enter(page: Page, address: str, people: dict[UUID, Viewer], role: Role) -> None:
    person = next(viewer.person for viewer in people.values() if viewer.role is role)
    await page.goto(f"{address}/enter/{person}")


@pytest.mark.timeout(240)
async def test_the_pages_are_accessible(
    play: Play, turn: Turn, address: str, people: dict[UUID, Viewer], browser_context: BrowserContext
) -> None:
    await play.judge(Year(play).facts(), UNTIL)
    await turn(UNTIL)
    async with play.database.work("provider_audit") as work:
        lines = await work.all(finding_lines.ALL)
    chosen = {line.rule: line.id for line in lines if line.boards}
    page = await browser_context.new_page()
    await enter(page, address, people, Role.CONTROLLER)
    found = await faults_of(
        page, address, "/compliance?to=2026-06", f"/compliance/{play.provider}/2026-04",
        f"/compliance/{play.board}/2026-06", "/findings",
        *(f"/findings/{chosen[rule]}" for rule in ("R05", "S01", "C10", "P01", "R02")),
    )  # fmt: skip
    assert found == []


async def test_a_cell_opens_under_its_row_and_escape_gives_the_focus_back(
    play: Play, turn: Turn, address: str, people: dict[UUID, Viewer], browser_context: BrowserContext
) -> None:
    events = [*play.background(at("2026-03-01 09:00")), play.started(uuid4(), START)]
    await play.judge(events, at("2026-03-17 09:00"))
    await turn(at("2026-03-17 09:00"))
    page = await browser_context.new_page()
    await enter(page, address, people, Role.CONTROLLER)
    await page.goto(f"{address}/compliance")
    cell = page.locator(f'[data-cell="{play.provider}/2026-03"] a')
    await cell.focus()
    await page.keyboard.press("Enter")
    opened = page.locator(".grid__opened")
    await opened.wait_for()
    assert "Genomförandeplan" in await opened.inner_text()
    assert page.url.endswith("/compliance")
    assert await cell.get_attribute("aria-expanded") == "true"
    assert await page.evaluate("document.activeElement.tagName") == "H2"
    assert await faults(page, DESKTOP) == []
    await page.keyboard.press("Escape")
    assert await opened.count() == 0
    assert (
        await page.evaluate("document.activeElement.closest('[data-cell]')?.dataset.cell") == f"{play.provider}/2026-03"
    )


async def test_new_events_are_offered_and_change_nothing_until_asked_for(
    play: Play, turn: Turn, address: str, people: dict[UUID, Viewer], browser_context: BrowserContext
) -> None:
    placement = uuid4()
    events = [*play.background(at("2026-03-01 09:00")), play.started(placement, START), play.safe(placement, START)]
    await play.judge(events, at("2026-03-16 09:00"))
    await turn(at("2026-03-16 09:00"))
    page = await browser_context.new_page()
    await page.clock.install()
    await enter(page, address, people, Role.CONTROLLER)
    await page.goto(f"{address}/compliance")
    cell = page.locator(f'[data-cell="{play.provider}/2026-03"]')
    before = await cell.inner_text()
    await play.judge([], at("2026-03-17 09:00"))
    await turn(at("2026-03-17 09:00"))
    await page.clock.fast_forward(61_000)
    button = page.get_by_role("button", name="Nya händelser i 1 ruta – visa")
    await button.wait_for()
    assert await cell.inner_text() == before
    await button.click()
    news = page.locator("[data-live]")
    assert "Nordviken Stöd AB, mars 2026: 1 saknas av 3" in await news.inner_text()
    assert "saknas" in await cell.inner_text()
    assert "grid__cell--changed" in (await cell.get_attribute("class") or "")
    assert "1 inlämning saknas hos 1 utförare" in await page.locator('[data-part="answer"]').inner_text()
    assert await page.evaluate("document.activeElement.hasAttribute('data-live')")
