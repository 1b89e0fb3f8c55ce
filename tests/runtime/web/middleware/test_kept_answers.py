"""Going back to a page that answered a sending: it is opened, asks for no sending again, and is nobody else's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from playwright.async_api import Browser, Page

from services.runtime.database.pool import Database
from tests.parts.serving import serving
from tests.runtime.web.sample import service
from tests.runtime.web.visitor import Visitor, forms_of, sign_in

NAVIGATES = {"sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin"}
CANARY = "Canarysson bor här"
TAKEN = {"text": "Ja"}


async def refused(visitor: Visitor) -> httpx2.Response:
    """Send the sample's form as a browser does, with an error and a text in it."""
    page = await visitor.get("/report")
    form = next(form for form in forms_of(page) if form.action == "/report")
    return await visitor.post("/report", {**form.fields, "need": CANARY}, NAVIGATES)


async def kept(database: Database) -> list[str]:
    """Give the names of the answers that are kept; none of them, and nothing sealed, holds what was typed."""
    async with database.work("web") as work:
        rows = await work.rows("select form, sealed from web.draft where starts_with(form, 'answer/')")
    for row in rows:
        assert CANARY.encode() not in bytes(row["sealed"])
        assert CANARY not in row["form"]
    return [row["form"] for row in rows]


async def test_a_form_to_be_corrected_is_a_page_of_its_own(coordinator: Visitor, database: Database) -> None:
    answer = await refused(coordinator)
    assert answer.status_code == 303
    where = answer.headers["location"]
    assert where.startswith("/report?shown=")
    for _ in range(2):
        page = await coordinator.get(where)
        assert page.status_code == 422
        assert "Skriv något." in page.text
        assert CANARY in page.text
        assert page.headers["cache-control"] == "no-store"
        assert "Aviseringar (1)" in page.text
    assert len(await kept(database)) == 1


async def test_it_is_gone_once_the_form_is_taken(coordinator: Visitor, database: Database) -> None:
    where = (await refused(coordinator)).headers["location"]
    sent = await coordinator.send(await coordinator.get(where), "/report", TAKEN)
    assert sent.status_code == 303
    assert await kept(database) == []
    back = await coordinator.get(where)
    assert (back.status_code, back.headers["location"]) == (303, "/report")
    assert CANARY not in (await coordinator.follow(back)).text


async def test_it_ends_with_its_session_and_is_nobody_elses(
    app: FastAPI, coordinator: Visitor, visitor: Visitor, database: Database
) -> None:
    where = (await refused(coordinator)).headers["location"]
    for person in (21, 22):
        await sign_in(visitor, person=person)
        answer = await visitor.get(where)
        assert (answer.status_code, answer.headers["location"]) == (303, "/report")
    ended = Visitor(app)
    assert "/sign-in" in (await ended.get(where)).headers["location"]
    await ended.close()
    service.ENDED.add(UUID(int=31))
    assert CANARY not in (await coordinator.follow(await coordinator.get(where))).text
    service.ENDED.clear()
    await coordinator.send(await coordinator.get("/start"), "/sign-out")
    assert await kept(database) == []


@pytest.mark.parametrize("token", ["", "x", "a" * 22, "../" * 8, "å" * 22])
async def test_an_address_made_by_hand_opens_the_page_or_nothing(coordinator: Visitor, token: str) -> None:
    answer = await coordinator.follow(await coordinator.client.get("/report", params={"shown": token, "x": "1"}))
    assert answer.status_code == 200
    assert "Beslutsnummer" in answer.text


@pytest.mark.parametrize("headers", [{}, {"sec-fetch-mode": "cors"}])
async def test_what_is_no_browser_gets_the_answer_itself(
    coordinator: Visitor, headers: dict[str, str], database: Database
) -> None:
    answer = await coordinator.post("/report", {**forms_of(await coordinator.get("/report"))[-1].fields}, headers)
    assert answer.status_code in (403, 422)
    assert await kept(database) == []


@pytest.fixture
async def address(app: FastAPI) -> AsyncIterator[str]:
    """Where the sample portal is served."""
    async with serving(app) as where:
        yield where


async def entered(chromium: Browser, address: str, *, script: bool) -> Page:
    page = await (await chromium.new_context(java_script_enabled=script, locale="sv-SE")).new_page()
    await page.goto(f"{address}/sign-in?as=31")
    await page.click("main button")
    await page.wait_for_url("**/start")
    return page


@pytest.mark.timeout(120)
@pytest.mark.parametrize("script", [True, False])
async def test_back_and_reload_in_chromium(chromium: Browser, address: str, script: bool) -> None:
    page = await entered(chromium, address, script=script)
    await page.goto(f"{address}/report")
    await page.fill("#need", CANARY)
    await page.click("main .button--primary")
    await page.wait_for_url("**/report?shown=*")
    assert (await page.title()).startswith("Fel:")
    await page.reload()
    assert await page.input_value("#need") == CANARY
    await page.goto(f"{address}/help")
    await page.go_back()
    assert await page.inner_text(".error-summary h2") == "Det finns 2 fel. Rätta dem och skicka igen."
    assert await page.input_value("#need") == CANARY
    await page.fill("#text", "refused")
    await page.click("main .button--primary")
    await page.wait_for_url("**/report?shown=*")
    assert "Det gick inte" in await page.inner_text("main")
    await page.go_back()
    await page.fill("#text", "Ja")
    await page.click("main .button--primary")
    await page.wait_for_url("**/start")
    sent = list(service.SENT)
    for _ in range(2):
        await page.go_back()
        assert await page.inner_text("h1") == "Lämna rapport"
        assert page.url == f"{address}/report"
    assert sent == service.SENT == ["Ja"]
    await page.context.close()
