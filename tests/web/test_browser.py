"""The frame in Chromium: axe, 320 and 1280 pixels, keyboard, drafts by script, and everything without script."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import date

import pytest
import uvicorn
from axe_core_python.async_playwright import Axe
from fastapi import FastAPI
from playwright.async_api import Browser, Page

from services.runtime import clock
from services.runtime.database import Database
from services.runtime.words import Words
from tests.web.sample import service

WIDTHS = (320, 1280)


@pytest.fixture
async def address(app: FastAPI, database: Database) -> AsyncIterator[str]:
    """The sample portal on a port of its own, marked as a demonstration."""
    await clock.mark(database, "demonstration")
    service.PAST[:] = [(date(2026, 11, 7), "missing", Words(sv="Brist", en="Finding"))]
    bound = socket.socket()
    bound.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    serving = asyncio.create_task(server.serve([bound]))
    while not server.started:
        await asyncio.sleep(0.02)
    yield f"http://127.0.0.1:{bound.getsockname()[1]}"
    server.should_exit = True
    await serving


async def _signed_in(chromium: Browser, address: str, width: int, *, script: bool = True) -> Page:
    context = await chromium.new_context(
        viewport={"width": width, "height": 800}, locale="sv-SE", java_script_enabled=script
    )
    page = await context.new_page()
    await page.goto(f"{address}/sign-in?as=31")
    await page.click("main button")
    await page.wait_for_url("**/start")
    return page


async def _checked(page: Page) -> None:
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"
    found = (await Axe().run(page))["violations"]
    assert not found, [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]


@pytest.mark.parametrize("width", WIDTHS)
async def test_axe_finds_nothing_and_nothing_scrolls_sideways(chromium: Browser, address: str, width: int) -> None:
    page = await _signed_in(chromium, address, width)
    for path in ("/start", "/report", "/help", "/accessibility", "/nowhere", "/signed-out", "/sign-in"):
        await page.goto(address + path)
        await _checked(page)
    await page.goto(f"{address}/report")
    await page.click("main button.button--primary")
    await page.wait_for_selector("#error-summary")
    await _checked(page)
    await page.click("button[name=to]")
    await page.wait_for_selector("html[lang=en]")
    await _checked(page)
    if width == WIDTHS[0]:
        await page.click("summary")
        await _checked(page)
    await page.context.close()


async def test_the_skip_link_and_the_focus_are_seen(chromium: Browser, address: str) -> None:
    page = await _signed_in(chromium, address, 1280)
    await page.goto(f"{address}/report")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "skip"
    assert await page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "content"
    await page.context.close()


async def test_what_is_typed_is_kept_after_three_seconds_of_rest(chromium: Browser, address: str) -> None:
    page = await _signed_in(chromium, address, 1280)
    await page.goto(f"{address}/report")
    await page.fill("#need", "Det här ska finnas kvar")
    await page.get_by_text("Utkast sparat kl.").wait_for(timeout=15_000)
    await page.goto(f"{address}/report")
    assert await page.input_value("#need") == "Det här ska finnas kvar"
    await page.fill("#need", "Också i det andra språket")
    await page.click("button[name=to]")
    await page.wait_for_selector("html[lang=en]")
    assert await page.input_value("#need") == "Också i det andra språket"
    await page.context.close()


async def test_without_script_the_task_ends_the_same(chromium: Browser, address: str) -> None:
    page = await _signed_in(chromium, address, 320, script=False)
    await page.goto(f"{address}/report")
    await page.fill("#text", "utan script")
    await page.click("main button.button--primary")
    await page.wait_for_url("**/start")
    await page.get_by_text("Rapporten kom in.").wait_for()
    assert service.SENT == ["utan script"]
    await page.context.close()


async def test_nothing_breaks_the_content_policy(chromium: Browser, address: str) -> None:
    page = await _signed_in(chromium, address, 1280)
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    for path in ("/start", "/report", "/help"):
        await page.goto(address + path)
    assert told == []
    await page.context.close()
