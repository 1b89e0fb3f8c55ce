"""Messages that are no facts, or claim another one's place: listed with the reason, and skipped when an operator says so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, bindparam
from sqlmodel import col, select

from services.runtime.database.expressions import fields_of
from services.runtime.database.pool import Database
from services.runtime.database.query import query
from services.runtime.database.tables.this_service import LogRow, UnreadableMessageRow
from services.runtime.events.inbox import CLAIMS
from services.runtime.parked.facts import MOST, SAY
from services.runtime.service import Service
from services.runtime.tables import SkippedMessageRow


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
        headers = f"{self.service} <- {self.log} {self.place}: {self.claims}. {self.reason}"
        return f"{headers}. {self.way_on}" if self.way_on else headers


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


_SKIPPED_THERE = and_(
    col(SkippedMessageRow.service) == bindparam("service"),
    col(SkippedMessageRow.topic) == UnreadableMessageRow.topic,
    col(SkippedMessageRow.partition) == UnreadableMessageRow.partition,
    col(SkippedMessageRow.kafka_offset) == UnreadableMessageRow.offset,
)
_MESSAGES = query(
    select(*fields_of(UnreadableMessageRow, SetAside, ("skipped",)))
    .add_columns(col(SkippedMessageRow.reason).label("skipped"))
    .outerjoin(SkippedMessageRow, _SKIPPED_THERE)
    .order_by(col(UnreadableMessageRow.at), col(UnreadableMessageRow.id))
    .limit(MOST),
    into=SetAside,
)
_CLAIMING = query(
    select(UnreadableMessageRow.log, UnreadableMessageRow.headers)
    .where(
        UnreadableMessageRow.topic == bindparam("topic"),
        UnreadableMessageRow.partition == bindparam("partition"),
        UnreadableMessageRow.offset == bindparam("offset"),
        UnreadableMessageRow.reason == CLAIMS,
    )
    .order_by(col(UnreadableMessageRow.id).desc())
    .limit(1),
    into=Claim,
)
_OWN = query(select(LogRow.id).where(LogRow.position == bindparam("position")), into=UUID)


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
    headers = dict(aside.headers)
    claimed = f"a fact with the id {headers.get('ce_id')} that claims position {headers.get('ce_position')}"
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
            headers = dict(claim.headers)
            await _must_be_foreign(database, service, claim.log, int(headers["ce_position"]), UUID(headers["ce_id"]))
            skipping.append((service, UUID(headers["ce_id"])))
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
