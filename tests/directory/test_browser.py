"""The pages of attesting in Chromium, also with errors: axe finds nothing and nothing scrolls sideways, at 320 and 1280 pixels."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from playwright.async_api import BrowserContext

from schemas.new_event import Author
from schemas.reasons import PermitEndReason
from services.directory import handlers
from services.directory.attestations.commands import (
    CorrectDate,
    DiscloseAccounts,
    EngageStaff,
    RecordInterruption,
    RequestInformation,
)
from services.directory.shared.commands import EndPermit, Propose
from services.runtime.database.pool import Database
from services.runtime.vault.vault import Vault
from services.runtime.web.request.context import COOKIE
from tests.directory.portal import sign_in
from tests.parts.looking import faults_of, faults_with_errors
from tests.parts.serving import serving, window
from tests.runtime.web.visitor import Visitor

SHIFT = datetime(2026, 1, 9, 6, tzinfo=UTC)
LONG = "X" * 40


@pytest.fixture
async def recorded(app: FastAPI, ids: dict[str, UUID], database: Database, author: Author) -> dict[str, UUID]:
    """Something of everything that is attested, words long enough to break a line among them."""
    vault: Vault = app.state.vault
    words = "Skicka bemanningen för oktober. " + "Å" * 80
    [request, engaged, *_] = await handlers.carry_out(
        database,
        author,
        [
            RequestInformation(ids["provider"], ids["malmo"], words),
            EngageStaff(ids["provider"], ids["unit"], LONG, SHIFT),
            DiscloseAccounts(ids["provider"], 2024, ownership=True),
            RecordInterruption(SHIFT, SHIFT + timedelta(hours=30)),
        ],
        vault=vault,
    )
    to = SHIFT + timedelta(days=1)
    await handlers.carry_out(database, author, [CorrectDate(engaged, ids["provider"], "first_shift", to)])
    revoked = EndPermit(ids["permit"], date(2026, 11, 28), PermitEndReason.REVOKED)
    proposed = Propose(ids["malmo"], UUID(int=7), ids["provider"], (revoked,))
    [proposal] = await handlers.carry_out(database, author, [proposed])
    async with database.plain() as plain:
        fact = await plain.value("select id from directory.attested where subject = :permit", permit=ids["permit"])
    return {**ids, "request": request, "engaged": engaged, "proposal": proposal, "fact": fact}


PAGES = {
    "per": ("/attest", "/information-requests/{request}", "/attest/facts/{engaged}", "/imports"),
    "åsa": ("/providers/{provider}", "/providers/{provider}/information-requests/new", "/attest/facts/{request}"),
    "olle": ("/interruptions",),
    "stina": ("/register", "/register/permits/{permit}", "/register/units/{unit}", "/register/facts/{fact}", "/providers/{provider}",
              "/register/providers/{provider}"),
    "bo": ("/register", "/register/proposals/{proposal}"),
}  # fmt: skip
WITH_ERRORS = {
    "per": ("/attest", "/information-requests/{request}", "/attest/facts/{engaged}"),
    "åsa": ("/providers/{provider}/information-requests/new",),
    "olle": ("/interruptions",),
    "stina": ("/register/permits/{permit}", "/register/units/{unit}", "/register/facts/{fact}"),
    "bo": ("/register/proposals/{proposal}",),
}


@pytest.mark.timeout(240)
@pytest.mark.parametrize("who", PAGES)
async def test_the_pages_are_accessible(
    visitor: Visitor, app: FastAPI, recorded: dict[str, UUID], browser_context: BrowserContext, who: str
) -> None:
    await sign_in(visitor, recorded[who])
    async with serving(app) as address:
        page = await window(browser_context, address, visitor.client.cookies[COOKIE])
        found = await faults_of(page, address, *(path.format(**recorded) for path in PAGES[who]))
        wrong = (path.format(**recorded) for path in WITH_ERRORS[who])
        found += await faults_with_errors(
            page, address, *wrong, button="main form button[type=submit]:not([name=save_draft])"
        )
        assert found == []
