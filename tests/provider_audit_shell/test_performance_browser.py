"""The figures, the measures and the rules in Chromium: axe finds nothing and nothing scrolls sideways, at 320 and 1280 pixels."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator

import pytest
import uvicorn
from axe_core_python.async_playwright import Axe
from fastapi import FastAPI
from playwright.async_api import Browser

from schemas.codes import Role
from services.runtime.web.visit import COOKIE
from tests.provider_audit_shell.conftest import Enter, Turn
from tests.provider_audit_shell.play import Play
from tests.provider_audit_shell.test_performance import NOW, make_year

PICTURES = os.environ.get("UTVAG_PICTURES")


@pytest.fixture
async def address(app: FastAPI) -> AsyncIterator[str]:
    """Where the portal is served."""
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    serving = asyncio.create_task(server.serve([bound]))
    while not server.started:
        await asyncio.sleep(0.02)
    yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    server.should_exit = True
    await serving


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("role", [Role.PROVIDER_MANAGER, Role.SUPERVISOR])
async def test_the_pages_are_accessible(
    play: Play, enter: Enter, turn: Turn, address: str, chromium: Browser, role: Role, width: int
) -> None:
    await make_year(play)
    await turn(NOW)
    cookie = (await enter(role)).client.cookies[COOKIE]
    context = await chromium.new_context(viewport={"width": width, "height": 800}, locale="sv-SE")
    told = {"name": COOKIE, "value": cookie, "url": address.replace("http:", "https:"), "secure": True}
    await context.add_cookies([told])  # type: ignore[list-item]
    page = await context.new_page()
    for path in (f"/performance?provider={play.provider}", "/measures", "/rules"):
        await page.goto(address + path)
        assert await page.locator("h1").count() == 1, path
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"
        found = (await Axe().run(page))["violations"]
        assert not found, (path, [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found])
        if PICTURES:
            await page.screenshot(path=f"{PICTURES}/{path[1:6]}-{role}-{width}.png", full_page=True)
    await context.close()
