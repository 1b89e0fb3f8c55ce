"""A portal that signs in at given issuers, and a person's way to one of them and back."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import httpx2
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
from tests.parts.openid_provider import LOA3
from tests.runtime.web.visitor import ORIGIN, Visitor

SECRET = "a-secret-of-these-tests-only-0123456789"
START = "/sign-in/start?with=malmo"
ORGANISATIONS = ["1280", "providers", "platform"]


def portal(database: Database, folder: Path, issuers: dict[str, str], **more: object) -> FastAPI:
    """Give the portal with the pages of directory alone, and the issuers by name; `more` is said of each in the file."""
    made: FastAPI
    (folder / "secret").write_text(SECRET)
    listed = [
        {
            "name": name,
            "title": f"{name.title()} stad",
            "issuer": issuer,
            "client_id": "utvag",
            "secret": str(folder / "secret"),
            "organisations": ORGANISATIONS,
            "acr": [LOA3],
            **more,
        }
        for name, issuer in issuers.items()
    ]
    (folder / "oidc.yaml").write_text(yaml.safe_dump({"providers": listed}))

    async def who(person: UUID, commission: UUID | None) -> Viewer | None:
        return await identify(database, made.state.vault, person, commission)

    settings = Settings(data=folder, oidc=folder / "oidc.yaml")
    made = create_app(settings, database, (SERVICE,), who)
    return made


async def at_issuer(browser: httpx2.AsyncClient, address: str, name: str) -> str:
    """Sign in at the issuer under a name; give where it sends the browser back to."""
    while not address.startswith(ORIGIN):
        answer = await browser.get(address)
        if answer.status_code == 200:
            answer = await browser.post(answer.url, data={"account": name})
        assert answer.has_redirect_location, answer.text
        address = str(answer.url.join(answer.headers["location"]))
    return address.removeprefix(ORIGIN)


async def sign_in(visitor: Visitor, browser: httpx2.AsyncClient, name: str, start: str = START) -> httpx2.Response:
    """Sign in from the portal, over the issuer, back to the portal."""
    begun = await visitor.get(start)
    assert begun.status_code == 303, begun.text
    return await visitor.get(await at_issuer(browser, begun.headers["location"], name))


async def invited(database: Database, vault: Vault, author: Author, organisation: UUID, role: Role, email: str) -> str:
    """Invite somebody; give the address at which their sign-in starts."""
    async with database.work("directory") as work:
        secret = await people.invite(work, vault, author, organisation, people.Guest("Anna Ek", email, role))
    return f"{START}&invitation={secret}"
