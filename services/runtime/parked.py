"""What was set aside because it can never be applied as it is: facts, and messages that are no fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.runtime.database import Database
from services.runtime.service import Service


@dataclass(frozen=True)
class Parked:
    """One thing set aside. `place` is log and position of a fact, or topic, partition and offset of a message."""

    service: str
    place: str
    reason: str
    fact: str = ""
    type: str = ""
    subject: str = ""


async def parked(database: Database, services: Sequence[Service], limit: int = 1000) -> list[Parked]:
    """List what each service has set aside, oldest first."""
    found: list[Parked] = []
    for service in services:
        if not service.hears:
            continue
        async with database.work(service.name) as work:
            facts = await work.rows(
                f"select log, position, id, type, subject, reason from {service.name}.heard where state = 'parked' "
                "order by received, log, position limit :limit",
                limit=limit,
            )
            messages = await work.rows(
                f"select topic, partition, kafka_offset, reason from {service.name}.hear_parked order by id limit :limit",
                limit=limit,
            )
        found.extend(
            Parked(
                service.name,
                f"{row['log']} {row['position']}",
                row["reason"] or "",
                str(row["id"]),
                row["type"],
                str(row["subject"]),
            )
            for row in facts
        )
        found.extend(
            Parked(service.name, f"{row['topic']} {row['partition']} {row['kafka_offset']}", row["reason"])
            for row in messages
        )
    return found
