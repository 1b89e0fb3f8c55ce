"""The log: one append-only table a service, one lock, gapless positions in the order of commit."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from schemas.checks import written
from schemas.codes import Origin
from schemas.envelope import Author, Event, Telling, Watermark
from services.runtime.database.transaction import Transaction
from services.runtime.database.unfit import refusal
from services.runtime.errors import Refused
from services.runtime.language.identifiers import PLATFORM, derived, new_id
from services.runtime.language.words import Words

LONGEST_WAIT = timedelta(seconds=60)


async def append(work: Transaction, service: str, told: Sequence[tuple[Telling, Author]]) -> list[Event]:
    """Append facts as the transaction's last act and give them as they stand in the log.

    Subjects are locked in one order, then the head; `received` is shared by all of them.
    Raises Refused when a person's request waited longer than 60 s between being read and this append, and for a fact that
    nobody who hears it could read.
    """
    sequences = await _take_sequences(work, service, Counter(telling.subject for telling, _ in told))
    head = await _move_head(work, service, len(told))
    events, bodies = [], []
    for index, (telling, author) in enumerate(told):
        if is_request(author) and head.received - author.arrived > LONGEST_WAIT:
            raise _waited_too_long()
        sequences[telling.subject] += 1
        place = {
            "log": service,
            "position": head.position - len(told) + 1 + index,
            "sequence": sequences[telling.subject],
            "received": head.received,
        }
        event = _event(telling, author, place)
        body, faults = written(event)
        if faults:
            raise refusal(faults)
        events.append(event)
        bodies.append(body)
    await work.run(_INSERT.format(s=service), **_columns(events), body=bodies)
    return events


def is_request(author: Author) -> bool:
    """Say whether facts come of a request that was read just now, and that whoever sent it can send again.

    What somebody attests came by phone or paper states the instant it came, however long ago; what the platform itself
    derives was sent by nobody, and its `arrived` is when the work began, which a clock that was moved leaves behind.
    """
    own = author.teller == PLATFORM and author.person is None
    return author.origin in (Origin.PORTAL, Origin.API) and author.attested_by is None and not own


_INSERT = """insert into {s}.log (position, id, type, subject, sequence, received, body)
select * from unnest(cast(:position as bigint[]), cast(:id as uuid[]), cast(:type as text[]), cast(:subject as uuid[]),
cast(:sequence as bigint[]), cast(:received as timestamptz[]), cast(:body as text[]))"""


async def _move_head(work: Transaction, service: str, by: int) -> Watermark:
    """Take `by` positions and the instant they share."""
    row = await work.row(f"select * from {service}.move_head(:by)", by=by)
    if row is None:
        raise RuntimeError(f"{service}.log_head has no row: run the migrations")
    return Watermark(log=service, position=row["head_position"], received=row["head_received"])


async def _take_sequences(work: Transaction, service: str, counts: Counter[UUID]) -> dict[UUID, int]:
    subjects = sorted(counts)
    rows = await work.rows(
        f"select * from {service}.take_sequences(:subjects, :counts)",
        subjects=subjects,
        counts=[counts[subject] for subject in subjects],
    )
    return {row["taken_for"]: row["taken_to"] - counts[row["taken_for"]] for row in rows}


def _event(telling: Telling, author: Author, place: dict[str, Any]) -> Event:
    made = (
        derived("demonstration fact", place["log"], place["position"])
        if author.origin is Origin.DEMONSTRATION
        else None
    )
    return Event.model_construct(
        id=telling.id or made or new_id(),
        type=telling.fact.type,
        subject=telling.subject,
        occurred=telling.occurred,
        arrived=author.arrived,
        teller=author.teller,
        person=author.person,
        attested_by=author.attested_by,
        origin=author.origin,
        traceparent=author.traceparent,
        fact=telling.fact,
        **place,
    )


def _columns(events: Sequence[Event]) -> dict[str, list[Any]]:
    names = ("position", "id", "type", "subject", "sequence", "received")
    return {name: [getattr(event, name) for event in events] for name in names}


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
