"""The directory on a fresh database, and what its tests start from."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy.engine import make_url

from schemas.codes import ClauseType, Origin, Role
from schemas.new_event import Author
from services.directory import handlers
from services.directory.app import SERVICE
from services.directory.shared.commands import NewClause
from services.directory.sign_in import identify
from services.runtime.database import migrate
from services.runtime.database.pool import Database
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.language.identifiers import PLATFORM
from services.runtime.process import clock
from services.runtime.settings import Settings
from services.runtime.vault.vault import Vault
from services.runtime.web import Viewer, create_app
from tests.directory.on_file import CLAUSE, Facts, put_on_file
from tests.directory.portal import NAMES
from tests.parts.database import FreshDatabases
from tests.runtime.web.visitor import Visitor

NOW = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)


@pytest.fixture(scope="session")
async def migrated(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """The name of a migrated, empty database to copy from."""
    databases = FreshDatabases(postgres)
    made = Database(databases())
    await migrate.upgrade(made, ["runtime", "runtime/web", "directory"])
    await made.close()
    yield make_url(made.address).database or ""
    databases.drop()


@pytest.fixture
async def database(fresh_database: FreshDatabases, migrated: str) -> AsyncIterator[Database]:
    """A migrated, empty database."""
    made = Database(fresh_database(migrated))
    yield made
    await made.close()


@pytest.fixture
def vault() -> Vault:
    """A vault under a master key of the test."""
    return Vault(bytes(range(32)))


@pytest.fixture
def author() -> Author:
    """The platform's own word, by the demonstration's edge: no clock is compared."""
    return Author(teller=PLATFORM, origin=Origin.DEMONSTRATION, arrived=NOW)


@pytest.fixture
def facts(database: Database) -> Facts:
    """A function that gives the types of the facts in the log, in order."""

    async def recorded() -> list[str]:
        async with database.plain() as plain:
            rows = await plain.rows("select type from directory.log order by position")
        return [row["type"].removeprefix("se.utvag.directory.").removesuffix(".v1") for row in rows]

    return recorded


@pytest.fixture
def numbered() -> Callable[[], UUID]:
    """Ids in order, for pure planning."""
    made = iter(range(1, 100_000))
    return lambda: UUID(int=next(made) << 64)


@pytest.fixture
def app(database: Database, tmp_path: Path) -> FastAPI:
    """The portal with the pages of directory alone."""
    made: FastAPI

    async def who(person: UUID, commission: UUID | None) -> Viewer | None:
        return await identify(database, made.state.vault, person, commission)

    made = create_app(Settings(data=tmp_path), database, (SERVICE,), who)
    return made


@pytest.fixture
async def on_file(database: Database, author: Author) -> dict[str, UUID]:
    """Two boards, a provider with a unit and a permit, and a contract of each board."""
    return await put_on_file(database, author)


@pytest.fixture
async def ids(app: FastAPI, database: Database, author: Author) -> dict[str, UUID]:
    """A demonstration of what is on file, with a newer clause in the first contract and a person in each role."""
    await clock.mark(database, "demonstration")
    made = await put_on_file(database, author)
    newer = NewClause(ClauseType.R01, date(2024, 7, 1), number="6.1", parameters=(("days", 10),), id=CLAUSE)
    await handlers.register_clause(database, author, made["contract"], newer)
    people = {name: uuid4() for name in NAMES}
    for name, person, organisation, role in (
        ("eva", "eva", made["malmo"], Role.COORDINATOR),
        ("åsa", "åsa", made["malmo"], Role.CONTROLLER),
        ("sotenas_controller", "eva", made["sotenas"], Role.CONTROLLER),
        ("per", "per", made["provider"], Role.PROVIDER_MANAGER),
        ("tove", "tove", PLATFORM, Role.SUPERVISOR),
        ("olle", "olle", PLATFORM, Role.OPERATOR),
        ("stina", "stina", PLATFORM, Role.REGISTER_KEEPER),
        ("bo", "bo", made["sotenas"], Role.CONTROLLER),
    ):
        made[name] = await handlers.commission_person(database, author, people[person], organisation, role)
    await handlers.name_people(database, app.state.vault, {people[name]: full for name, full in NAMES.items()})
    return made


@pytest.fixture
async def visitor(app: FastAPI) -> AsyncIterator[Visitor]:
    """A browser."""
    made = Visitor(app)
    yield made
    await made.close()
