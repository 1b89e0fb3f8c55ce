"""What a new fact costs from the inbox to what is saved and appended, in processor time of client and PostgreSQL together."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from schemas.envelope import Event, Watermark
from services.provider_audit.app import SERVICE
from services.runtime.database import migrate
from services.runtime.database.pool import Database
from services.runtime.database.tables.this_service import InboxRow
from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.events.apply_by_time import ApplyByTime
from services.runtime.events.inbox_row import inbox_row
from tests.bench.growing import Grown, batches
from tests.parts.database import FreshDatabases

TICKS = os.sysconf("SC_CLK_TCK")
PARK_LIMIT = 1


class Live:
    """Databases on one server, each history judged once and copied for every measurement."""

    def __init__(self, postgres: EmbeddedPostgres) -> None:
        self._databases = FreshDatabases(postgres)
        self._judged: dict[int, str] = {}

    async def measure(self, facts: Grown, size: int) -> float:
        """Give the microseconds of processor time that a new fact costs."""
        if id(facts) not in self._judged:
            self._judged[id(facts)] = await self._judge(facts.before)
        database = Database(self._databases(self._judged[id(facts)]))
        try:
            applier = ApplyByTime(SERVICE, database, PARK_LIMIT)
            server, took, number = await _server(database), 0.0, 0
            for batch in batches(facts.new, size):
                await _consume(database, batch)
                before = time.process_time() + _processor_time(server)
                while await applier.step():
                    pass
                took += time.process_time() + _processor_time(server) - before
                number += len(batch)
        finally:
            await database.close()
        return took / number * 1e6

    async def _judge(self, facts: Sequence[Event]) -> str:
        database = Database(self._databases())
        await migrate.upgrade(database)
        await _consume(database, facts)
        applier = ApplyByTime(SERVICE, database, PARK_LIMIT)
        while await applier.step():
            pass
        async with database.plain() as plain:
            await plain.run("analyze")
        await database.close()
        return database.address.rsplit("/", 1)[-1].split("?")[0]


async def _consume(database: Database, facts: Sequence[Event]) -> None:
    async with database.work("provider_audit") as work:
        for start in range(0, len(facts), 1_000):
            rows = [inbox_row(event) for event in facts[start : start + 1_000]]
            await work.add_new(InboxRow, rows, schema="provider_audit")
        for log in ("directory", "referral"):
            positions = await work.row(
                "select coalesce(max(position), 0) as position from provider_audit.inbox where log = :log", log=log
            )
            mark = Watermark(log=log, position=positions["position"] if positions else 0, received=facts[-1].received)
            await work.run(
                "insert into provider_audit.inbox_watermark (log, position, received) values (:log, :position, :received) "
                "on conflict (log) do update set position = excluded.position, received = excluded.received",
                **mark.model_dump(),
            )


async def _server(database: Database) -> int:
    """Give the process id of the server: the parent of any of its backends."""
    async with database.plain() as plain:
        row = await plain.row("select pg_backend_pid() as pid")
    return int(_stat(int(row["pid"]) if row else 0)[1])


def _processor_time(server: int) -> float:
    """Give the seconds of processor time of a server: its own, its living children's, and those that have ended."""
    ticks = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            stat = _stat(int(entry.name))
            if stat and (int(entry.name) == server or stat[1] == str(server)):
                ticks += sum(map(int, stat[11:13]))
                ticks += sum(map(int, stat[13:15])) if int(entry.name) == server else 0
    return ticks / TICKS


def _stat(process: int) -> list[str]:
    """Give what the kernel says of a process, from its state on; nothing once it has ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except FileNotFoundError:
        return []
