"""The page of a receipt in Chromium: axe finds nothing, nothing scrolls sideways, and the button saves a file that is genuine."""

from __future__ import annotations

from pathlib import Path

from services.runtime.language.identifiers import short
from services.runtime.vault.receipt_check import check
from tests.parts.looking import faults_at_both
from tests.referral import given as made
from tests.referral.conftest import Served
from tests.referral.given import PROVIDER, Given


async def test_a_receipt_is_read_and_saved(given: Given, served: Served, tmp_path: Path) -> None:
    async with given.database.work("referral") as work:
        row = await work.row("select fact_id from referral.history where what = 'PlanSubmitted'")
    assert row is not None
    number = short("U", row["fact_id"])
    page = await served.window(PROVIDER)
    await page.goto(f"{served.address}/placements/{made.name('placement papers')}/plan")
    await page.get_by_role("link", name=number).first.click()
    await page.wait_for_url(f"**/receipts/{number}")
    assert await faults_at_both(page) == []
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="Ladda ner").click()
    saved = tmp_path / "saved.json"
    await (await waiting.value).save_as(saved)
    assert check(saved.read_bytes(), served.app.state.signer.public_keys).number == number
