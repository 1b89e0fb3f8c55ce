"""Läs in från fil in Chromium: choosing, a file with faults, a file that can be taken in, and one that was."""

from __future__ import annotations

import pytest

from services.runtime.language.identifiers import reference
from tests.parts.looking import faults_at_both, faults_of, faults_with_errors
from tests.referral import given as made
from tests.referral.conftest import Served
from tests.referral.given import BOARD, PROVIDER

pytestmark = pytest.mark.timeout(300)


async def test_the_pages_of_a_file(served: Served) -> None:
    number = reference(made.name("placement papers"))
    page = await served.window(BOARD)
    found = await faults_of(page, served.address, "/placements/import")
    found += await faults_with_errors(page, served.address, "/placements/import")
    page = await served.window(PROVIDER)
    day = served.now.date()
    safety = "[säkerhetsplan]\nuppdrag;protection;alarm;exposed;gone_through_on;attest\n"
    right = f"{safety}{number};Två personal vid varje möte utanför boendet.;Jouren;Flytt samma dag;{day};ja\n"
    for text in (f"{safety}{number};kort;;;;\n", right):
        await page.goto(f"{served.address}/placements/import")
        await page.fill("#text", text)
        await page.click("main button.button--primary")
        assert page.url.endswith("/placements/import/file")
        found += await faults_at_both(page)
    await page.click("main button.button--primary")
    assert "1 rad inläst" in await page.inner_text("main")
    assert found + await faults_at_both(page) == []
