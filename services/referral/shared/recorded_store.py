"""Facts recorded about a subject, as a correction needs them: by id, in the order they were recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, null, select, update
from sqlmodel import col

from schemas.fact import FACTS, TYPE_PREFIX
from schemas.new_event import Author, NewEvent
from services.referral.fact_tables import HistoryRow, SubmissionRow
from services.referral.placements.submissions import FROM_PAPER, Submission
from services.referral.referrals.store import absent
from services.referral.shared.recorded import RecordedFact
from services.runtime.database.expressions import among, fields_of, if_given
from services.runtime.database.query import query
from services.runtime.database.work import Work

_SUBMITTED = ("PlanSubmitted", "PlanRevised", "PlanReviewed", "ReportSubmitted", "EndReportSubmitted", "SafetyPlanFiled",
              "IncidentReported", "AbsenceReported")  # fmt: skip


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact as its line of the history keeps it, with the placement and referral it belongs to."""

    fact_id: UUID
    subject: UUID
    referral: UUID | None
    placement: UUID | None
    what: str
    teller: UUID
    occurred: datetime
    arrived: datetime
    fact: dict[str, Any]


_OF_A_FACT = select(*fields_of(HistoryRow, FactLine)).where(col(HistoryRow.fact).is_not(None))
FACT = query(_OF_A_FACT.where(col(HistoryRow.fact_id) == bindparam("fact")), into=FactLine)
ABOUT = query(
    _OF_A_FACT.where(col(HistoryRow.subject) == bindparam("subject")).order_by(col(HistoryRow.entry)), into=FactLine
)
RETRACT_SUBMITTED = query(
    update(SubmissionRow)
    .where(col(SubmissionRow.fact) == bindparam("fact"))
    .values(retracted_at=bindparam("at"), retracted_by=bindparam("by"))
)
RETRACT_RETURNED = query(
    update(SubmissionRow)
    .where(col(SubmissionRow.returned_fact) == bindparam("fact"))
    .values(
        returned_at=null(),
        returned_fact=null(),
        returned_by=null(),
        return_reason=null(),
        not_a_report=False,
        return_due=null(),
        remarks_sealed=null(),
    )
)
RETRACT_ACCEPTED = query(
    update(SubmissionRow)
    .where(
        col(SubmissionRow.placement) == bindparam("placement"),
        col(SubmissionRow.kind) == bindparam("kind"),
        if_given(SubmissionRow.attempt, "version"),
        col(SubmissionRow.period) == bindparam("period"),
    )
    .values(accepted_at=null())
)
RETRACTED = query(
    select(*fields_of(SubmissionRow, Submission, FROM_PAPER))
    .where(
        col(SubmissionRow.placement) == bindparam("placement"),
        among(SubmissionRow.kind, "kinds"),
        if_given(SubmissionRow.period, "period"),
        col(SubmissionRow.retracted_at).is_not(None),
    )
    .order_by(col(SubmissionRow.arrived)),
    into=Submission,
)


async def load_fact(work: Work, fact: UUID) -> FactLine:
    """Load the line of a fact that one's organisation may read. Raises Refused."""
    line = await work.one(FACT, fact=fact)
    if line is None:
        raise absent()
    return line


async def facts_about(work: Work, subject: UUID) -> list[RecordedFact]:
    """List the facts recorded about a subject, first to last."""
    return [as_recorded(line) for line in await work.all(ABOUT, subject=subject)]


def as_recorded(line: FactLine) -> RecordedFact:
    """Make a fact of its line."""
    return RecordedFact(
        id=line.fact_id,
        subject=line.subject,
        teller=line.teller,
        occurred=line.occurred,
        arrived=line.arrived,
        fact=FACTS[f"{TYPE_PREFIX}.referral.{line.what}.v1"].model_validate(line.fact),
    )


def recorded_now(new_event: NewEvent, author: Author) -> RecordedFact:
    """Give a fact that is being recorded as one among those recorded before."""
    if new_event.id is None:
        raise ValueError("a correction is recorded with an id")
    return RecordedFact(
        new_event.id, new_event.subject, author.teller, new_event.occurred, author.arrived, new_event.fact
    )


async def retract(work: Work, fact: RecordedFact, by: UUID, at: datetime) -> None:
    """Let what was handed in, accepted or returned by a fact follow when the fact is retracted; nothing is deleted."""
    if fact.what in _SUBMITTED:
        await work.run(RETRACT_SUBMITTED, fact=fact.id, at=at, by=by)
    elif fact.what.endswith("Returned"):
        await work.run(RETRACT_RETURNED, fact=fact.id)
    elif fact.what in ("PlanApproved", "ReportAccepted"):
        await work.run(
            RETRACT_ACCEPTED,
            placement=fact.subject,
            kind="plan" if fact.what == "PlanApproved" else "report",
            version=getattr(fact.fact, "version", None),
            period=getattr(fact.fact, "period", ""),
        )


async def retracted_submissions(
    work: Work, placement: UUID, kinds: Sequence[str], period: str | None = None
) -> list[Submission]:
    """List what was handed in of some kinds and then retracted; it stays visible."""
    return await work.all(RETRACTED, placement=placement, kinds=list(kinds), period=period)
