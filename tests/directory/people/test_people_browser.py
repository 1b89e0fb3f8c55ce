"""From an invitation to signing out in Chromium, at a real OpenID provider; the pages on the way are accessible."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from playwright.async_api import BrowserContext, Page

from schemas.codes import Role
from schemas.new_event import Author
from services.runtime.database.pool import Database
from tests.directory.people.signing_in import SECRET, invited, portal
from tests.parts.absent import absent
from tests.parts.looking import faults_at_both
from tests.parts.openid_provider import OpenIdProvider, account, missing_openid
from tests.parts.serving import serving

ACCOUNTS = {"anna": account(email="anna.ek@malmo.example"), "eva": account(email="eva@malmo.example")}


@pytest.fixture
def issuer() -> OpenIdProvider:
    """An issuer that knows its port; it is opened once the portal's address is known."""
    if how := missing_openid():
        absent("The OpenID provider, which this test needs,", how)
    return OpenIdProvider([], ACCOUNTS)


def client(address: str) -> dict[str, object]:
    """The portal as the issuer knows it."""
    return {
        "client_id": "utvag",
        "client_secret": SECRET,
        "id_token_signed_response_alg": "PS256",
        "redirect_uris": [f"{address}/sign-in/callback"],
        "post_logout_redirect_uris": [f"{address}/signed-out"],
        "backchannel_logout_uri": f"{address}/sign-in/backchannel-logout",
        "backchannel_logout_session_required": True,
    }


async def at_issuer(page: Page, name: str) -> None:
    """Sign in at the issuer's own page."""
    await page.get_by_label("Name").fill(name)
    await page.get_by_role("button", name="Sign in").click()


@pytest.mark.timeout(240)
async def test_invited_signed_in_at_work_and_signed_out(
    database: Database,
    tmp_path: Path,
    author: Author,
    on_file: dict[str, UUID],
    issuer: OpenIdProvider,
    browser_context: BrowserContext,
) -> None:
    app = portal(database, tmp_path, {"malmo": issuer.issuer})
    start = await invited(
        database, app.state.vault, author, on_file["malmo"], Role.ADMINISTRATOR, "anna.ek@malmo.example"
    )
    async with serving(app) as address:
        issuer.clients.append(client(address))
        issuer.open()
        try:
            page = await browser_context.new_page()
            found = await _invited(page, address, start.rpartition("=")[2])
            found += await _at_work(page, address)
            found += await _signed_out(page, address)
            found += await _ended_from_there(page, address, issuer)
        finally:
            issuer.close()
    assert found == []


async def _invited(page: Page, address: str, secret: str) -> list[str]:
    await page.goto(f"{address}/sign-in/invitation/{secret}")
    found = await faults_at_both(page)
    await page.get_by_role("link", name="Logga in med Malmo stad").click()
    await at_issuer(page, "anna")
    await page.wait_for_url(f"{address}/people")
    return found


async def _at_work(page: Page, address: str) -> list[str]:
    found = await faults_at_both(page)
    await page.get_by_label("Namn").fill("Eva Lindqvist")
    await page.get_by_label("E-post i tjänsten").fill("eva@malmo.example")
    await page.get_by_label("Samordnare").check()
    await page.get_by_role("button", name="Bjud in").click()
    await page.get_by_text("Inbjudan är gjord").wait_for()
    found += await faults_at_both(page)
    await page.get_by_role("link", name="Anna Ek").click()
    await page.get_by_text("Det här är din egen roll.").wait_for()
    found += await faults_at_both(page)
    await page.goto(f"{address}/me")
    return found + await faults_at_both(page)


async def _signed_out(page: Page, address: str) -> list[str]:
    await page.get_by_role("button", name="Logga ut", exact=True).click()
    await page.wait_for_url(f"{address}/signed-out?at=malmo")
    found = await faults_at_both(page)
    await page.get_by_role("link", name="Logga ut där också").click()
    await page.get_by_role("button", name="Yes").click()
    await page.wait_for_url(f"{address}/signed-out*")
    await page.goto(f"{address}/people")
    await page.wait_for_url(f"{address}/sign-in?next=%2Fpeople")
    return found + await faults_at_both(page)


async def _ended_from_there(page: Page, address: str, issuer: OpenIdProvider) -> list[str]:
    """A stranger is refused; then the issuer, signing somebody out, ends the session here by its back channel."""
    await page.get_by_role("link", name="Malmo stad").click()
    await at_issuer(page, "eva")
    await page.get_by_text("Du är inte inbjuden.").first.wait_for()
    found = await faults_at_both(page)
    await _out_at(page, issuer)
    await page.goto(f"{address}/sign-in?next=/people")
    await page.get_by_role("link", name="Malmo stad").click()
    await at_issuer(page, "anna")
    await page.wait_for_url(f"{address}/people")
    await _out_at(page, issuer)
    await page.goto(f"{address}/people")
    await page.wait_for_url(f"{address}/sign-in?next=%2Fpeople")
    return found


async def _out_at(page: Page, issuer: OpenIdProvider) -> None:
    await page.goto(f"{issuer.issuer}/session/end")
    await page.get_by_role("button", name="Yes").click()
    await page.get_by_role("heading", name="Signed out").wait_for()
