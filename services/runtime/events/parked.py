"""What could not be applied, or was no fact at all: listed with the reason, tried again, left out; nothing a person wrote is shown."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.runtime.database.pool import Database
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work
from services.runtime.events.inbox import CLAIMS
from services.runtime.events.inbox_state import WAITS_BEHIND
from services.runtime.service import Service
from services.runtime.telemetry import Logger

MOST = 500
SAY = Logger("parked")


@dataclass(frozen=True)
class Where:
    """A service that has parked a fact, why, and how many facts of the same subject wait behind it there."""

    service: str
    reason: str
    behind: int


@dataclass(frozen=True)
class ParkedFact:
    """A fact that cannot be applied or judged: whose word it is, whom it names, and where it is parked."""

    id: UUID
    log: str
    position: int
    type: str
    subject: UUID
    received: datetime
    teller: UUID | None
    provider: UUID | None
    board: UUID | None
    at: tuple[Where, ...]

    def line(self) -> str:
        """Give it as a line for the terminal."""
        told = "; ".join(
            f"{each.service}: {each.reason}" + (f" ({each.behind} wait behind it)" if each.behind else "")
            for each in self.at
        )
        return f"{self.id} {self.log} position {self.position}: {self.type} about {self.subject}. {told}"


@dataclass(frozen=True)
class ParkedMessage:
    """A message that is no fact: where it came from, why it was set aside, and what an operator may do now."""

    service: str
    log: str
    place: str
    claims: str
    reason: str
    at: datetime
    way_on: str = ""

    def line(self) -> str:
        """Give it as a line for the terminal."""
        told = f"{self.service} <- {self.log} {self.place}: {self.claims}. {self.reason}"
        return f"{told}. {self.way_on}" if self.way_on else told


# What only waits behind another is counted there. Both indices of `heard` hold parked or waiting facts alone, so this costs what is
# parked and not what was heard.
_FACTS = """select h.log, h.position, h.id, h.type, h.subject, h.received, h.body, coalesce(h.reason, 'no reason kept') as reason,
  (select count(*) from {s}.heard w where w.log = h.log and w.subject = h.subject and w.state = 'parked' and w.id <> h.id)
  + (select count(*) from {s}.heard w where w.log = h.log and w.subject = h.subject and w.state = 'waiting') as behind
from {s}.heard h where h.state = 'parked' and h.reason is distinct from :waits
and (cast(:fact as uuid) is null or h.id = :fact) order by h.received, h.log, h.position limit {most}"""
_MESSAGES = """select p.log, p.topic, p.partition, p.kafka_offset, p.reason, p.at, p.headers, k.reason as skipped
from {s}.hear_parked p left join runtime.skipped_message k on k.service = '{s}' and k.topic = p.topic
and k.partition = p.partition and k.kafka_offset = p.kafka_offset order by p.at, p.id limit {most}"""
_CLAIMING = """select log, headers from {s}.hear_parked where topic = :topic and partition = :partition
and kafka_offset = :offset and reason = :claims order by id desc limit 1"""
_SKIP = """insert into runtime.skipped_message (service, topic, partition, kafka_offset, id, reason)
values (:service, :topic, :partition, :offset, :id, :reason) on conflict do nothing"""


async def parked_facts(database: Database, services: Iterable[Service], fact: UUID | None = None) -> list[ParkedFact]:
    """Give the facts that the services have parked, or one of them; the oldest first, each once with everybody who parked it."""
    found: dict[UUID, ParkedFact] = {}
    for service in services:
        if not service.hears:
            continue
        async with database.work(service.name) as work:
            rows = await work.rows(_FACTS.format(s=service.name, most=MOST), waits=WAITS_BEHIND, fact=fact)
        for row in rows:
            known = found.get(row["id"]) or _fact(row)
            where = Where(service.name, row["reason"], row["behind"])
            found[known.id] = replace(known, at=(*known.at, where))
    return sorted(found.values(), key=lambda one: (one.received, one.log, one.position))


def _fact(row: Row) -> ParkedFact:
    body = _object(row["body"])
    told = body.get("data")
    data: dict[str, Any] = told if isinstance(told, dict) else {}
    named = {name: _id(data.get(name)) for name in ("provider", "board")}
    if row["type"].endswith(".ProviderRegistered.v1"):
        named["provider"] = row["subject"]
    return ParkedFact(
        row["id"], row["log"], row["position"], row["type"], row["subject"], row["received"],
        _id(body.get("teller")), named["provider"], named["board"], (),
    )  # fmt: skip


def _object(text: str) -> dict[str, Any]:
    """Read a fact's text as far as it can be read: what no version of ours can read is parked too."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _id(told: object) -> UUID | None:
    try:
        return UUID(str(told))
    except ValueError:
        return None


async def retry(database: Database, services: Iterable[Service], fact: UUID) -> list[str]:
    """Have a parked fact tried again wherever it is parked. Gives which services those are.

    Raises LookupError when it is parked nowhere.
    """
    trying = []
    for service in services:
        if service.hears:
            async with database.work(service.name) as work:
                if await (service.retry or _wait_again)(work, fact):
                    trying.append(service.name)
                    SAY.say("a parked fact is tried again", service=service.name, fact=str(fact))
    if not trying:
        raise LookupError(f"the fact {fact} is parked nowhere: see `utvag parked`")
    return trying


async def _wait_again(work: Work, fact: UUID) -> bool:
    return bool(await work.run(_AGAIN.format(s=work.service), fact=fact))


async def leave_out(work: Work, fact: UUID, log: str) -> None:
    """Have a voided fact count for nothing where it is parked, so that what waits behind it has its turn."""
    row = await work.row(_LEAVE_OUT.format(s=work.service), fact=fact, log=log, voided="voided")
    if row is not None:
        await work.run(_PASSED.format(s=work.service), **dict(row))


_AGAIN = "update {s}.heard set state = 'waiting', reason = null where id = :fact and state = 'parked'"
_LEAVE_OUT = """update {s}.heard set state = 'void', reason = :voided where id = :fact and log = :log and state = 'parked'
returning log, subject, sequence"""
_PASSED = """insert into {s}.applied as known (log, subject, sequence) values (:log, :subject, :sequence)
on conflict (log, subject) do update set sequence = greatest(known.sequence, excluded.sequence)"""


async def parked_messages(database: Database, services: Iterable[Service]) -> list[ParkedMessage]:
    """Give the messages that were set aside because they are no facts, the oldest first."""
    found: list[ParkedMessage] = []
    for service in services:
        if service.hears:
            async with database.work(service.name) as work:
                rows = await work.rows(_MESSAGES.format(s=service.name, most=MOST))
            found.extend(_message(service.name, dict(row)) for row in rows)
    return sorted(found, key=lambda one: one.at)


def _message(service: str, row: dict[str, Any]) -> ParkedMessage:
    place = f"{row['topic']} partition {row['partition']} offset {row['kafka_offset']}"
    if row["reason"] != CLAIMS:
        return ParkedMessage(service, row["log"], place, "no fact", row["reason"], row["at"])
    told = _headers(row["headers"])
    claimed = f"a fact with the id {told.get('ce_id')} that claims position {told.get('ce_position')}"
    where = f"{row['topic']} {row['partition']} {row['kafka_offset']}"
    way_on = f'If it is forged: utvag parked skip-message {where} --reason "…", then start {service} again'
    if row["skipped"] is not None:
        way_on = f"Skipped: {row['skipped']}"
    return ParkedMessage(service, row["log"], place, claimed, row["reason"], row["at"], way_on)


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
