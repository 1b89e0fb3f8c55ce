"""Cases, requests and placements as lists show them: no person, only numbers, states and dates."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, select

from schemas.codes import IncidentKind
from services.referral.cases.queries import CASES, REQUESTS, TO_CORRECT, Listed, ToCorrect
from services.referral.placements.domain import Placement
from services.referral.shared.actor import Actor, binds, of_provider
from services.referral.tables import PlacementRow
from services.referral.told_tables import EventRow
from services.runtime.database.query import fields_of, query
from services.runtime.database.work import Work


@dataclass(frozen=True)
class ToReport:
    """An incident that a board told of and nobody has reported."""

    id: UUID
    placement: UUID
    kind: IncidentKind
    noticed_at: datetime


_TO_REPORT = query(
    select(*fields_of(EventRow, ToReport))
    .join(PlacementRow, col(PlacementRow.id) == EventRow.placement)
    .where(
        of_provider(PlacementRow),
        col(PlacementRow.concluded_at).is_(None),
        col(EventRow.noticed_at).is_not(None),
        col(EventRow.reported_at).is_(None),
    )
    .order_by(col(EventRow.noticed_at), col(EventRow.id)),
    into=ToReport,
)
_PLACEMENTS = query(
    select(*fields_of(PlacementRow, Placement))
    .where(PlacementRow.case == bindparam("case"))
    .order_by(col(PlacementRow.accepted_at).desc(), col(PlacementRow.id)),
    into=Placement,
)


async def case_lines(work: Work, actor: Actor, case: UUID | None = None) -> list[Listed]:
    """List the cases of a board, or of one of its units, or the one named, each with its latest referral and placement."""
    return await work.all(CASES, case=case, **binds(actor))


async def request_lines(work: Work, actor: Actor) -> list[Listed]:
    """List the referrals sent to a provider, or to one of its units, each with its placement."""
    return await work.all(REQUESTS, **binds(actor))


async def placements_of(work: Work, case: UUID) -> list[Placement]:
    """List the placements of a case, newest first."""
    return await work.all(_PLACEMENTS, case=case)


async def to_correct(work: Work, actor: Actor) -> list[ToCorrect]:
    """List what boards have returned and a provider has not handed in again, first due first."""
    return await work.all(TO_CORRECT, **binds(actor))


async def to_report(work: Work, actor: Actor) -> list[ToReport]:
    """List the incidents boards have told of and a provider has not reported, oldest first."""
    return await work.all(_TO_REPORT, **binds(actor))
