"""What must be there before the parts of a process begin: topics, a database that answers, and what was consumed so far."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from services.runtime.backoff import retrying
from services.runtime.database.pool import Database
from services.runtime.events.replay import publish_what_was_not_consumed
from services.runtime.kafka.broker import Kafka
from services.runtime.kafka.topics import missing
from services.runtime.parked.newer_program import try_parked_again
from services.runtime.process.health import Health
from services.runtime.process.keeping import RETRY_SECONDS, SAY
from services.runtime.process.lag_monitor import LagMonitor, consumed_by_all
from services.runtime.service import Service
from services.runtime.telemetry import short_error


async def make_ready(
    services: Sequence[Service], database: Database, kafka: Kafka, health: Health, monitors: Mapping[str, LagMonitor]
) -> None:
    """Wait for topics and database, see what was consumed, and set an embedded broker's logs back to that."""
    await _keep_trying(health, "topics", partial(_topics_exist, services, kafka))
    for name, monitor in monitors.items():
        await _keep_trying(health, f"look.{name}", monitor.watch.look)
    for service in services:
        if service.consumes:
            await _keep_trying(health, f"parked.{service.name}", partial(_try_parked_again, database, service))
    if kafka.embedded:
        logs = {service.name for service in services}
        consumed = {log: reach for log in logs if (reach := consumed_by_all(log, monitors)) is not None}
        await _keep_trying(health, "publish again", lambda: publish_what_was_not_consumed(database, consumed))


async def _try_parked_again(database: Database, service: Service) -> None:
    await try_parked_again(database, service)


async def _topics_exist(services: Sequence[Service], kafka: Kafka) -> None:
    if kafka.embedded:
        return
    logs = {service.name for service in services} | {log for service in services for log in service.consumes}
    gone = await missing(kafka, sorted(logs))
    if gone:
        raise LookupError(f"Kafka lacks the topics {', '.join(gone)}: run `utvag topics apply`")


async def _keep_trying(health: Health, name: str, act: Callable[[], Awaitable[None]]) -> None:
    """Try until it goes well what must be done before the parts can begin."""
    part, pause = health.part(name), retrying(*RETRY_SECONDS)
    while True:
        try:
            await act()
        except Exception as error:  # noqa: BLE001 - tries for ever, whatever it is
            said = str(error) if isinstance(error, LookupError) else short_error(error)
            part.now("failed", said)
            SAY.warn("cannot begin yet, trying again", part=name, reason=said)
            await pause.wait()
        else:
            part.now("running")
            health.parts.pop(name, None)
            return
