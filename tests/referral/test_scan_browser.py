"""A text that may reveal somebody, in Chromium: marked beside its field, kept, and passed by a tick for what is only likely."""

from __future__ import annotations

import pytest

from tests.parts.looking import faults_at_both
from tests.referral import given as made
from tests.referral.conftest import Served
from tests.referral.given import BOARD

pytestmark = pytest.mark.timeout(300)
TEXT = "Bor hos sin mor på Storgatan 12, 241 30 Eslöv. I går hotade <b>Ali Hassan</b> honom. Ring 070–174 06 05 först."


async def test_everything_is_marked_and_a_tick_passes_only_what_is_likely(served: Served) -> None:
    part = f"{served.address}/referrals/{made.name('referral draft')}/part/needs"
    page = await served.window(BOARD)
    await page.goto(part)
    await page.fill("#description", TEXT)
    await page.click("main form .button--primary")
    assert await page.locator(".field__marked mark").all_inner_texts() == [
        "Storgatan 12", "241 30 Eslöv", "Ali Hassan", "070–174 06 05",
    ]  # fmt: skip
    assert await page.input_value("#description") == TEXT
    assert await page.locator("input[type=checkbox][name=read_through]").count() == 0
    found = await faults_at_both(page)

    likely = TEXT.replace("Storgatan 12, 241 30 Eslöv", "en annan ort").replace("Ring 070–174 06 05", "Kom överens")
    await page.fill("#description", likely)
    await page.click("main form .button--primary")
    assert await page.locator(".field__marked mark").all_inner_texts() == ["Ali Hassan"]
    found += await faults_at_both(page)
    assert found == []
    await page.check("#description-read")
    await page.click("main form .button--primary")
    assert "/part/needs" not in page.url or await page.locator(".error-summary").count() == 0

    await page.goto(part)
    assert await page.input_value("#description") == likely
    await page.click("main form .button--primary")
    assert await page.locator(".error-summary").count() == 0, "what was read through stays read through"
    await page.goto(part)
    await page.fill("#description", likely.replace("Ali Hassan", "Omar Karim"))
    await page.click("main form .button--primary")
    assert await page.locator(".field__marked mark").all_inner_texts() == ["Omar Karim"]
