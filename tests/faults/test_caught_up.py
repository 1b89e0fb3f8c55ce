"""What `/health/caught-up` knows: in the portal alone."""

from __future__ import annotations

import asyncio
from pathlib import Path

from services.application import SERVICES, Application, look_on
from services.runtime.database import migrate
from services.runtime.database.pool import Database
from services.runtime.kafka.broker import Kafka
from services.runtime.process.health import Health
from services.runtime.settings import Settings
from services.runtime.vault.vault import Vault
from tests.parts.database import FreshDatabases
from tests.runtime import fixtures

CONSUMED = {(service.name, log) for service in SERVICES for log in service.consumes}


async def test_the_portal_alone_looks_at_what_everybody_heard(fresh_database: FreshDatabases, tmp_path: Path) -> None:
    database = Database(fresh_database())
    await migrate.upgrade(database)
    application = Application(Settings(data=tmp_path), database, Kafka("127.0.0.1:9"), Vault(bytes(32)), Health())
    stop = asyncio.Event()
    looking = asyncio.create_task(look_on(application, stop))
    await fixtures.until(lambda: _all(application.health, "no watermark yet"))
    for service, log in CONSUMED:
        async with database.work(service) as work:
            await work.run(
                f"insert into {service}.inbox_watermark values (:log, 0, runtime.now() - interval '1 hour')", log=log
            )
    await fixtures.until(lambda: _all(application.health, "s old"))
    for service in {service for service, _ in CONSUMED}:
        async with database.work(service) as work:
            await work.run(f"update {service}.inbox_watermark set received = runtime.now()")
    await fixtures.until(lambda: _nothing(application.health))
    stop.set()
    await looking
    assert application.health.consumers == []
    await database.close()


async def _all(health: Health, words: str) -> bool:
    said = health.caught_up()
    return len(said) == len(CONSUMED) and all(words in reason for reason in said)


async def _nothing(health: Health) -> bool:
    return bool(health.consumers) and health.caught_up() == []
