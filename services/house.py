"""The whole house: every service, the parts they stand on, and the portal; only this and the demonstration know several services."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from uuid import UUID

import uvicorn

from services.demonstration import pages as demonstration_pages
from services.directory.app import SERVICE as DIRECTORY
from services.directory.sign_in import identify
from services.notify.app import SERVICE as NOTIFY
from services.provider_audit.app import SERVICE as PROVIDER_AUDIT
from services.referral.app import SERVICE as REFERRAL
from services.runtime import broker, migrate, process, telemetry
from services.runtime.broker import Kafka
from services.runtime.database import Database
from services.runtime.embedded import EmbeddedKafka, EmbeddedPostgres
from services.runtime.embedded_cluster import FolderInUseError
from services.runtime.health import Health
from services.runtime.security import Vault, master_key
from services.runtime.service import Service
from services.runtime.settings import Settings
from services.runtime.web import Viewer, create_app

SERVICES = (DIRECTORY, REFERRAL, PROVIDER_AUDIT, NOTIFY)
DEMONSTRATION = Service(name="demonstration", pages=(demonstration_pages.router,))
STOP_SECONDS = 5


@dataclass
class House:
    """What everything stands on: settings, the database with its migrations, the broker, the vault."""

    settings: Settings
    database: Database
    kafka: Kafka
    vault: Vault
    health: Health

    async def workers(
        self, services: Sequence[Service], stop: asyncio.Event, gate: asyncio.Event | None = None
    ) -> None:
        """Run the workers of some services until `stop` is set; while `gate` is shut no log is told."""
        await process.run(services, self.database, self.settings, self.kafka, stop, self.health, gate)


@asynccontextmanager
async def open_house(settings: Settings, *, with_broker: bool = True) -> AsyncIterator[House]:
    """Start the embedded parts that no setting replaces, bring the database up to date, and close all of it afterwards.

    What needs no broker joins the embedded database of a Utväg that runs from the same data folder.
    """
    async with contextlib.AsyncExitStack() as stack:
        address = settings.database.get_secret_value() if settings.database else None
        if address is None:
            settings.data.mkdir(parents=True, exist_ok=True)
            server = EmbeddedPostgres(settings.data / "postgresql")
            try:
                await stack.enter_async_context(server)
            except FolderInUseError:
                if with_broker or not server.join():
                    raise
            address = await _own_database(server)
        database = Database(address)
        stack.push_async_callback(database.close)
        await migrate.upgrade(database)
        embedded = None
        if with_broker and settings.embedded_kafka:
            embedded = (await stack.enter_async_context(EmbeddedKafka())).address
        kafka = broker.configured(settings, embedded or "127.0.0.1:9")
        yield House(settings, database, kafka, Vault(master_key(settings)), Health())


@asynccontextmanager
async def open_database() -> AsyncIterator[Database]:
    """Open the database alone, as the environment's settings name it."""
    async with open_house(Settings(), with_broker=False) as house:
        yield house.database


async def _own_database(server: EmbeddedPostgres) -> str:
    probe = Database(server.dsn())
    try:
        async with probe.plain() as plain:
            if await plain.value("select 1 from pg_database where datname = 'utvag'"):
                return server.dsn("utvag")
    finally:
        await probe.close()
    return await server.create_database("utvag")


class _Server(uvicorn.Server):
    """uvicorn that leaves the signals to us: the workers must stop with it, not after it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


class Portal:
    """The web edge on a socket that is bound before anything is printed."""

    def __init__(self, house: House) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((house.settings.host, house.settings.port))
        self.address = f"http://{house.settings.host}:{self._socket.getsockname()[1]}"

        async def viewer(person: UUID, commission: UUID | None) -> Viewer | None:
            return await identify(house.database, house.vault, person, commission)

        app = create_app(
            house.settings,
            house.database,
            (*SERVICES, DEMONSTRATION),
            viewer,
            health=house.health,
            metrics=telemetry.metrics_text,
        )
        self.app = app
        config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=STOP_SECONDS)
        self._server = _Server(config)

    async def serve(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set, then finish what is under way."""
        serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        self._server.should_exit = True
        await serving


def named(what: str) -> tuple[Service, ...]:
    """Give the services of a name of the command line: `all`, or one. Raises KeyError."""
    if what == "all":
        return SERVICES
    return ({service.name: service for service in SERVICES}[what],)
