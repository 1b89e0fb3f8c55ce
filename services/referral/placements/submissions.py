"""What was handed in for a placement, as rows: its form sealed, what became of it beside."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlmodel import col

from schemas.reasons import ReturnReason
from services.referral.fact_tables import ReceivedOnPaperRow, SubmissionRow
from services.referral.placements.domain import Placement
from services.runtime.database.expressions import fields_of, if_given
from services.runtime.database.query import query
from services.runtime.database.work import Work


@dataclass(frozen=True, slots=True)
class HandedIn:
    """Something that was handed in, and what became of it."""

    id: UUID
    kind: str
    period: str
    attempt: int
    arrived: datetime
    accepted_at: datetime | None
    returned_at: datetime | None
    return_due: datetime | None
    not_a_report: bool


@dataclass(frozen=True, slots=True)
class Submission(HandedIn):
    """Something that was handed in with what is written in it, sealed; `came_by` is phone or paper, None for a form of ours."""

    fact: UUID | None
    occurred: datetime
    revised: bool
    sealed: bytes
    return_reason: ReturnReason | None
    return_fields: tuple[str, ...]
    remarks_sealed: bytes | None
    retracted_at: datetime | None
    came_by: str | None = None
    attested_as: str | None = None


FROM_PAPER = ("came_by", "attested_as")
"""What the attestation of something that came by phone or paper knows of it."""
SUBMISSIONS = query(
    select(
        *fields_of(SubmissionRow, Submission, FROM_PAPER),
        col(ReceivedOnPaperRow.came_by),
        col(ReceivedOnPaperRow.attested_as),
    )
    .outerjoin(ReceivedOnPaperRow, col(ReceivedOnPaperRow.fact) == SubmissionRow.fact)
    .where(
        col(SubmissionRow.placement) == bindparam("placement"),
        col(SubmissionRow.kind) == bindparam("kind"),
        if_given(SubmissionRow.period, "period"),
        col(SubmissionRow.retracted_at).is_(None),
    )
    .order_by(col(SubmissionRow.period), col(SubmissionRow.attempt)),
    into=Submission,
)
HANDED_IN = query(
    select(*fields_of(SubmissionRow, HandedIn))
    .where(col(SubmissionRow.placement) == bindparam("placement"), col(SubmissionRow.retracted_at).is_(None))
    .order_by(col(SubmissionRow.arrived).desc(), col(SubmissionRow.id)),
    into=HandedIn,
)
RETURN = query(
    update(SubmissionRow)
    .where(col(SubmissionRow.id) == bindparam("id"))
    .values(
        returned_at=bindparam("at"),
        returned_fact=bindparam("fact"),
        returned_by=bindparam("by"),
        return_reason=bindparam("reason"),
        not_a_report=bindparam("not_a_report"),
        return_fields=bindparam("marked"),
        return_due=bindparam("due"),
        remarks_sealed=bindparam("remarks"),
    )
)
ACCEPT = query(
    update(SubmissionRow).where(col(SubmissionRow.id) == bindparam("id")).values(accepted_at=bindparam("at"))
)


async def add_submission(work: Work, placement: Placement, values: dict[str, Any]) -> None:
    """Keep something handed in; its id is also that of the fact that tells of it."""
    of = {"placement": placement.id, "case": placement.case, "board": placement.board, "provider": placement.provider}
    await work.add(SubmissionRow, {**values, **of, "fact": values["id"]})


async def submissions(work: Work, placement: UUID, kind: str, period: str | None = None) -> list[Submission]:
    """List what was handed in of a kind and stands, first to last."""
    return await work.all(SUBMISSIONS, placement=placement, kind=kind, period=period)


async def handed_in_of(work: Work, placement: UUID) -> list[HandedIn]:
    """Give what was handed in for a placement and not retracted, newest first."""
    return await work.all(HANDED_IN, placement=placement)


@dataclass(frozen=True)
class Returned:
    """When and by which fact the board returned a submission, why, which fields are marked, until when; its sealed remarks."""

    at: datetime
    fact: UUID
    by: UUID
    reason: ReturnReason
    not_a_report: bool
    marked: list[str]
    due: datetime
    remarks: bytes


async def return_submission(work: Work, submission: UUID, returned: Returned) -> None:
    """Note that the board returned it."""
    await work.run(RETURN, id=submission, **vars(returned))


async def accept_submission(work: Work, submission: UUID, at: datetime) -> None:
    """Note that the board found it good."""
    await work.run(ACCEPT, id=submission, at=at)
