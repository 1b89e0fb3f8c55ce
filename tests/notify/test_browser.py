"""The pages in a real browser: axe finds nothing, nothing scrolls sideways, at desktop and phone width."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from axe_core_python.async_playwright import Axe
from playwright.async_api import BrowserContext

from schemas.codes import Role, Severity
from services.runtime import migrate
from tests.notify.conftest import NOW, Facts, House, name
from tests.notify.portal import portal

PATHS = (
    (Role.CONTROLLER, "/notices"),
    (Role.CONTROLLER, f"/show/who_knows/{name('finding')}"),
    (Role.PROVIDER_MANAGER, "/notices"),
    (Role.PROVIDER_MANAGER, f"/show/start/{name('none')}"),
    (Role.OPERATOR, "/deliveries"),
    (Role.OPERATOR, "/outbox"),
    (Role.COORDINATOR, "/notices"),
)


@pytest.fixture
async def address(house: House, tmp_path: Path) -> AsyncIterator[str]:
    async with house.database.engine.begin() as connection:
        await connection.run_sync(migrate._upgrade, "runtime/web")
    facts = Facts()
    facts.house()
    facts.placed()
    facts.opened("soon", due=NOW.replace(hour=11))
    facts.missed(due=NOW)
    facts.raised("critical", severity=Severity.CRITICAL, rule="C01")
    await house.mailbox(Role.PROVIDER_MANAGER)
    await house.mailbox(Role.CONTROLLER, "en")
    await house.hear(facts.made)
    await house.loops()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        app = portal(house.database, house.context.settings, tmp_path)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        await serving


@pytest.mark.parametrize("width", [1280, 320])
async def test_the_pages_are_accessible(address: str, browser_context: BrowserContext, width: int) -> None:
    page = await browser_context.new_page()
    await page.set_viewport_size({"width": width, "height": 720})
    for role, path in PATHS:
        await page.goto(f"{address}/enter/{name(role)}")
        answer = await page.goto(f"{address}{path}")
        assert answer is not None
        assert answer.status == 200
        assert await page.locator("h1").count() == 1
        found = await Axe().run(page)
        assert [one["id"] for one in found["violations"]] == [], (path, found["violations"])
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (path, wide)
        if folder := os.environ.get("UTVAG_SCREENSHOTS"):
            shot = Path(folder) / f"notify-{role}-{path.strip('/').split('/')[0]}-{width}.png"
            await page.screenshot(path=shot, full_page=True)
