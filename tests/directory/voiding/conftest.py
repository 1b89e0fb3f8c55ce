"""Fixtures of these tests: pressing a button of a page about a parked fact."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from schemas.codes import Origin, Role
from schemas.envelope import Event
from schemas.new_event import Author
from schemas.referral import PlacementResumed
from services.directory import handlers
from services.directory.app import SERVICE
from services.directory.sign_in import identify
from services.runtime.database import migrate
from services.runtime.database.pool import Database
from services.runtime.database.tables.this_service import InboxRow
from services.runtime.events.inbox_row import inbox_row
from services.runtime.language.identifiers import PLATFORM
from services.runtime.settings import Settings
from services.runtime.web import Viewer, create_app
from tests.directory.portal import sign_in
from tests.directory.voiding.pressing import HEARER, NOW
from tests.runtime.web.visitor import Visitor


@pytest.fixture
async def with_hearer(database: Database) -> Database:
    """The database with a service that consumes."""
    await migrate.upgrade(database, ["referral"])
    return database


@pytest.fixture
def app(with_hearer: Database, tmp_path: Path) -> FastAPI:
    """The portal of directory, in a application where a service has parked something."""
    made: FastAPI

    async def who(person: UUID, commission: UUID | None) -> Viewer | None:
        return await identify(with_hearer, made.state.vault, person, commission)

    made = create_app(Settings(data=tmp_path), with_hearer, (SERVICE, HEARER), who)
    return made


@pytest.fixture
async def bad(with_hearer: Database, ids: dict[str, UUID]) -> Event:
    """A fact recorded by the provider that is parked, with one waiting behind it."""
    fact = PlacementResumed(board=ids["malmo"], provider=ids["provider"], from_at=NOW)
    placement = uuid4()
    recorded = [
        Event(
            id=uuid4(), type=fact.type, log="referral", position=n, subject=placement, sequence=n, occurred=NOW, arrived=NOW,
            received=NOW, teller=ids["provider"], origin=Origin.PORTAL, fact=fact,
        )
        for n in (1, 2)
    ]  # fmt: skip
    async with with_hearer.work("referral") as work:
        for event, state, reason in (
            (recorded[0], "parked", "resumes a placement that was never paused"),
            (recorded[1], "waiting", None),
        ):
            row = inbox_row(event) | {"received": NOW, "state": state, "reason": reason}
            await work.add(InboxRow, row, schema="referral")
    return recorded[0]


@pytest.fixture
async def second(app: FastAPI, with_hearer: Database, ids: dict[str, UUID], author: Author) -> AsyncIterator[Visitor]:
    """Another operator's browser."""
    person = uuid4()
    ids["sara"] = await handlers.commission_person(with_hearer, author, person, PLATFORM, Role.OPERATOR)
    await handlers.name_people(with_hearer, app.state.vault, {person: "Sara Nyman"})
    made = Visitor(app)
    await sign_in(made, ids["sara"])
    yield made
    await made.close()
