"""Facts told about a subject, as a correction needs them: by id, in the order they were told."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from schemas.envelope import FACTS, TYPE_PREFIX, Author, Telling
from services.referral.referrals.store import absent
from services.referral.shared.told import Told
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work

_SUBMITTED = ("PlanSubmitted", "PlanRevised", "PlanReviewed", "ReportSubmitted", "EndReportSubmitted", "SafetyPlanFiled",
              "IncidentReported", "AbsenceReported")  # fmt: skip


async def load_fact(work: Work, fact: UUID) -> Row:
    """Load the line of a fact that one's organisation may read. Raises Refused."""
    row = await work.row("select * from referral.history where fact_id = :fact", fact=fact)
    if row is None:
        raise absent()
    return row


async def told_about(work: Work, subject: UUID) -> list[Told]:
    """List the facts told about a subject, first to last."""
    rows = await work.rows(
        "select * from referral.history where subject = :subject and fact is not null order by told", subject=subject
    )
    return [told_of(row) for row in rows]


def told_of(row: Row) -> Told:
    """Make a fact of its line."""
    return Told(
        id=row["fact_id"],
        subject=row["subject"],
        teller=row["teller"],
        occurred=row["occurred"],
        arrived=row["arrived"],
        fact=FACTS[f"{TYPE_PREFIX}.referral.{row['what']}.v1"].model_validate(row["fact"]),
    )


def told_now(telling: Telling, author: Author) -> Told:
    """Give a fact that is being told as one among those told before."""
    if telling.id is None:
        raise ValueError("a correction is told with an id")
    return Told(telling.id, telling.subject, author.teller, telling.occurred, author.arrived, telling.fact)


async def strike(work: Work, told: Told, by: UUID, at: datetime) -> None:
    """Let what was handed in, accepted or returned by a fact follow when the fact is struck; nothing is deleted."""
    if told.what in _SUBMITTED:
        await work.run(
            "update referral.submission set struck_at = :at, struck_by = :by where fact_id = :fact",
            at=at,
            by=by,
            fact=told.id,
        )
    elif told.what.endswith("Returned"):
        await work.run(
            "update referral.submission set returned_at = null, returned_fact = null, returned_by = null, "
            "return_reason = null, not_a_report = false, return_due = null, remarks_sealed = null "
            "where returned_fact = :fact",
            fact=told.id,
        )
    elif told.what in ("PlanApproved", "ReportAccepted"):
        kind = "plan" if told.what == "PlanApproved" else "report"
        await work.run(
            "update referral.submission set accepted_at = null where placement_id = :placement and kind = :kind "
            "and (cast(:version as integer) is null or attempt = :version) and period = :period",
            placement=told.subject,
            kind=kind,
            version=getattr(told.fact, "version", None),
            period=getattr(told.fact, "period", ""),
        )


async def struck_submissions(work: Work, placement: UUID, kinds: Sequence[str], period: str = "") -> list[Row]:
    """List what was handed in of some kinds and then struck; it stays visible."""
    return await work.rows(
        "select * from referral.submission where placement_id = :placement and kind = any(cast(:kinds as text[])) "
        "and (:period = '' or period = :period) and struck_at is not null order by arrived",
        placement=placement,
        kinds=list(kinds),
        period=period,
    )
