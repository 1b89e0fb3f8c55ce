"""Cases, requests and placements as lists show them: no person, only numbers, states and dates; and whose cases are whose."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, select

from schemas.codes import IncidentKind
from services.referral.cases import queries
from services.referral.cases.queries import TO_CORRECT, CountedPlacements, Listed, ToCorrect
from services.referral.fact_tables import EventRow
from services.referral.placements.domain import Placement
from services.referral.shared.actor import Actor, binds, of_board, of_provider
from services.referral.shared.states import ENDED_STATES, PLACED_STATES, Phase, State
from services.referral.tables import CaseRow, PlacementRow
from services.runtime.database.expressions import fields_of
from services.runtime.database.query import query
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


async def case_lines(work: Work, actor: Actor, cases: Collection[UUID]) -> list[Listed]:
    """List the cases named that are of a board, or of one of its units, each with its latest referral and placement."""
    return await work.all(queries.CASES, cases=list(cases), **binds(actor))


async def case_line(work: Work, actor: Actor, case: UUID) -> Listed | None:
    """Give one case as lists show it, None when it is not the board's or the unit's."""
    return await work.one(queries.CASE, case=case, **binds(actor))


async def count_cases(work: Work, actor: Actor) -> dict[str, dict[Phase, int]]:
    """Count the cases by where they stand: "all", and those the actor opened, "mine"."""
    found = await work.all(queries.COUNT_CASES, person=actor.person, **binds(actor))
    return {
        "all": {Phase(each.phase): each.number for each in found},
        "mine": {Phase(each.phase): each.mine for each in found},
    }


async def cases_under(
    work: Work, actor: Actor, phases: Collection[Phase], offset: int, limit: int, *, mine: bool = False
) -> list[Listed]:
    """List a part of the cases that stand somewhere, the newest first; of one's own those the actor opened."""
    return await work.all(
        queries.CASES_UNDER,
        phases=list(phases),
        person=actor.person if mine else None,
        offset=offset,
        limit=limit,
        **binds(actor),
    )


async def waiting_cases(work: Work, actor: Actor) -> list[UUID]:
    """Give the cases whose next step is the board's, but for drafts, the newest first."""
    return await work.all(queries.WAITING_CASES, **binds(actor))


async def draft_lines(work: Work, actor: Actor) -> list[Listed]:
    """List the actor's own cases in which nothing has been sent yet."""
    return await work.all(queries.DRAFTS, person=actor.person, **binds(actor))


async def to_do_lines(work: Work, actor: Actor) -> list[Listed]:
    """List the requests and placements of a provider, or of one of its units, that may wait for it."""
    return await work.all(queries.TO_DO, **binds(actor))


async def requested_lines(work: Work, actor: Actor) -> list[Listed]:
    """List the requests that nobody has answered."""
    return await work.all(queries.REQUESTED, **binds(actor))


async def count_answered(work: Work, actor: Actor) -> int:
    """Count the requests that were answered or withdrawn."""
    return await work.one(queries.COUNT_ANSWERED, **binds(actor)) or 0


async def answered_lines(work: Work, actor: Actor, offset: int, limit: int) -> list[Listed]:
    """List a part of the requests that were answered or withdrawn, the newest first."""
    return await work.all(queries.ANSWERED_REQUESTS, offset=offset, limit=limit, **binds(actor))


async def count_placed(work: Work, actor: Actor) -> CountedPlacements:
    """Count a provider's placements."""
    return await work.one(queries.COUNT_PLACED, **binds(actor)) or CountedPlacements(0, 0)


async def placed_lines(work: Work, actor: Actor, offset: int, limit: int, *, ended: bool) -> list[Listed]:
    """List a part of a provider's placements, those that run or those that are over, the newest first."""
    return await work.all(queries.PLACED, ended=ended, offset=offset, limit=limit, **binds(actor))


async def placements_of(work: Work, case: UUID) -> list[Placement]:
    """List the placements of a case, newest first."""
    return await work.all(_PLACEMENTS, case=case)


async def to_correct(work: Work, actor: Actor) -> list[ToCorrect]:
    """List what boards have returned and a provider has not handed in again, first due first."""
    return await work.all(TO_CORRECT, **binds(actor))


async def to_report(work: Work, actor: Actor) -> list[ToReport]:
    """List the incidents boards have noticed and a provider has not reported, oldest first."""
    return await work.all(_TO_REPORT, **binds(actor))
