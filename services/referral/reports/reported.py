"""A monthly report as its pages need it: what was handed in, the goals it is measured against, and the report before."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request

from services.referral.on_paper.paper import PAPER
from services.referral.pages.page_context import (
    now_of,
    today_of,
    transaction,
    vault_of,
)
from services.referral.placements.domain import Placement, report_periods
from services.referral.placements.submissions import Submission, submissions
from services.referral.plans.pages import Kept, load_plans, opened
from services.referral.referrals.inquiry_parts import Goal, read_goals
from services.referral.reports.monthly_fields import MonthlyReport, ReportFrame, report_fields
from services.referral.returns.form import markable
from services.referral.returns.returned import Returned, returns_of
from services.referral.shared.texts import unseal_as
from services.runtime.database.work import Work
from services.runtime.forms.reader import Reader
from services.runtime.vault.vault import Erased
from services.runtime.web import Viewer, not_found
from services.runtime.web.page.drafts import Values


@dataclass(frozen=True)
class Reported:
    """A placement's reports of one period, newest first, beside the report of the period before."""

    kept: Kept
    period: str
    frame: ReportFrame
    reports: list[tuple[Submission, Values]]
    before: Values | None
    returns: dict[UUID, Returned]

    @property
    def back(self) -> Returned | None:
        """Give the return of the newest report, if it was returned."""
        return self.returns.get(self.reports[0][0].id) if self.reports else None

    @property
    def placement(self) -> Placement:
        """Give the placement."""
        return self.kept.placement


def goals_of(kept: Kept, request: Request) -> Sequence[Goal]:
    """Give the goals of the newest plan, or those the board asked for."""
    typed = next((plan for _, plan in kept.plans if PAPER not in plan), kept.goals)
    return read_goals(Reader(typed, today_of(request)))


async def load_report(request: Request, viewer: Viewer, placement: UUID, period: str) -> Reported:
    """Load a placement's reports of a period; one that it did not touch is the common 404."""
    kept = await load_plans(request, viewer, placement)
    if period not in report_periods(kept.placement, now_of(request)):
        not_found()
    async with transaction(request, viewer) as work:
        all_of_them = await submissions(work, placement, "report")
        case = kept.placement.case
        here = [report for report in all_of_them if report.period == period]
        reports = await opened(request, work, case, here)
        earlier = [report for report in all_of_them if report.period < period][-1:]
        before = await opened(request, work, case, earlier)
        previous = await _previous(request, work, case, earlier)
        frame = ReportFrame(period, today_of(request), goals_of(kept, request), previous, person=kept.person)
        returns = await returns_of(request, work, case, here, markable(report_fields(frame)))
    return Reported(kept, period, frame, reports, before[0][1] if before else None, returns)


async def _previous(request: Request, work: Work, case: UUID, reports: Sequence[Submission]) -> MonthlyReport | None:
    try:
        found = [
            await unseal_as(work, vault_of(request), case, report.sealed, MonthlyReport)
            for report in reports
            if report.came_by is None
        ]
    except Erased:
        return None
    return found[-1] if found else None
