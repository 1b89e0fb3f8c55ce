"""What could not be applied, or was no fact at all: listed with the reason, tried again, left out; nothing a person wrote is shown."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, null, update
from sqlmodel import col, select

from services.runtime.database.log_tables import InboxRow, LogRow, MessageSetAsideRow
from services.runtime.database.pool import Database
from services.runtime.database.query import fields_of, query, written
from services.runtime.database.work import Work
from services.runtime.events.inbox import CLAIMS
from services.runtime.events.inbox_state import WAITS_BEHIND
from services.runtime.service import Service
from services.runtime.tables import SkippedMessageRow
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


@dataclass(frozen=True)
class HeardParked:
    """A fact as one service parked it; so many of its subject wait behind it there."""

    log: str
    position: int
    id: UUID
    type: str
    subject: UUID
    received: datetime
    body: str
    reason: str
    behind: int


@dataclass(frozen=True)
class SetAside:
    """A message as it was set aside, and why an operator said to skip it, if so."""

    log: str
    topic: str
    partition: int
    offset: int
    reason: str
    at: datetime
    headers: dict[str, str] | list[tuple[str, str]]
    skipped: str | None


@dataclass(frozen=True)
class Claim:
    """A message that claims a place which another fact has."""

    log: str
    headers: dict[str, str] | list[tuple[str, str]]


# What only waits behind another is counted there. Both indices of `heard` hold parked or waiting facts alone, so this costs what is
# parked and not what was heard.
_FACTS = written(
    """select h.log, h.position, h.id, h.type, h.subject, h.received, h.body,
  coalesce(h.reason, 'no reason kept') as reason,
  (select count(*) from this_schema.heard w
    where w.log = h.log and w.subject = h.subject and w.state = 'parked' and w.id <> h.id)
  + (select count(*) from this_schema.heard w
    where w.log = h.log and w.subject = h.subject and w.state = 'waiting') as behind
from this_schema.heard h where h.state = 'parked' and h.reason is distinct from :waits
and (cast(:fact as uuid) is null or h.id = :fact) order by h.received, h.log, h.position limit :most""",
    into=HeardParked,
)
_SKIPPED_THERE = and_(
    col(SkippedMessageRow.service) == bindparam("service"),
    col(SkippedMessageRow.topic) == MessageSetAsideRow.topic,
    col(SkippedMessageRow.partition) == MessageSetAsideRow.partition,
    col(SkippedMessageRow.kafka_offset) == MessageSetAsideRow.offset,
)
_MESSAGES = query(
    select(*fields_of(MessageSetAsideRow, SetAside, ("skipped",)))
    .add_columns(col(SkippedMessageRow.reason).label("skipped"))
    .outerjoin(SkippedMessageRow, _SKIPPED_THERE)
    .order_by(col(MessageSetAsideRow.at), col(MessageSetAsideRow.id))
    .limit(MOST),
    into=SetAside,
)
_CLAIMING = query(
    select(MessageSetAsideRow.log, MessageSetAsideRow.headers)
    .where(
        MessageSetAsideRow.topic == bindparam("topic"),
        MessageSetAsideRow.partition == bindparam("partition"),
        MessageSetAsideRow.offset == bindparam("offset"),
        MessageSetAsideRow.reason == CLAIMS,
    )
    .order_by(col(MessageSetAsideRow.id).desc())
    .limit(1),
    into=Claim,
)
_OWN = query(select(LogRow.id).where(LogRow.position == bindparam("position")), into=UUID)
_AGAIN = query(
    update(InboxRow)
    .where(col(InboxRow.id) == bindparam("fact"), col(InboxRow.state) == "parked")
    .values(state="waiting", reason=null())
)
# Two tables in one statement, and never back: another fact of the subject may have been applied further on.
_LEAVE_OUT = written("""with left_out as (update this_schema.heard set state = 'void', reason = 'voided'
  where id = :fact and log = :log and state = 'parked' returning log, subject, sequence)
