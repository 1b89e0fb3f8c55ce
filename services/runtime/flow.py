"""The flow of facts as the database shows it, for the operator's page: any process can ask, also one without workers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.runtime.database import Database
from services.runtime.service import Service


@dataclass(frozen=True)
class Hearing:
    """How one service stands with one log. `age` is seconds since the instant of its newest watermark."""

    service: str
    log: str
    heard: int
    watermark: int
    age: float | None
    waiting: int
    parked: int
    parked_reason: str | None


@dataclass(frozen=True)
class Flow:
    """One log: how far it goes, how far it was told, and who hears it."""

    log: str
    position: int
    received: datetime | None
    told: int
    heard_by: tuple[Hearing, ...]

    @property
    def untold(self) -> int:
        """Facts that Kafka has not been told yet."""
        return self.position - self.told


async def flow(database: Database, services: Sequence[Service]) -> list[Flow]:
    """Show the flow of every log of `services`."""
    hearings = [hearing for service in services if service.hears for hearing in await _hearings(database, service)]
    found = []
    for service in services:
        async with database.work(service.name) as work:
            row = await work.row(
                "select h.position, nullif(h.received, '-infinity') as received, t.position as told "
                f"from {service.name}.log_head h, {service.name}.told t"
            )
        if row is not None:
            heard_by = tuple(hearing for hearing in hearings if hearing.log == service.name)
            found.append(Flow(service.name, row["position"], row["received"], row["told"], heard_by))
    return found


async def _hearings(database: Database, service: Service) -> list[Hearing]:
    async with database.work(service.name) as work:
        rows = await work.rows(_HEARINGS.format(s=service.name), logs=list(service.hears))
    return [
        Hearing(
            service.name,
            row["log"],
            row["heard"] or 0,
            row["watermark"] or 0,
            None if row["age"] is None else float(row["age"]),
            row["waiting"],
            row["parked"],
            row["reason"],
        )
        for row in rows
    ]


_HEARINGS = """select k.log, w.position as watermark, extract(epoch from runtime.now() - w.received) as age,
(select max(position) from {s}.heard h where h.log = k.log) as heard,
(select count(*) from (select from {s}.heard h where h.log = k.log and h.state = 'waiting' limit 100000) as few) as waiting,
(select count(*) from {s}.heard h where h.log = k.log and h.state = 'parked') as parked,
(select reason from {s}.heard h where h.log = k.log and h.state = 'parked' order by position limit 1) as reason
from unnest(cast(:logs as text[])) as k (log) left join {s}.heard_watermark w on w.log = k.log"""
