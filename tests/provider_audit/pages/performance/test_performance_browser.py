"""The figures, the measures and the rules in Chromium: axe finds nothing and nothing scrolls sideways, at 320 and 1280 pixels."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from playwright.async_api import BrowserContext

from schemas.codes import Role
from services.runtime.web.request.context import COOKIE
from tests.parts.looking import faults_of
from tests.parts.serving import serving, window
from tests.provider_audit.conftest import Enter, Turn
from tests.provider_audit.figures import NOW, make_year
from tests.provider_audit.play import Play


@pytest.mark.parametrize("role", [Role.PROVIDER_MANAGER, Role.SUPERVISOR])
async def test_the_pages_are_accessible(
    play: Play, enter: Enter, turn: Turn, app: FastAPI, browser_context: BrowserContext, role: Role
) -> None:
    await make_year(play)
    await turn(NOW)
    cookie = (await enter(role)).client.cookies[COOKIE]
    async with serving(app) as address:
        page = await window(browser_context, address, cookie)
        assert await faults_of(page, address, f"/performance?provider={play.provider}", "/measures", "/rules") == []
