"""Parkerat: the operator sees what cannot be judged, has it tried again, and two of them together void it."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from playwright.async_api import BrowserContext

from schemas.envelope import Event
from schemas.reasons import VoidReason
from services.directory.voiding import handlers as voiding
from services.runtime.database.pool import Database
from services.runtime.parked.facts import parked_facts
from services.runtime.web.request.context import COOKIE
from tests.directory.portal import sign_in
from tests.directory.voiding.pressing import HEARER, persons, press
from tests.parts.looking import faults_of, faults_with_errors
from tests.parts.serving import serving, window
from tests.runtime.web.visitor import Visitor


async def test_the_list_and_the_page_say_what_whose_why_and_what_waits(
    visitor: Visitor, ids: dict[str, UUID], bad: Event
) -> None:
    await sign_in(visitor, ids["olle"])
    listed = (await visitor.get("/parked")).text
    assert "1 uppgift kan inte läsas in eller bedömas." in listed
    assert f'href="/parked/{bad.id}"' in listed
    page = (await visitor.get(f"/parked/{bad.id}")).text
    for words in (
        "Uppdraget återupptogs",
        "Vägen AB",
        "men det har inte varit pausat",
        "Ärenden och uppdrag",
        "Försök igen",
    ):
        assert words in page


async def test_where_nothing_is_parked_the_pages_say_so(visitor: Visitor, ids: dict[str, UUID]) -> None:
    await sign_in(visitor, ids["olle"])
    assert "Ingenting är parkerat." in (await visitor.get("/parked")).text
    assert "Uppgiften är inte parkerad. Ingenting behöver göras." in (await visitor.get(f"/parked/{uuid4()}")).text


@pytest.mark.parametrize("who", ["eva", "åsa", "per", "tove"])
async def test_nobody_but_an_operator_sees_it(visitor: Visitor, ids: dict[str, UUID], bad: Event, who: str) -> None:
    await sign_in(visitor, ids[who])
    for path in ("/parked", f"/parked/{bad.id}"):
        assert (await visitor.get(path)).status_code in (403, 404)


async def test_it_is_tried_again(visitor: Visitor, ids: dict[str, UUID], bad: Event, with_hearer: Database) -> None:
    await sign_in(visitor, ids["olle"])
    assert "Den prövas igen." in await press(visitor, f"/parked/{bad.id}", "retry")
    assert await parked_facts(with_hearer, [HEARER]) == []


@pytest.mark.timeout(240)
async def test_the_pages_are_accessible_in_chromium_also_with_an_error(
    visitor: Visitor,
    second: Visitor,
    app: FastAPI,
    ids: dict[str, UUID],
    bad: Event,
    with_hearer: Database,
    browser_context: BrowserContext,
) -> None:
    path = f"/parked/{bad.id}"
    await sign_in(visitor, ids["olle"])
    async with serving(app) as address:
        page = await window(browser_context, address, visitor.client.cookies[COOKIE])
        found = await faults_of(page, address, "/flow", "/parked", path, f"/parked/{uuid4()}")
        found += await faults_with_errors(page, address, path, button="main form:has(select) button")
        await page.goto(address + path)
        await page.select_option("#reason", "CANNOT_BE_CORRECTED")
        await page.get_by_role("button", name="Föreslå att den kastas").click()
        await page.get_by_text("Förslaget är sparat.").wait_for()
        found += await faults_of(page, address, path)
        await page.get_by_role("button", name="Ta tillbaka förslaget").click()
        [parked] = await parked_facts(with_hearer, [HEARER], bad.id)
        await voiding.propose_by_command(with_hearer, parked, VoidReason.SENT_TWICE, (await persons(with_hearer))[0])
        found += await faults_of(page, address, path)
        await page.get_by_role("button", name="Stå för förslaget").click()
        await page.get_by_text("Förslaget är sparat.").wait_for()
        other = await window(browser_context, address, second.client.cookies[COOKIE])
        found += await faults_of(other, address, path)
        await other.get_by_role("button", name="Bekräfta och kasta").click()
        await other.get_by_text("Uppgiften är kastad.").wait_for()
        found += await faults_of(other, address, path)
    assert found == []
