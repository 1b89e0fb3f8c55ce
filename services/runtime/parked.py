"""What could not be applied, or was no fact at all: listed and shown with the reason, never with anything a person wrote."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.runtime.database import Database
from services.runtime.hear_store import CLAIMS
from services.runtime.telemetry import Logger

MOST = 500
SAY = Logger("parked")


@dataclass(frozen=True)
class Parked:
    """One parked fact or message: where it came from, why it waits, and what an operator may do now."""

    service: str
    log: str
    place: str
    type: str
    subject: UUID | None
    reason: str
    at: datetime
    way_on: str = ""

    def line(self) -> str:
        """Give it as a line for the terminal."""
        about = f" about {self.subject}" if self.subject else ""
        told = f"{self.service} <- {self.log} {self.place}: {self.type}{about}. {self.reason}"
        return f"{told}. {self.way_on}" if self.way_on else told


_FACTS = """select log, position, type, subject, coalesce(reason, 'no reason kept') as reason, received
from {s}.heard where state = 'parked' order by received, log, position limit {most}"""
_MESSAGES = """select p.log, p.topic, p.partition, p.kafka_offset, p.reason, p.at, p.headers, k.reason as skipped
from {s}.hear_parked p left join runtime.skipped_message k on k.service = '{s}' and k.topic = p.topic
and k.partition = p.partition and k.kafka_offset = p.kafka_offset order by p.at, p.id limit {most}"""
_CLAIMING = """select log, headers from {s}.hear_parked where topic = :topic and partition = :partition
and kafka_offset = :offset and reason = :claims order by id desc limit 1"""
_SKIP = """insert into runtime.skipped_message (service, topic, partition, kafka_offset, id, reason)
values (:service, :topic, :partition, :offset, :id, :reason) on conflict do nothing"""


async def parked(database: Database, services: Sequence[str]) -> list[Parked]:
    """List what is parked at the services that hear, the oldest first."""
    found: list[Parked] = []
    for service in services:
        async with database.work(service) as work:
            for row in await work.rows(_FACTS.format(s=service, most=MOST)):
                place = f"position {row['position']}"
                found.append(
                    Parked(service, row["log"], place, row["type"], row["subject"], row["reason"], row["received"])
                )
            rows = await work.rows(_MESSAGES.format(s=service, most=MOST))
            found.extend(_message(service, dict(row)) for row in rows)
    return sorted(found, key=lambda one: one.at)


def _message(service: str, row: dict[str, Any]) -> Parked:
    place = f"{row['topic']} partition {row['partition']} offset {row['kafka_offset']}"
    if row["reason"] != CLAIMS:
        return Parked(service, row["log"], place, "no fact", None, row["reason"], row["at"])
    told = _headers(row["headers"])
    claimed = f"a fact with the id {told.get('ce_id')} that claims position {told.get('ce_position')}"
    where = f"{row['topic']} {row['partition']} {row['kafka_offset']}"
    way_on = f'If it is forged: utvag parked skip-message {where} --reason "…", then start {service} again'
    if row["skipped"] is not None:
        way_on = f"Skipped: {row['skipped']}"
    return Parked(service, row["log"], place, claimed, None, row["reason"], row["at"], way_on)


def _headers(kept: Any) -> dict[str, str]:
    return dict(json.loads(kept) if isinstance(kept, str) else kept)


async def skip_message(
    database: Database, services: Sequence[str], topic: str, partition: int, offset: int, reason: str
) -> list[str]:
    """Let the services that stopped at a forged message go on without it, and keep why. Gives which services those are.

    Raises LookupError when no service stopped there, ValueError when the message is what the log itself holds.
    """
    if not reason.strip():
        raise ValueError("say why the message is skipped, without anybody's name: --reason")
    where = {"topic": topic, "partition": partition, "offset": offset}
    skipping: list[tuple[str, str]] = []
    for service in services:
        async with database.work(service) as work:
            row = await work.row(_CLAIMING.format(s=service), **where, claims=CLAIMS)
        if row is not None:
            told = _headers(row["headers"])
            await _must_be_foreign(database, service, row["log"], int(told["ce_position"]), UUID(told["ce_id"]))
            skipping.append((service, told["ce_id"]))
    if not skipping:
        raise LookupError(f"nobody stopped at {topic} partition {partition} offset {offset}: see `utvag parked`")
    for service, fact in skipping:
        async with database.work(service) as work:
            await work.run(_SKIP, service=service, id=fact, reason=reason.strip(), **where)
        SAY.warn("a message is skipped by an operator", service=service, **where)
    return [service for service, _ in skipping]


async def _must_be_foreign(database: Database, service: str, log: str, position: int, fact: UUID) -> None:
    """The log in the database is the truth: what it holds is never skipped."""
    async with database.work(log) as work:
        own = await work.row(f"select id from {log}.log where position = :position", position=position)
    if own is not None and own["id"] == fact:
        raise ValueError(
            f"this message is what the log {log} itself holds at position {position}, so it is not skipped. "
            f"What {service} heard there before is not: see docs/operations.md, 'Two facts at one position'"
        )
