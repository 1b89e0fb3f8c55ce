"""A database with referral's schema, and a referral that has consumed a directory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.async_api import Browser, BrowserContext, Page
from sqlalchemy.engine import make_url

from services.runtime.database import migrate
from services.runtime.database.pool import Database
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.settings import Settings
from services.runtime.vault.vault import Vault
from services.runtime.web.request.context import COOKIE
from tests.parts.database import FreshDatabases
from tests.parts.serving import serving, window
from tests.referral.browsers import Browsers, browsers_of
from tests.referral.filing import Files
from tests.referral.given import BOARD, PROVIDER, STOCKHOLM, Directory, Given, OutsideActor
from tests.referral.portal import portal, signed_in_as


@pytest.fixture(scope="session")
async def migrated(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """The name of an empty database with the schemas runtime, web and referral, marked as a test's, to copy from."""
    databases = FreshDatabases(postgres)
    made = Database(databases())
    await migrate.upgrade(made, ["runtime", "runtime/web", "referral"])
    async with made.plain() as plain:
        await plain.run("update runtime.instance set kind = 'test'")
    await made.close()
    yield make_url(made.address).database or ""
    databases.drop()


@pytest.fixture
async def database(fresh_database: FreshDatabases, migrated: str) -> AsyncIterator[Database]:
    """A fresh copy of it."""
    opened = Database(fresh_database(migrated))
    yield opened
    await opened.close()


@pytest.fixture
async def given(database: Database) -> Given:
    """Referral that has consumed the usual directory."""
    made = Given(database, Vault(bytes(32)))
    directory = Directory()
    directory.usual()
    await made.consume(directory)
    return made


@pytest.fixture
async def browsers(given: Given, tmp_path: Path) -> AsyncIterator[Browsers]:
    """The portal, and a browser for each person."""
    async with browsers_of(given, tmp_path) as opened:
        yield opened


@pytest.fixture
async def files(given: Given, tmp_path: Path) -> AsyncIterator[Files]:
    """The portal, to send import files to."""
    app, _ = portal(given.database, Settings(data=tmp_path))
    given.vault = app.state.vault
    async with given.database.work("referral") as work:
        now = (await work.now()).astimezone(STOCKHOLM)
    sent = Files(given, app, now)
    yield sent
    for visitor in sent.open.values():
        await visitor.close()


@dataclass
class Served:
    """Referral's portal on a port; a window each for those who are signed in."""

    app: FastAPI
    address: str
    chromium: Browser
    now: datetime
    sessions: dict[OutsideActor, str] = field(default_factory=dict)
    contexts: list[BrowserContext] = field(default_factory=list)

    async def window(self, actor: OutsideActor) -> Page:
        """A new window of somebody signed in."""
        context = await self.chromium.new_context(locale="sv-SE")
        self.contexts.append(context)
        return await window(context, self.address, self.sessions[actor])


@pytest.fixture
async def served(given: Given, tmp_path: Path, chromium: Browser) -> AsyncIterator[Served]:
    """The portal with a draft, an open request and a placement with a plan and a report."""
    app, _ = portal(given.database, Settings(data=tmp_path))
    given.vault = app.state.vault
    now = await given.now()
    await given.draft("draft", now)
    await given.sent("sent", now)
    await given.reported("papers", now)
    async with serving(app) as address:
        running = Served(app, address, chromium, now)
        for actor in (BOARD, PROVIDER):
            visitor = await signed_in_as(app, actor)
            running.sessions[actor] = visitor.client.cookies[COOKIE]
            await visitor.close()
        yield running
        for context in running.contexts:
            await context.close()
