"""The pages of attesting in Chromium: axe finds nothing and nothing scrolls sideways, at 320 and 1280 pixels, also with errors."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import uvicorn
from axe_core_python.async_playwright import Axe
from fastapi import FastAPI
from playwright.async_api import Browser, Page

from schemas.envelope import Author
from services.directory import handlers
from services.directory.domain.attestations import (
    CorrectDate,
    DiscloseAccounts,
    EngageStaff,
    RecordInterruption,
    RequestInformation,
)
from services.runtime.database import Database
from services.runtime.security import Vault
from services.runtime.web.visit import COOKIE
from tests.directory.portal import sign_in
from tests.web.visitor import Visitor

PICTURES = os.environ.get("UTVAG_PICTURES")
SHIFT = datetime(2026, 1, 9, 6, tzinfo=UTC)
LONG = "X" * 40


@pytest.fixture
async def told(app: FastAPI, ids: dict[str, UUID], database: Database, author: Author) -> dict[str, UUID]:
    """Something of everything that is attested, words long enough to break a line among them."""
    vault: Vault = app.state.vault
    words = "Skicka bemanningen för oktober. " + "Å" * 80
    [request, engaged, *_] = await handlers.carry_out(
        database,
        author,
        [
            RequestInformation(ids["provider"], ids["malmo"], words),
            EngageStaff(ids["provider"], ids["unit"], LONG, SHIFT),
            DiscloseAccounts(ids["provider"], 2024, ownership=True),
            RecordInterruption(SHIFT, SHIFT + timedelta(hours=30)),
        ],
        vault=vault,
    )
    to = SHIFT + timedelta(days=1)
    await handlers.carry_out(database, author, [CorrectDate(engaged, ids["provider"], "first_shift", to)])
    return {**ids, "request": request, "engaged": engaged}


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


async def look(page: Page, name: str) -> None:
    assert await page.locator("h1").count() == 1, name
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
    found = (await Axe().run(page))["violations"]
    assert not found, (name, [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found])
    if PICTURES:
        width = await page.evaluate("innerWidth")
        await page.screenshot(path=f"{PICTURES}/{name.strip('/').replace('/', '-')}-{width}.png", full_page=True)


PAGES = {
    "per": ("/attest", "/information-requests/{request}", "/attest/facts/{engaged}", "/imports"),
    "åsa": ("/providers/{provider}", "/providers/{provider}/information-requests/new", "/attest/facts/{request}"),
    "olle": ("/interruptions",),
}
WITH_ERRORS = {
    "per": ("/attest", "/information-requests/{request}", "/attest/facts/{engaged}"),
    "åsa": ("/providers/{provider}/information-requests/new",),
    "olle": ("/interruptions",),
}


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("who", PAGES)
async def test_the_pages_are_accessible(
    visitor: Visitor, told: dict[str, UUID], address: str, chromium: Browser, who: str, width: int
) -> None:
    await sign_in(visitor, told[who])
    context = await chromium.new_context(viewport={"width": width, "height": 800}, locale="sv-SE")
    secure = address.replace("http:", "https:")
    cookie = {"name": COOKIE, "value": visitor.client.cookies[COOKIE], "url": secure, "secure": True}
    await context.add_cookies([cookie])  # type: ignore[list-item]
    page = await context.new_page()
    for path in PAGES[who]:
        await page.goto(address + path.format(**told))
        await look(page, path)
    for path in WITH_ERRORS[who]:
        await page.goto(address + path.format(**told))
        await page.locator("main form button[type=submit]:not([name=save_draft])").last.click()
        assert (await page.title()).startswith("Fel:"), path
        await look(page, f"{path} with errors")
    await context.close()
