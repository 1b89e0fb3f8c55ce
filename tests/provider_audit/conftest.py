"""A database of the audit alone, its portal, and people of each role who look at it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import Depends, FastAPI, Request
from sqlalchemy.engine import make_url
from starlette.responses import Response

from schemas.codes import Role
from services.provider_audit.app import SERVICE
from services.runtime.database import migrate
from services.runtime.database.pool import Database
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.process import clock
from services.runtime.service import Service
from services.runtime.settings import Settings
from services.runtime.web import Viewer, anyone, create_app, open_session, pages_router
from tests.parts.database import FreshDatabases
from tests.provider_audit.play import Play
from tests.runtime.web.visitor import Visitor

Enter = Callable[[Role], Awaitable[Visitor]]
Turn = Callable[[datetime], Awaitable[None]]


@pytest.fixture(scope="session")
async def migrated(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """The name of a migrated, empty database to copy from."""
    databases = FreshDatabases(postgres)
    made = Database(databases())
    await migrate.upgrade(made, ["runtime", "runtime/web", "provider_audit"])
    async with made.plain() as plain:
        await plain.run("update runtime.instance set kind = 'test'")
    await made.close()
    yield make_url(made.address).database or ""
    databases.drop()


@pytest.fixture
async def database(fresh_database: FreshDatabases, migrated: str) -> AsyncIterator[Database]:
    """A fresh database with the schemas runtime, web and provider_audit; its clock can be set."""
    opened = Database(fresh_database(migrated))
    yield opened
    await opened.close()


@pytest.fixture
def play(database: Database) -> Play:
    """A board, a provider and what is recorded about them."""
    return Play(database)


@pytest.fixture
async def turn(database: Database) -> Callable[[datetime], Awaitable[None]]:
    """Set the database clock to an instant."""

    async def to(moment: datetime) -> None:
        await clock.set_now(database, moment)

    return to


@pytest.fixture
def people(play: Play) -> dict[UUID, Viewer]:
    """One person of each role, by their id."""
    return {viewer.person: viewer for viewer in map(play.viewer, Role)}


@pytest.fixture
def app(database: Database, tmp_path: Path, people: dict[UUID, Viewer]) -> FastAPI:
    """The portal of the audit, with a plain door for tests."""
    door = pages_router("door")

    @door.get("/enter/{person}")
    async def enter(request: Request, person: UUID, _: Viewer | None = Depends(anyone)) -> Response:
        return await open_session(request, person, None)

    async def identify(person: UUID, _commission: UUID | None) -> Viewer | None:
        return people.get(person)

    return create_app(Settings(data=tmp_path), database, (SERVICE, Service("door", pages=(door,))), identify)


@pytest.fixture
async def enter(app: FastAPI, people: dict[UUID, Viewer]) -> AsyncIterator[Enter]:
    """Open a browser signed in as a role."""
    opened: list[Visitor] = []

    async def signed_in(role: Role) -> Visitor:
        visitor = Visitor(app)
        opened.append(visitor)
        person = next(viewer.person for viewer in people.values() if viewer.role is role)
        answer = await visitor.get(f"/enter/{person}")
        assert answer.status_code == 303
        return visitor

    yield signed_in
    for visitor in opened:
        await visitor.close()
