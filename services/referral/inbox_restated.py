"""A subject of the directory kept anew from what was heard of it, when one of its facts was entered in error."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from schemas.directory import EnteredInError
from schemas.envelope import Event
from services.runtime.database.work import Work

_FORGET = (
    "delete from referral.known_permit_change where permit_id = :subject",
    "delete from referral.known_permit where id = :subject",
    "delete from referral.known_not_bound where id = :subject",
    "delete from referral.known_clause where contract_id = :subject",
    "delete from referral.known_contract where id = :subject",
    "delete from referral.known_unit where id = :subject",
    "delete from referral.known_provider where id = :subject",
)


def corrected(batch: Iterable[Event]) -> dict[UUID, int]:
    """Give the subjects of which something was entered in error, each with the sequence up to which the batch tells."""
    batch = list(batch)
    subjects = {event.subject for event in batch if isinstance(event.fact, EnteredInError)}
    return {each: max(event.sequence for event in batch if event.subject == each) for each in subjects}


async def forget(work: Work, subject: UUID) -> None:
    """Forget what is kept of a subject."""
    for statement in _FORGET:
        await work.run(statement, subject=subject)


async def standing(work: Work, subject: UUID, until: int, batch: Sequence[Event]) -> list[Event]:
    """Give the facts of a subject that stand, in their order: those applied before and those of the batch."""
    rows = await work.rows(
        "select body from referral.heard where log = 'directory' and subject = :subject and sequence <= :until "
        "and state = 'applied'",
        subject=subject,
        until=until,
    )
    told = {event.sequence: event for event in (Event.from_text(row["body"]) for row in rows)}
    told.update({event.sequence: event for event in batch if event.subject == subject})
    struck = {event.fact.fact for event in told.values() if isinstance(event.fact, EnteredInError)}
    return [told[sequence] for sequence in sorted(told) if told[sequence].id not in struck]
