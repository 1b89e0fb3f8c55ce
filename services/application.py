"""The whole application: every service, the parts they stand on, and the portal; only this and the demonstration know several services."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from services.demonstration import pages as demonstration_pages
from services.directory.app import SERVICE as DIRECTORY
from services.directory.sign_in import identify
from services.notify.app import SERVICE as NOTIFY
from services.notify.handlers import set_channel
from services.provider_audit.app import SERVICE as PROVIDER_AUDIT
from services.referral.app import SERVICE as REFERRAL
from services.runtime import telemetry
from services.runtime.database import migrate
from services.runtime.database.pool import Database
from services.runtime.database.work import Work
from services.runtime.embedded.cluster import FolderInUseError
from services.runtime.embedded.kafka import EmbeddedKafka
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.errors import StatementFailed
from services.runtime.kafka import broker
from services.runtime.kafka.broker import Kafka
from services.runtime.process import workers as process
from services.runtime.process.health import Health
from services.runtime.process.watch import Watch
from services.runtime.service import Service
from services.runtime.settings import Settings
from services.runtime.vault.master_key import master_key
from services.runtime.vault.vault import Vault
from services.runtime.web import Viewer, create_app, create_watch_app
from services.runtime.web.middleware.connections import Limits
from services.runtime.web.serving import Served

SERVICES = (DIRECTORY, REFERRAL, PROVIDER_AUDIT, NOTIFY)
DEMONSTRATION = Service(name="demonstration", pages=(demonstration_pages.router,))
LOOK_SECONDS = 1.0


@dataclass
class Application:
    """What everything stands on: settings, the database with its migrations, the broker, the vault."""

    settings: Settings
    database: Database
    kafka: Kafka
    vault: Vault
    health: Health

    async def workers(
        self, services: Sequence[Service], stop: asyncio.Event, gate: asyncio.Event | None = None
    ) -> None:
        """Run the workers of some services until `stop` is set; while `gate` is shut no log is published."""
        await process.run(services, self.database, self.settings, self.kafka, stop, self.health, gate)


@asynccontextmanager
async def open_application(
    settings: Settings, *, with_broker: bool = True, migrates: bool = False
) -> AsyncIterator[Application]:
    """Start the embedded parts that no setting replaces, bring the database up to date, and close all of it afterwards.

    `migrates` stands over UTVAG_MIGRATE. What needs no broker joins the embedded database of a Utväg that runs from the same data folder.
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
            address = await server.create_database("utvag")
        database = Database(address)
        stack.push_async_callback(database.close)
        if migrates or settings.migrate == "always":
            await migrate.upgrade(database)
        else:
            await migrate.must_be_current(database)
        embedded = None
        if with_broker and settings.embedded_kafka:
            embedded = (await stack.enter_async_context(EmbeddedKafka())).address
        kafka = broker.configured(settings, embedded or "127.0.0.1:9")
        yield Application(settings, database, kafka, Vault(master_key(settings)), Health())


@asynccontextmanager
async def open_database() -> AsyncIterator[Database]:
    """Open the database alone, as the environment's settings name it."""
    async with open_application(Settings(), with_broker=False) as application:
        yield application.database


@asynccontextmanager
async def open_people() -> AsyncIterator[tuple[Work, Vault]]:
    """Open a transaction of directory, with the vault, for commands about people."""
    async with (
        open_application(Settings(), with_broker=False) as application,
        application.database.work("directory") as work,
    ):
        yield work, application.vault


def address() -> str:
    """Give where the portal is reached, as far as the settings say."""
    settings = Settings()
    return settings.public_address or f"http://{settings.host}:{settings.port}"


def portal(application: Application) -> Served:
    """Give the portal with every service's pages."""

    async def viewer(person: UUID, commission: UUID | None) -> Viewer | None:
        return await identify(application.database, application.vault, person, commission)

    settings = application.settings
    app = create_app(
        settings,
        application.database,
        (*SERVICES, DEMONSTRATION),
        viewer,
        health=application.health,
        metrics=telemetry.metrics_text,
        reach=partial(set_channel, application.database, application.vault),
    )
    limits = Limits(settings.connections, settings.connections_of_one)
    return Served(app, settings.host, settings.port, "UTVAG_HOST and UTVAG_PORT", limits)


def watch_post(application: Application) -> Served | None:
    """Give health and metrics on the address that UTVAG_WATCH names; None when it names none."""
    if application.settings.watch is None:
        return None
    host, _, port = application.settings.watch.rpartition(":")
    app = create_watch_app(application.settings, application.database, application.health, telemetry.metrics_text)
    return Served(app, host.strip("[]"), int(port), "UTVAG_WATCH", Limits())


async def look_on(application: Application, stop: asyncio.Event) -> None:
    """See, where no workers run in this process, how far every service has consumed: what is shown may be old."""
    watches = [Watch(service.name, service.consumes, application.database) for service in SERVICES if service.consumes]
    part = application.health.part("look")
    with application.health.listening(consumer for watch in watches for consumer in watch.consumers.values()):
        while not stop.is_set():
            try:
                for watch in watches:
                    await watch.look()
                part.now("running")
            except (StatementFailed, OSError, TimeoutError) as error:
                part.now("failed", telemetry.short_error(error))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await stop.wait()


def named(what: str) -> tuple[Service, ...]:
    """Give the services of a name of the command line: `all`, or one. Raises KeyError."""
    if what == "all":
        return SERVICES
    return ({service.name: service for service in SERVICES}[what],)
