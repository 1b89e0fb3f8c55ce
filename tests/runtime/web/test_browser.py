"""The frame in Chromium: axe, 320 and 1280 pixels, keyboard, drafts by script, and everything without script."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest
from fastapi import FastAPI
from playwright.async_api import Browser, Page

from services.runtime.database.pool import Database
from services.runtime.language.words import Words
from services.runtime.process import clock
from tests.parts.looking import PHONE, faults, faults_at_both, faults_of, faults_with_errors, widen
from tests.parts.serving import serving
from tests.runtime.web.sample import service


@pytest.fixture
async def address(app: FastAPI, database: Database) -> AsyncIterator[str]:
    """The sample portal on a port of its own, marked as a demonstration."""
    await clock.mark(database, "demonstration")
    service.PAST[:] = [(date(2026, 11, 7), "missing", Words(sv="Brist", en="Finding"))]
    async with serving(app) as where:
        yield where


async def _signed_in(chromium: Browser, address: str, width: int, *, script: bool = True) -> Page:
    context = await chromium.new_context(
        viewport={"width": width, "height": 800}, locale="sv-SE", java_script_enabled=script
    )
    page = await context.new_page()
    await page.goto(f"{address}/sign-in?as=31")
    await page.click("main button")
    await page.wait_for_url("**/start")
    return page


async def test_axe_finds_nothing_and_nothing_scrolls_sideways(chromium: Browser, address: str) -> None:
    page = await _signed_in(chromium, address, 1280)
    found = await faults_of(page, address, "/start", "/report", "/help", "/accessibility", "/signed-out", "/sign-in")
    found += await faults_of(page, address, "/nowhere", status=404)
    found += await faults_with_errors(page, address, "/report")
    await page.click("button[name=to]")
    await page.wait_for_selector("html[lang=en]")
    found += await faults_at_both(page)
    await widen(page, PHONE)
    await page.click("summary")
    found += await faults(page, PHONE)
    assert found == []
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
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    for path in ("/start", "/report", "/help"):
        await page.goto(address + path)
    assert messages == []
    await page.context.close()


async def test_what_was_typed_when_the_session_was_lost_is_there_after_signing_in(
    chromium: Browser, address: str, database: Database
) -> None:
    page = await _signed_in(chromium, address, 1280)
    await page.goto(f"{address}/cases")
    await page.fill("#text", "Kort")
    await page.select_option("#county", "12")
    await page.check("input[name=kind][value=more]")
    await page.fill("#need", "Skrivet just nu")
    async with database.plain() as plain:
        await plain.run("update web.session set seen_at = clock_timestamp() - interval '2 hours'")
    await page.click("main button.button--primary")
    await page.wait_for_url("**/signed-out?**")
    assert await page.inner_text("h1") == "Du är utloggad"
    assert "Det du skrev är sparat. Logga in och fortsätt." in await page.inner_text("main")
    found = await faults_at_both(page)
    await page.get_by_role("link", name="Logga in").click()
    await page.wait_for_url("**/sign-in?next=**")
    await page.click("main button")
    await page.wait_for_url("**/cases")
    assert await page.input_value("#text") == "Kort"
    assert await page.input_value("#county") == "12"
    assert await page.is_checked("input[name=kind][value=more]")
    assert await page.input_value("#need") == "Skrivet just nu"
    await page.get_by_text("Det du skrev sist är tillbaka i formuläret.").wait_for()
    assert found + await faults_at_both(page) == []
    await page.go_back()
    await page.go_back()
    assert service.SENT == []
    await page.context.close()
