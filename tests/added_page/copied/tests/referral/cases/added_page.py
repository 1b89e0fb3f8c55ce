"""Run in the copy alone: the added page is served to its roles in their language, stands in their menu, and is refused to others."""

from __future__ import annotations

from pathlib import Path

from services.runtime.settings import Settings
from tests.referral.given import BOARD, PROVIDER, Given
from tests.referral.portal import portal, signed_in_as


async def test_the_page_is_served_to_its_roles_alone(given: Given, tmp_path: Path) -> None:
    app, _people = portal(given.database, Settings(data=tmp_path))
    board, provider = await signed_in_as(app, BOARD), await signed_in_as(app, PROVIDER)
    page, refused = await board.get("/visits"), await provider.get("/visits")
    assert page.status_code == 200
    assert "<h1>Besök</h1>" in page.text
    assert "0 besök är planerade." in page.text
    assert 'href="/visits"' in page.text
    assert refused.status_code == 403
    assert 'href="/visits"' not in (await provider.get("/start")).text
    for visitor in (board, provider):
        await visitor.close()
