"""The pages in a real browser: axe finds nothing, nothing scrolls sideways, at desktop and phone width."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext

from schemas.codes import Role
from schemas.findings import Severity
from services.runtime.database import migrate
from tests.notify.conftest import NOW, Facts, NotifyService, name
from tests.notify.portal import portal
from tests.parts.looking import faults_of
from tests.parts.serving import serving

PATHS = (
    (Role.CONTROLLER, "/notices"),
    (Role.CONTROLLER, f"/show/who_knows/{name('finding')}"),
    (Role.PROVIDER_MANAGER, "/notices"),
    (Role.PROVIDER_MANAGER, f"/show/news/{name('none')}"),
    (Role.OPERATOR, "/deliveries"),
    (Role.OPERATOR, "/outbox"),
    (Role.COORDINATOR, "/notices"),
)


@pytest.fixture
async def address(service: NotifyService, tmp_path: Path) -> AsyncIterator[str]:
    await migrate.upgrade(service.database, ["runtime/web"])
    facts = Facts()
    facts.organisations()
    facts.placed()
    facts.opened("soon", due=NOW.replace(hour=11))
    facts.missed(due=NOW)
    facts.raised("critical", severity=Severity.CRITICAL, rule="C01")
    await service.mailbox(Role.PROVIDER_MANAGER)
    await service.mailbox(Role.CONTROLLER, "en")
    await service.consume(facts.made)
    await service.loops()
    async with serving(portal(service.database, service.context.settings, tmp_path)) as where:
        yield where


async def test_the_pages_are_accessible(address: str, browser_context: BrowserContext) -> None:
    page = await browser_context.new_page()
    found = []
    for role, path in PATHS:
        await page.goto(f"{address}/enter/{name(role)}")
        found += await faults_of(page, address, path)
    assert found == []
