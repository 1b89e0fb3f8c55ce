"""Fixtures of these tests: notices in the portal."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI

from schemas.codes import Role
from services.runtime.database import migrate
from tests.notify.conftest import NOW, Facts, NotifyService
from tests.notify.portal import portal


@pytest.fixture
def facts() -> Facts:
    made = Facts()
    made.organisations()
    made.placed()
    made.missed(due=NOW)
    return made


@pytest.fixture
async def app(service: NotifyService, facts: Facts, tmp_path: Path) -> FastAPI:
    await migrate.upgrade(service.database, ["runtime/web"])
    for role in (Role.PROVIDER_MANAGER, Role.CONTROLLER, Role.UNIT_MANAGER):
        await service.mailbox(role)
    await service.consume(facts.made)
    await service.loops()
    return portal(service.database, service.context.settings, tmp_path)
