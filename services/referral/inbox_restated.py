"""A subject of the directory kept anew from what is recorded of it, when one of its facts was entered in error."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, select
from sqlmodel import col

from schemas.directory import EnteredInError
from schemas.envelope import Event
from services.referral.known_tables import (
    KnownClauseRow,
    KnownContractRow,
    KnownNotBoundRow,
    KnownPermitChangeRow,
    KnownPermitRow,
    KnownProviderRow,
    KnownUnitRow,
)
from services.referral.schema import InboxRow
from services.runtime.database.query import query
from services.runtime.database.tables.table import Row
from services.runtime.database.work import Work

_SUBJECTS: tuple[tuple[type[Row], Any], ...] = (
    (KnownPermitChangeRow, KnownPermitChangeRow.permit),
    (KnownPermitRow, KnownPermitRow.id),
    (KnownNotBoundRow, KnownNotBoundRow.id),
    (KnownClauseRow, KnownClauseRow.contract),
    (KnownContractRow, KnownContractRow.id),
    (KnownUnitRow, KnownUnitRow.id),
    (KnownProviderRow, KnownProviderRow.id),
)
FORGET = {row: query(delete(row).where(col(subject) == bindparam("subject"))) for row, subject in _SUBJECTS}
APPLIED = query(
    select(col(InboxRow.body)).where(
        col(InboxRow.log) == "directory",
        col(InboxRow.subject) == bindparam("subject"),
        col(InboxRow.sequence) <= bindparam("until"),
        col(InboxRow.state) == "applied",
    ),
    into=str,
)


def corrected(batch: Iterable[Event]) -> dict[UUID, int]:
    """Give the subjects of which something was entered in error, each with the last sequence of it in the batch."""
    batch = list(batch)
    subjects = {event.subject for event in batch if isinstance(event.fact, EnteredInError)}
    return {each: max(event.sequence for event in batch if event.subject == each) for each in subjects}


async def forget(work: Work, subject: UUID) -> None:
    """Forget what is kept of a subject."""
    for statement in FORGET.values():
        await work.run(statement, subject=subject)


async def effective_events(work: Work, subject: UUID, until: int, batch: Sequence[Event]) -> list[Event]:
    """Give the facts of a subject that stand, in their order: those applied before and those of the batch."""
    bodies = await work.all(APPLIED, subject=subject, until=until)
    recorded = {event.sequence: event for event in map(Event.from_text, bodies)}
    recorded.update({event.sequence: event for event in batch if event.subject == subject})
    retracted = {event.fact.fact for event in recorded.values() if isinstance(event.fact, EnteredInError)}
    return [recorded[sequence] for sequence in sorted(recorded) if recorded[sequence].id not in retracted]
