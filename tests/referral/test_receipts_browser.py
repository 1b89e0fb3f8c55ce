"""The page of a receipt in Chromium: axe finds nothing, nothing scrolls sideways, and the button saves a file that is genuine."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from axe_core_python.async_playwright import Axe
from fastapi import FastAPI
from playwright.async_api import Browser

from services.runtime.identifiers import short
from services.runtime.receipts import check
from services.runtime.settings import Settings
from services.runtime.web.visit import COOKIE
from tests.referral.ground import PROVIDER, STOCKHOLM, Ground
from tests.referral.portal import portal, signed_in_as

PICTURES = os.environ.get("UTVAG_PICTURES")


@pytest.fixture
def app(ground: Ground, tmp_path: Path) -> FastAPI:
    """The portal of referral, on the ground's own vault."""
    made, _ = portal(ground.database, Settings(data=tmp_path))
    ground.vault = made.state.vault
    return made


@pytest.fixture
async def address(app: FastAPI) -> AsyncIterator[str]:
    """Where it is served."""
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
async def test_a_receipt_is_read_and_saved(
    ground: Ground, app: FastAPI, address: str, chromium: Browser, tmp_path: Path, width: int
) -> None:
    async with ground.database.work("referral") as work:
        now = (await work.now()).astimezone(STOCKHOLM)
    placement = await ground.with_papers("papers", now)
    async with ground.database.work("referral") as work:
        row = await work.row("select fact_id from referral.history where what = 'PlanSubmitted'")
    assert row is not None
    visitor = await signed_in_as(app, PROVIDER)
    cookie = visitor.client.cookies[COOKIE]
    await visitor.close()
    context = await chromium.new_context(viewport={"width": width, "height": 800}, locale="sv-SE")
    told = {"name": COOKIE, "value": cookie, "url": address.replace("http:", "https:"), "secure": True}
    await context.add_cookies([told])  # type: ignore[list-item]
    page = await context.new_page()
    number = short("U", row["fact_id"])
    await page.goto(f"{address}/placements/{placement}/plan")
    await page.get_by_role("link", name=number).first.click()
    await page.wait_for_url(f"**/receipts/{number}")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the receipt scrolls sideways"
    found = (await Axe().run(page))["violations"]
    assert not found, [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
    if PICTURES:
        await page.screenshot(path=f"{PICTURES}/receipt-{width}.png", full_page=True)
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="Ladda ner").click()
    saved = tmp_path / "saved.json"
    await (await waiting.value).save_as(saved)
    assert check(saved.read_bytes(), app.state.signer.public_keys).number == number
    await context.close()
