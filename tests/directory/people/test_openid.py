"""Signing in at a real OpenID provider: by invitation, again, and refused in words whatever is wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
import yaml
from fastapi import FastAPI

from schemas.codes import Role
from schemas.new_event import Author
from services.directory.app import SERVICE
from services.directory.people import handlers as people
from services.directory.sign_in import identify
from services.runtime.database.pool import Database
from services.runtime.settings import Settings
from services.runtime.vault.vault import Vault
from services.runtime.web import Viewer, create_app
from tests.parts.absent import absent
from tests.parts.openid_provider import LOA2, OpenIdProvider, account, missing_openid
from tests.runtime.web.visitor import ORIGIN, Visitor

SECRET = "a-secret-of-these-tests-only-0123456789"
CLIENT = {
    "client_id": "utvag",
    "client_secret": SECRET,
    "redirect_uris": [f"{ORIGIN}/sign-in/callback"],
    "post_logout_redirect_uris": [f"{ORIGIN}/signed-out"],
}


@pytest.fixture(scope="module")
def openid() -> Iterator[OpenIdProvider]:
    """An issuer with one client and some accounts."""
    if how := missing_openid():
        absent("The OpenID provider, which this test needs,", how)
    accounts = {
        "anna": account(email="anna.admin@malmo.example"),
        "eva": account(email="Eva.Lindqvist@malmo.example"),
        "weak": account(LOA2, email="weak@malmo.example"),
    }
    made = OpenIdProvider([CLIENT], accounts).open()
    yield made
    made.close()


@pytest.fixture
def app(database: Database, tmp_path: Path, openid: OpenIdProvider) -> FastAPI:
    """The portal with the pages of directory, signing in at that issuer."""
    made: FastAPI
    (tmp_path / "secret").write_text(SECRET)
    listed = {
        "name": "malmo", "title": "Malmö stad", "issuer": openid.issuer, "client_id": "utvag",
        "secret": str(tmp_path / "secret"), "organisations": ["1280", "providers", "platform"],
        "acr": ["http://id.elegnamnden.se/loa/1.0/loa3"],
    }  # fmt: skip
    (tmp_path / "oidc.yaml").write_text(yaml.safe_dump({"providers": [listed]}))

    async def who(person: UUID, commission: UUID | None) -> Viewer | None:
        return await identify(database, made.state.vault, person, commission)

    made = create_app(Settings(data=tmp_path, oidc=tmp_path / "oidc.yaml"), database, (SERVICE,), who)
    return made


@pytest.fixture
async def browser() -> AsyncIterator[httpx2.AsyncClient]:
    """The person's browser, as the issuer sees it."""
    async with httpx2.AsyncClient(follow_redirects=False) as made:
        yield made


@pytest.fixture
def keeping(app: FastAPI) -> Vault:
    """The vault of this portal."""
    vault: Vault = app.state.vault
    return vault


async def at_issuer(browser: httpx2.AsyncClient, address: str, name: str) -> str:
    """Sign in at the issuer under a name; give where it sends the browser back to."""
    while not address.startswith(ORIGIN):
        answer = await browser.get(address)
        if answer.status_code == 200:
            answer = await browser.post(answer.url, data={"account": name})
        assert answer.has_redirect_location, answer.text
        address = str(answer.url.join(answer.headers["location"]))
    return address.removeprefix(ORIGIN)


async def sign_in(
    visitor: Visitor, browser: httpx2.AsyncClient, name: str, start: str = "/sign-in/start?with=malmo"
) -> httpx2.Response:
    """Sign in from the portal, over the issuer, back to the portal."""
    begun = await visitor.get(start)
    assert begun.status_code == 303, begun.text
    return await visitor.get(await at_issuer(browser, begun.headers["location"], name))


async def link(database: Database, vault: Vault, author: Author, organisation: UUID, role: Role, email: str) -> str:
    """Invite somebody; give where the link's page leads to."""
    async with database.work("directory") as work:
        secret = await people.invite(work, vault, author, organisation, people.Guest("Anna Ek", email, role))
    return f"/sign-in/start?with=malmo&invitation={secret}"


async def test_an_invitation_gives_a_role_once_and_then_the_identity_alone_signs_in(
    visitor: Visitor,
    browser: httpx2.AsyncClient,
    database: Database,
    keeping: Vault,
    author: Author,
    on_file: dict[str, UUID],
) -> None:
    start = await link(database, keeping, author, on_file["malmo"], Role.COORDINATOR, "Eva.Lindqvist@Malmo.example")
    page = await visitor.get(f"/sign-in/invitation/{start.rpartition('=')[2]}")
    assert "Samordnare" in page.text
    assert "Malmö stad" in page.text
    done = await sign_in(visitor, browser, "eva", start)
    assert done.status_code == 303, done.text
    account_page = await visitor.get("/me")
    assert "Anna Ek" in account_page.text
    again = await visitor.get(start)
    assert again.status_code == 403
    assert "redan använd" in again.text
    await visitor.send(account_page, "/sign-out")
    assert (await visitor.get("/me")).status_code == 303
    assert (await sign_in(visitor, browser, "eva")).headers["location"] == "/"
    assert (await visitor.get("/me")).status_code == 200
