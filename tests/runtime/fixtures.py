"""What the transport's tests stand on: the spines of four services in a database, facts to tell, and waiting."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID, uuid4

from schemas.codes import Origin
from schemas.directory import CommissionEnded
from schemas.envelope import Event, Watermark
from schemas.fact import Fact
from schemas.new_event import Author, NewEvent
from schemas.referral import CaseOpened
from services.runtime.database import migrate
from services.runtime.database.pool import Database
from services.runtime.database.tables.declared import statements
from services.runtime.database.tables.table import THIS_SCHEMA
from services.runtime.database.tables.this_service import THIS, InboxRow, InboxWatermarkRow
from services.runtime.database.work import Work
from services.runtime.events.inbox_row import inbox_row
from services.runtime.kafka.broker import Kafka
from services.runtime.process.health import Health
from services.runtime.process.workers import Process
from services.runtime.service import Service
from services.runtime.settings import Settings

CONSUMES: dict[str, tuple[str, ...]] = {
    "directory": (),
    "referral": ("directory",),
    "provider_audit": ("directory", "referral"),
    "notify": ("directory", "referral", "provider_audit"),
}
OF_ONE_ROW = ("log_head", "relay_cursor", "progress")
EFFECT = (
    "create table {s}.effect (nth bigint generated always as identity, log text not null, position bigint not null, "
    "subject uuid not null, sequence bigint not null, received timestamptz not null, until timestamptz)"
)


async def lay(address: str) -> None:
    """Make the runtime's schema and four services that have nothing but their service schema, and a table of effects."""
    database = Database(address)
    await migrate.upgrade(database, ["runtime"])
    async with database.plain() as plain:
        for service in CONSUMES:
            made = [*statements(THIS), *(f"insert into {THIS_SCHEMA}.{table} default values" for table in OF_ONE_ROW)]
            for statement in made:
                await plain.run(statement.replace(THIS_SCHEMA, service))
            await plain.run(EFFECT.format(s=service))
    await database.close()


def author() -> Author:
    """Somebody whose facts may be as old as they like."""
    return Author(teller=uuid4(), origin=Origin.IMPORT, arrived=datetime.now(UTC))


def new_event(service: str, subject: UUID | None = None) -> NewEvent:
    """A small fact of a service."""
    fact: Fact = CommissionEnded(person=uuid4()) if service == "directory" else CaseOpened(board=uuid4())
    return NewEvent(subject=subject or uuid4(), occurred=datetime.now(UTC), fact=fact)


async def append(database: Database, service: str, number: int = 1, subjects: Sequence[UUID] = ()) -> list[Event]:
    """Append `number` facts in one transaction, over the given subjects in turn."""
    async with database.work(service) as work:
        work.emit(
            [new_event(service, subjects[n % len(subjects)] if subjects else None) for n in range(number)], author()
        )
    return work.events


async def keep_effects(work: Work, batch: list[Event], until: datetime | None = None) -> None:
    """An apply function: one row of effect a fact."""
    columns = "log, position, subject, sequence, received"
    written = [event.model_dump(mode="json", include=set(columns.split(", "))) for event in batch]
    await work.run(
        f"insert into {work.service}.effect ({columns}, until) select {columns}, :until "
        f"from jsonb_populate_recordset(cast(null as {work.service}.effect), cast(:written as jsonb))",
        written=json.dumps(written),
        until=until,
    )


def service(name: str, order: str = "subject", apply: Callable[..., Awaitable[object]] = keep_effects) -> Service:
    """A service of the ground."""
    return Service(name, consumes=CONSUMES[name], order=order, apply=apply if CONSUMES[name] else None)  # type: ignore[arg-type]


async def rows(database: Database, name: str, statement: str, **values: object) -> list[dict[str, object]]:
    """Read as a service's worker."""
    async with database.work(name) as work:
        return [dict(row) for row in await work.rows(statement, **values)]


async def number(database: Database, name: str, what: str) -> int:
    """Count rows of `what`, a table with perhaps a condition."""
    found = await rows(database, name, f"select count(*) as n from {what}")
    return int(str(found[0]["n"]))


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 30.0, why: str = "") -> None:
    """Wait until a condition holds; fail after `seconds`."""
    end = time.monotonic() + seconds
    while not await condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds:.0f} s: {why or condition}")
        await asyncio.sleep(0.05)


@asynccontextmanager
async def running(
    services: Sequence[Service], database: Database, kafka: Kafka, **settings: object
) -> AsyncIterator[Health]:
    """A process of these services, running inside the context and stopped clean after it."""
    health, stop = Health(), asyncio.Event()
    process = Process(services, database, Settings(**settings), kafka, health)  # type: ignore[arg-type]
    task = asyncio.create_task(process.run(stop))
    try:
        yield health
    finally:
        stop.set()
        await asyncio.wait_for(task, 15)


async def consume_directly(
    database: Database, name: str, events: Sequence[Event], marks: Sequence[Watermark] = (), state: str = "waiting"
) -> None:
    """Put facts and watermarks where consuming would have put them."""
    async with database.work(name) as work:
        await work.add(InboxRow, [inbox_row(event) | {"state": state} for event in events], schema=name)
        await work.put(InboxWatermarkRow, [mark.model_dump() for mark in marks], schema=name)


def watermark_value(mark: Watermark) -> bytes:
    """A watermark as it stands in Kafka."""
    return json.dumps(mark.line()).encode()
