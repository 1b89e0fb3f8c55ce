"""What providers hand in about a placement and boards say of it: plans and reports."""

from dataclasses import dataclass
from datetime import datetime

from schemas.codes import AgeBand
from schemas.reasons import ReturnReason
from services.demonstration.acts import form_values
from services.demonstration.acts.placement import ActContext, Placement
from services.referral import handlers as referral
from services.referral.on_paper.domain import CameBy, Kind, ReceivedOnPaper
from services.referral.on_paper.form import Arrived
from services.referral.returns.form import Returning


@dataclass(frozen=True)
class Plan:
    """The provider hands in the plan."""

    placement: Placement

    async def perform(self, context: ActContext) -> None:
        """Hand it in."""
        plan, about = form_values.plan(context.at), self.placement.id
        await referral.submit_plan(context.acting, about, plan)


@dataclass(frozen=True)
class RevisePlan:
    """The provider hands in a new version of an approved plan."""

    placement: Placement

    async def perform(self, context: ActContext) -> None:
        """Hand it in."""
        plan, about = form_values.plan(context.at), self.placement.id
        await referral.revise_plan(context.acting, about, plan)


@dataclass(frozen=True)
class ApprovePlan:
    """The board approves the plan."""

    placement: Placement

    async def perform(self, context: ActContext) -> None:
        """Approve."""
        await referral.approve_plan(context.acting, self.placement.id)


@dataclass(frozen=True)
class ReviewPlan:
    """The provider follows the plan up; the age band may have become another."""

    placement: Placement
    age_band: AgeBand

    async def perform(self, context: ActContext) -> None:
        """Record the follow-up, the same day."""
        review = form_values.review(self.placement, context.at, self.age_band)
        await referral.review_plan(context.acting, self.placement.id, review)


@dataclass(frozen=True)
class Report:
    """The provider hands in a monthly report."""

    placement: Placement
    period: str

    async def perform(self, context: ActContext) -> None:
        """Hand it in."""
        report = form_values.report(self.placement, self.period)
        await referral.submit_report(context.acting, self.placement.id, report)


@dataclass(frozen=True)
class AcceptReport:
    """The board accepts a monthly report."""

    placement: Placement
    period: str

    async def perform(self, context: ActContext) -> None:
        """Accept."""
        await referral.accept_report(context.acting, self.placement.id, self.period)


@dataclass(frozen=True)
class EndReport:
    """The provider hands in the end report."""

    placement: Placement

    async def perform(self, context: ActContext) -> None:
        """Hand it in."""
        report, about = form_values.end_report(context.at), self.placement.id
        await referral.submit_end_report(context.acting, about, report)


@dataclass(frozen=True)
class Return:
    """The board returns what was handed in last of a kind."""

    placement: Placement
    kind: Kind
    reason: ReturnReason
    period: str = ""

    async def perform(self, context: ActContext) -> None:
        """Return it."""
        back = Returning(reason=self.reason, remarks=form_values.REMARKS)
        about = self.placement.id
        if self.kind is Kind.REPORT:
            await referral.return_report(context.acting, about, self.period, back)
        elif self.kind is Kind.PLAN:
            await referral.return_plan(context.acting, about, back)
        else:
            await referral.return_end_report(context.acting, about, back)


@dataclass(frozen=True)
class RegisterReceived:
    """The board registers what it received by phone or on paper, at the instant it came."""

    placement: Placement
    kind: Kind
    by: CameBy
    arrived: datetime
    period: str = ""

    async def perform(self, context: ActContext) -> None:
        """Register it as the provider's own word."""
        received = ReceivedOnPaper(self.by, self.arrived, "Föreståndaren", form_values.ON_PAPER)
        arrived = Arrived(self.kind, received, self.period)
        await referral.register_submission(context.acting, self.placement.id, arrived)
