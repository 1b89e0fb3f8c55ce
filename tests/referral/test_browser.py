"""Referral's pages in Chromium: axe finds nothing and nothing scrolls sideways, at 320 and 1280 pixels, also with errors."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from axe_core_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from services.runtime.settings import Settings
from services.runtime.web.visit import COOKIE
from tests.referral import ground as made
from tests.referral.ground import BOARD, PROVIDER, STOCKHOLM, Acting, Ground
from tests.referral.portal import portal, signed_in_as

PICTURES = os.environ.get("UTVAG_PICTURES")


@dataclass
class Served:
    """A portal on a port, with the cookies of the people signed in."""

    address: str
    cookies: dict[Acting, str]


@pytest.fixture
async def served(ground: Ground, tmp_path: Path) -> AsyncIterator[Served]:
    """The portal with a draft, an open request, a placement with papers, and one that has ended."""
    app, _ = portal(ground.database, Settings(data=tmp_path))
    ground.vault = app.state.vault
    async with ground.database.work("referral") as work:
        now = (await work.now()).astimezone(STOCKHOLM)
    await ground.draft("draft", now)
    await ground.sent("sent", now)
    await ground.with_papers("papers", now)
    cookies = {}
    for actor in (BOARD, PROVIDER):
        visitor = await signed_in_as(app, actor)
        cookies[actor] = visitor.client.cookies[COOKIE]
        await visitor.close()
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    serving = asyncio.create_task(server.serve([bound]))
    while not server.started:
        await asyncio.sleep(0.02)
    yield Served(f"http://127.0.0.1:{bound.getsockname()[1]}", cookies)
    server.should_exit = True
    await serving


async def opened(chromium: Browser, served: Served, actor: Acting, width: int) -> Page:
    """A page of somebody signed in."""
    context = await chromium.new_context(viewport={"width": width, "height": 800}, locale="sv-SE")
    cookie = {
        "name": COOKIE,
        "value": served.cookies[actor],
        "url": served.address.replace("http:", "https:"),
        "secure": True,
    }
    await context.add_cookies([cookie])  # type: ignore[list-item]
    return await context.new_page()


async def checked(page: Page, word: str) -> None:
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"
    found = (await Axe().run(page))["violations"]
    assert not found, (page.url, [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found])
    if PICTURES:
        await page.screenshot(path=f"{PICTURES}/{word}.png", full_page=True)


@pytest.mark.timeout(400)
@pytest.mark.parametrize("width", [320, 1280])
async def test_the_boards_pages(chromium: Browser, served: Served, width: int) -> None:
    page = await opened(chromium, served, BOARD, width)
    draft, case = f"/referrals/{made.name('referral draft')}", f"/cases/{made.name('case papers')}"
    placement, sent = f"/placements/{made.name('placement papers')}", f"/referrals/{made.name('referral sent')}"
    paths = ["/start", "/cases?tab=mine", "/referrals/new", f"{draft}/tasks", f"{draft}/check", f"{draft}/part/goals",
             f"{draft}/part/consent", f"{draft}/part/decision", f"{draft}/part/provider",
             f"/find?referral={made.name('referral draft')}", case, f"{case}/consent", f"{case}/readers", placement,
             f"{placement}/plan", f"{placement}/reports", f"{sent}/amend", f"{sent}/override", f"{sent}/came-in",
             f"{sent}/waive", f"{placement}/waive", f"{placement}/came-in", f"{placement}/came-in?kind=report",
             f"{placement}/came-in?kind=incident", "/lifecycle"]  # fmt: skip
    for path in paths:
        answer = await page.goto(served.address + path)
        assert answer is not None
        assert answer.status == 200, path
        await checked(page, f"board{width}{path.partition('?')[0].replace('/', '_')}")
    await page.goto(f"{served.address}{draft}/part/needs")
    await page.fill("#description", "kort")
    await page.click("main button.button--primary")
    await page.wait_for_selector("#error-summary")
    await checked(page, f"board{width}_errors")
    await page.context.close()


@pytest.mark.timeout(400)
@pytest.mark.parametrize("width", [320, 1280])
async def test_the_providers_pages(chromium: Browser, served: Served, width: int) -> None:
    page = await opened(chromium, served, PROVIDER, width)
    placement = f"/placements/{made.name('placement papers')}"
    paths = ["/start", "/referrals", f"/referrals/{made.name('referral sent')}/answer", "/placements", placement,
             f"{placement}/plan", f"{placement}/plan/new", f"{placement}/plan/review", f"{placement}/end", "/due",
             f"{placement}/reports", f"/referrals/{made.name('referral papers')}/answer"]  # fmt: skip
    for path in paths:
        answer = await page.goto(served.address + path)
        assert answer is not None
        assert answer.status == 200, path
        await checked(page, f"provider{width}{path.partition('?')[0].replace('/', '_')}")
    await page.goto(f"{served.address}{placement}/reports")
    await page.click("main table a")
    await checked(page, f"provider{width}_report")
    await page.click("main button.button--primary")
    await page.wait_for_selector("#error-summary")
    await checked(page, f"provider{width}_report_errors")
    await page.goto(f"{served.address}{placement}")
    await page.click('main a[href^="/facts/"]')
    await checked(page, f"provider{width}_correct")
    await page.context.close()
