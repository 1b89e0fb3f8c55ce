"""In Chromium: back and reload after sending send nothing and show a page; two people at once see each other's text."""

from __future__ import annotations

import pytest
from playwright.async_api import Page

from services.referral.incidents.form import KINDS
from tests.parts.looking import faults_at_both
from tests.referral import given as made
from tests.referral.conftest import Served
from tests.referral.given import BOARD, PROVIDER, Given

pytestmark = pytest.mark.timeout(300)


async def walk_back(page: Page, steps: int) -> list[str]:
    """Go back, loading each page again as well; give the headings met. Chromium's own fault page has none of ours."""
    met = []
    for _ in range(steps):
        await page.go_back()
        met.append(await page.inner_text("h1"))
        await page.reload()
        assert await page.inner_text("h1") == met[-1]
        assert await page.locator("[data-identity]").count() == 0
    return met


async def test_back_and_reload_after_an_answer_send_nothing(given: Given, served: Served) -> None:
    page = await served.window(PROVIDER)
    await page.goto(f"{served.address}/referrals/{made.name('referral sent')}/answer")
    await page.check("input[name=answer][value=accept]")
    await page.check("input[name=reason][value=NO_CAPACITY]")
    await page.fill("#contact_role", "Jouren")
    await page.check("#attest_capacity")
    await page.click("main form.form button.button--primary")
    await page.wait_for_url("**/answer?check=yes")
    assert await page.inner_text("h1") == "Stämmer det?"
    assert "Ingen plats" not in await page.inner_text("main")
    assert await faults_at_both(page) == []
    await page.reload()
    assert await page.inner_text("h1") == "Stämmer det?"
    await page.click("main button[name=confirmed]")
    await page.get_by_text("Svaret kom in").first.wait_for()
    assert (await given.recorded()).count("ReferralAccepted") == 2
    await page.reload()
    assert await walk_back(page, 2) == ["Läs förfrågan", "Läs förfrågan"]
    assert (await given.recorded()).count("ReferralAccepted") == 2


async def test_back_after_an_incident_leads_to_where_it_stands(given: Given, served: Served) -> None:
    page = await served.window(PROVIDER)
    await page.goto(f"{served.address}/placements/{made.name('placement papers')}/incidents/new")
    await page.check(f"input[name=kind][value={KINDS[0][0]}]")
    await page.fill("#what", "Ett hot framfördes utanför boendet i går.")
    await page.click("main form.form button.button--primary")
    await page.wait_for_url("**/incidents/new?check=yes")
    await page.get_by_role("link", name="Ändra").click()
    assert await page.input_value("#what") == "Ett hot framfördes utanför boendet i går."
    await page.click("main form.form button.button--primary")
    await page.click("main button[name=confirmed]")
    await page.get_by_text("Händelsen kom in").first.wait_for()
    await page.go_back()
    await page.get_by_text("Det du har lämnat in är inlämnat.").wait_for()
    assert (await given.recorded()).count("IncidentReported") == 1


async def test_back_after_sending_a_referral_leads_to_what_was_sent(given: Given, served: Served) -> None:
    page = await served.window(BOARD)
    draft = f"{served.address}/referrals/{made.name('referral draft')}"
    await page.goto(f"{draft}/tasks")
    await page.click("main a.button--primary")
    await page.click("main form button.button--primary")
    await page.get_by_text("Förfrågan skickades").first.wait_for()
    sent = (await given.recorded()).count("ReferralSent")
    assert await walk_back(page, 1) == [await page.inner_text("h1")]
    assert page.url == draft
    assert (await page.inner_text("h1")).startswith("Läs förfrågan")
    assert await faults_at_both(page) == []
    assert (await given.recorded()).count("ReferralSent") == sent


async def test_two_tabs_show_each_others_text(served: Served) -> None:
    address = f"{served.address}/referrals/{made.name('referral draft')}/part/contact"
    mine, theirs = await served.window(BOARD), await served.window(BOARD)
    await mine.goto(address)
    await theirs.goto(address)
    await theirs.fill("#function", "Växeln")
    await theirs.click("main form.form button.button--primary")
    await theirs.wait_for_load_state()
    await mine.fill("#function", "Mottagningen")
    await mine.click("main form.form button.button--primary")
    await mine.get_by_text("Någon har ändrat sedan du öppnade sidan. Din text finns kvar.").wait_for()
    assert await mine.input_value("#function") == "Mottagningen"
    assert "Växeln" in await mine.inner_text("#function-theirs")
    assert await mine.locator("#deputy-theirs").count() == 0
    assert await faults_at_both(mine) == []
    await mine.click("main form.form button.button--primary")
    await mine.get_by_text("Sparat: Kontaktväg.").wait_for()
    await mine.goto(address)
    assert await mine.input_value("#function") == "Mottagningen"