insert into this_schema.applied as known (log, subject, sequence) select * from left_out
on conflict (log, subject) do update set sequence = greatest(known.sequence, excluded.sequence)""")


async def parked_facts(database: Database, services: Iterable[Service], fact: UUID | None = None) -> list[ParkedFact]:
    """Give the facts that the services have parked, or one of them; the oldest first, each once with everybody who parked it."""
    found: dict[UUID, ParkedFact] = {}
    for service in services:
        if not service.consumes:
            continue
        async with database.work(service.name) as work:
            parked = await work.all(_FACTS.of(service.name), waits=WAITS_BEHIND, fact=fact, most=MOST)
        for each in parked:
            known = found.get(each.id) or _fact(each)
            where = Where(service.name, each.reason, each.behind)
            found[known.id] = replace(known, at=(*known.at, where))
    return sorted(found.values(), key=lambda one: (one.received, one.log, one.position))


def _fact(parked: HeardParked) -> ParkedFact:
    body = _object(parked.body)
    told = body.get("data")
    data: dict[str, Any] = told if isinstance(told, dict) else {}
    named = {name: _id(data.get(name)) for name in ("provider", "board")}
    if parked.type.endswith(".ProviderRegistered.v1"):
        named["provider"] = parked.subject
    return ParkedFact(
        parked.id, parked.log, parked.position, parked.type, parked.subject, parked.received,
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
        if service.consumes:
            async with database.work(service.name) as work:
                if await (service.retry or _wait_again)(work, fact):
                    trying.append(service.name)
                    SAY.say("a parked fact is tried again", service=service.name, fact=str(fact))
    if not trying:
        raise LookupError(f"the fact {fact} is parked nowhere: see `utvag parked`")
    return trying


async def _wait_again(work: Work, fact: UUID) -> bool:
    return bool(await work.run(_AGAIN.of(work.service), fact=fact))


async def leave_out(work: Work, fact: UUID, log: str) -> None:
    """Have a voided fact count for nothing where it is parked, so that what waits behind it has its turn."""
    await work.run(_LEAVE_OUT.of(work.service), fact=fact, log=log)


async def parked_messages(database: Database, services: Iterable[Service]) -> list[ParkedMessage]:
    """Give the messages that were set aside because they are no facts, the oldest first."""
    found: list[ParkedMessage] = []
    for service in services:
        if service.consumes:
            async with database.work(service.name) as work:
                aside = await work.all(_MESSAGES.of(service.name), service=service.name)
            found.extend(_message(service.name, each) for each in aside)
    return sorted(found, key=lambda one: one.at)


def _message(service: str, aside: SetAside) -> ParkedMessage:
    place = f"{aside.topic} partition {aside.partition} offset {aside.offset}"
    if aside.reason != CLAIMS:
        return ParkedMessage(service, aside.log, place, "no fact", aside.reason, aside.at)
    told = dict(aside.headers)
    claimed = f"a fact with the id {told.get('ce_id')} that claims position {told.get('ce_position')}"
    where = f"{aside.topic} {aside.partition} {aside.offset}"
    way_on = f'If it is forged: utvag parked skip-message {where} --reason "…", then start {service} again'
    if aside.skipped is not None:
        way_on = f"Skipped: {aside.skipped}"
    return ParkedMessage(service, aside.log, place, claimed, aside.reason, aside.at, way_on)


async def skip_message(
    database: Database, services: Sequence[str], topic: str, partition: int, offset: int, reason: str
) -> list[str]:
    """Let the services that stopped at a forged message go on without it, and keep why. Gives which services those are.

    Raises LookupError when no service stopped there, ValueError when the message is what the log itself holds.
    """
    if not reason.strip():
        raise ValueError("say why the message is skipped, without anybody's name: --reason")
    where = {"topic": topic, "partition": partition, "offset": offset}
    skipping: list[tuple[str, UUID]] = []
    for service in services:
        async with database.work(service) as work:
            claim = await work.one(_CLAIMING.of(service), **where)
        if claim is not None:
            told = dict(claim.headers)
            await _must_be_foreign(database, service, claim.log, int(told["ce_position"]), UUID(told["ce_id"]))
            skipping.append((service, UUID(told["ce_id"])))
    if not skipping:
        raise LookupError(f"nobody stopped at {topic} partition {partition} offset {offset}: see `utvag parked`")
    for service, fact in skipping:
        async with database.work(service) as work:
            skipped = {"service": service, "topic": topic, "partition": partition, "kafka_offset": offset, "id": fact}
            await work.add_new(SkippedMessageRow, skipped | {"reason": reason.strip()})
        SAY.warn("a message is skipped by an operator", service=service, **where)
    return [service for service, _ in skipping]


async def _must_be_foreign(database: Database, service: str, log: str, position: int, fact: UUID) -> None:
    """The log in the database is the truth: what it holds is never skipped."""
    async with database.work(log) as work:
        own = await work.one(_OWN.of(log), position=position)
    if own == fact:
        raise ValueError(
            f"this message is what the log {log} itself holds at position {position}, so it is not skipped. "
            f"What {service} heard there before is not: see docs/operations.md, 'Two facts at one position'"
        )
