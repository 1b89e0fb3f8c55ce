"""The log: one append-only table a service, one lock, gapless positions in the order of commit."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import select

from schemas import checks
from schemas.codes import Origin
from schemas.envelope import Event, Watermark
from schemas.new_event import Author, NewEvent
from services.runtime.database.query import query, written
from services.runtime.database.tables.this_service import LogHeadRow, LogRow
from services.runtime.database.transaction import Transaction
from services.runtime.database.unfit import refusal
from services.runtime.errors import Refused
from services.runtime.language.identifiers import PLATFORM, derived, new_id
from services.runtime.language.words import Words

LONGEST_WAIT = timedelta(seconds=60)
_PLACE = ("position", "id", "type", "subject", "sequence", "received")


@dataclass(frozen=True)
class Head:
    """The end of a log."""

    position: int
    received: datetime


@dataclass(frozen=True)
class Reached:
    """The last sequence number that a subject has now."""

    subject: UUID
    sequence: int


HEAD = query(select(LogHeadRow.position, LogHeadRow.received), into=Head)
# Both counters stand behind functions, so that a portal's role takes the next numbers and reads no others.
_MOVE_HEAD = written(
    "select head_position as position, head_received as received from this_schema.move_head(:by)", into=Head
)
_TAKE_SEQUENCES = written(
    "select taken_for as subject, taken_to as sequence from this_schema.take_sequences(:subjects, :counts)",
    into=Reached,
)


async def append(work: Transaction, service: str, emitted: Sequence[tuple[NewEvent, Author]]) -> list[Event]:
    """Append facts as the transaction's last act and give them as they stand in the log.

    Subjects are locked in one order, then the head; `received` is shared by all of them.
    Raises Refused when a person's request waited longer than 60 s between being read and this append, and for a fact that
    nobody who consumes it could read.
    """
    sequences = await _take_sequences(work, service, Counter(new_event.subject for new_event, _ in emitted))
    head = await _move_head(work, service, len(emitted))
    events, lines = [], []
    for index, (new_event, author) in enumerate(emitted):
        if is_request(author) and head.received - author.arrived > LONGEST_WAIT:
            raise _waited_too_long()
        sequences[new_event.subject] += 1
        place = {
            "log": service,
            "position": head.position - len(emitted) + 1 + index,
            "sequence": sequences[new_event.subject],
            "received": head.received,
        }
        event = _event(new_event, author, place)
        body, faults = checks.written(event)
        if faults:
            raise refusal(faults)
        events.append(event)
        lines.append({name: getattr(event, name) for name in _PLACE} | {"body": body})
    await work.add(LogRow, lines, schema=service)
    return events


def is_request(author: Author) -> bool:
    """Say whether facts come of a request that was read just now, and that whoever sent it can send again.

    What somebody attests came by phone or paper states the instant it came, however long ago; what the platform itself
    derives was sent by nobody, and its `arrived` is when the work began, which a clock that was moved leaves behind.
    """
    own = author.teller == PLATFORM and author.person is None
    return author.origin in (Origin.PORTAL, Origin.API) and author.attested_by is None and not own


async def _move_head(work: Transaction, service: str, by: int) -> Watermark:
    """Take `by` positions and the instant they share."""
    head = await work.one(_MOVE_HEAD.of(service), by=by)
    if head is None:
        raise RuntimeError(f"{service}.log_head has no row: run the migrations")
    return Watermark(log=service, position=head.position, received=head.received)


async def _take_sequences(work: Transaction, service: str, counts: Counter[UUID]) -> dict[UUID, int]:
    """Take the next numbers of subjects, and give the last one that each had."""
    subjects = sorted(counts)
    given = [counts[subject] for subject in subjects]
    reached = await work.all(_TAKE_SEQUENCES.of(service), subjects=subjects, counts=given)
    return {each.subject: each.sequence - counts[each.subject] for each in reached}


def _event(new_event: NewEvent, author: Author, place: dict[str, Any]) -> Event:
    made = (
        derived("demonstration fact", place["log"], place["position"])
        if author.origin is Origin.DEMONSTRATION
        else None
    )
    return Event.model_construct(
        id=new_event.id or made or new_id(),
        type=new_event.fact.type,
        subject=new_event.subject,
        occurred=new_event.occurred,
        arrived=author.arrived,
        teller=author.teller,
        person=author.person,
        attested_by=author.attested_by,
        origin=author.origin,
        traceparent=author.traceparent,
        fact=new_event.fact,
        **place,
    )


def _waited_too_long() -> Refused:
    return Refused(
        "waited",
        Words(
            sv="Det tog mer än en minut att spara. Inget är sparat.",
            en="Saving took more than a minute. Nothing was saved.",
        ),
        Words(sv="Skicka en gång till.", en="Send it once more."),
    )


async def watermark(work: Transaction, service: str) -> Watermark:
    """Move the log's time forward without a fact: everything received up to then stands at or before the position."""
    return await _move_head(work, service, 0)
