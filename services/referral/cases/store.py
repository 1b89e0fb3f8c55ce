"""Cases, requests and placements as lists show them: no person, only numbers, states and dates; and whose cases are whose."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, select

from schemas.codes import IncidentKind
from services.referral.cases.queries import CASES, REQUESTS, TO_CORRECT, Listed, ToCorrect
from services.referral.fact_tables import EventRow
from services.referral.placements.domain import Placement
from services.referral.shared.actor import Actor, binds, of_board, of_provider
from services.referral.shared.lifecycle import ENDED_STATES, PLACED_STATES, State
from services.referral.tables import CaseRow, PlacementRow
from services.runtime.database.query import fields_of, query
from services.runtime.database.work import Work


@dataclass(frozen=True)
class ToReport:
    """An incident that a board noticed and nobody has reported."""

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
_ACCEPTED = query(
    select(PlacementRow.id).where(
        PlacementRow.case == bindparam("case"),
        of_provider(PlacementRow),
        col(PlacementRow.state).in_(sorted({State.ACCEPTED, *PLACED_STATES, *ENDED_STATES})),
        col(PlacementRow.concluded_at).is_(None),
    ),
    into=UUID,
)
_OWN = query(
    select(CaseRow.id).where(of_board(CaseRow)).order_by(col(CaseRow.opened_at).desc(), col(CaseRow.id)), into=UUID
)


async def own_cases(work: Work, actor: Actor) -> list[UUID]:
    """List the cases of a board, or of one of its units, newest first."""
    return await work.all(_OWN, **binds(actor))


async def has_accepted(work: Work, actor: Actor, case: UUID) -> bool:
    """Tell whether a provider has accepted a placement in a case, and papers may still be owed for it."""
    return await work.one(_ACCEPTED, case=case, **binds(actor)) is not None


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
    """List the incidents boards have noticed and a provider has not reported, oldest first."""
    return await work.all(_TO_REPORT, **binds(actor))
