"""What providers hand in about a placement and boards say of it: plans, reports, safety plans, threat assessments."""

from dataclasses import dataclass
from datetime import date, datetime

from schemas.codes import AgeBand, ReturnReason
from services.demonstration.acts import form_values as papers
from services.demonstration.acts.placement import Placement, Scene
from services.referral import handlers as referral
from services.referral.on_paper.domain import CameBy, CameIn, Kind
from services.referral.on_paper.handlers import Handed
from services.referral.returns.form import Returning


@dataclass(frozen=True)
class Plan:
    """The provider hands in the plan."""

    placement: Placement

    async def perform(self, scene: Scene) -> None:
        """Hand it in."""
        plan, about = papers.plan(scene.at), self.placement.id
        await referral.submit_plan(scene.work, scene.vault, scene.actor, scene.author, about, plan)


@dataclass(frozen=True)
class RevisePlan:
    """The provider hands in a new version of an approved plan."""

    placement: Placement

    async def perform(self, scene: Scene) -> None:
        """Hand it in."""
        plan, about = papers.plan(scene.at), self.placement.id
        await referral.revise_plan(scene.work, scene.vault, scene.actor, scene.author, about, plan)


@dataclass(frozen=True)
class ApprovePlan:
    """The board approves the plan."""

    placement: Placement

    async def perform(self, scene: Scene) -> None:
        """Approve."""
        await referral.approve_plan(scene.work, scene.actor, scene.author, self.placement.id)


@dataclass(frozen=True)
class ReviewPlan:
    """The provider follows the plan up; the age band may have become another."""

    placement: Placement
    age_band: AgeBand

    async def perform(self, scene: Scene) -> None:
        """Tell of the follow-up, the same day."""
        review = papers.review(self.placement, scene.at, self.age_band)
        await referral.review_plan(scene.work, scene.vault, scene.actor, scene.author, self.placement.id, review)


@dataclass(frozen=True)
class SafetyPlan:
    """The provider has a personal safety plan on file."""

    placement: Placement

    async def perform(self, scene: Scene) -> None:
        """Tell of it."""
        plan, about = papers.safety_plan(scene.at), self.placement.id
        await referral.file_safety_plan(scene.work, scene.vault, scene.actor, scene.author, about, plan)


@dataclass(frozen=True)
class Report:
    """The provider hands in a monthly report."""

    placement: Placement
    period: str

    async def perform(self, scene: Scene) -> None:
        """Hand it in."""
        report = papers.report(self.placement, self.period)
        await referral.submit_report(scene.work, scene.vault, scene.actor, scene.author, self.placement.id, report)


@dataclass(frozen=True)
class AcceptReport:
    """The board accepts a monthly report."""

    placement: Placement
    period: str

    async def perform(self, scene: Scene) -> None:
        """Accept."""
        await referral.accept_report(scene.work, scene.actor, scene.author, self.placement.id, self.period)


@dataclass(frozen=True)
class EndReport:
    """The provider hands in the end report."""

    placement: Placement

    async def perform(self, scene: Scene) -> None:
        """Hand it in."""
        report, about = papers.end_report(scene.at), self.placement.id
        await referral.submit_end_report(scene.work, scene.vault, scene.actor, scene.author, about, report)


@dataclass(frozen=True)
class Return:
    """The board returns what was handed in last of a kind."""

    placement: Placement
    kind: Kind
    reason: ReturnReason
    period: str = ""

    async def perform(self, scene: Scene) -> None:
        """Return it."""
        back = Returning(reason=self.reason, remarks=papers.REMARKS)
        work, vault, actor, author, about = scene.work, scene.vault, scene.actor, scene.author, self.placement.id
        if self.kind is Kind.REPORT:
            await referral.return_report(work, vault, actor, author, about, self.period, back)
        elif self.kind is Kind.PLAN:
            await referral.return_plan(work, vault, actor, author, about, back)
        else:
            await referral.return_end_report(work, vault, actor, author, about, back)


@dataclass(frozen=True)
class CameByOtherWay:
    """The board registers what came to it by phone or on paper, at the instant it came."""

    placement: Placement
    kind: Kind
    by: CameBy
    arrived: datetime
    period: str = ""

    async def perform(self, scene: Scene) -> None:
        """Register it as the provider's own word."""
        came = CameIn(self.by, self.arrived, "Föreståndaren", papers.ON_PAPER)
        handed, about = Handed(self.kind, self.period), self.placement.id
        await referral.register_submission(scene.work, scene.vault, scene.actor, scene.author, about, handed, came)


@dataclass(frozen=True)
class AssessThreat:
    """The board has a new threat assessment on file."""

    placement: Placement
    assessed_on: date

    async def perform(self, scene: Scene) -> None:
        """Tell of it."""
        assessment = papers.threat_assessment(self.placement, self.assessed_on)
        about = self.placement.id
        await referral.assess_threat(scene.work, scene.vault, scene.actor, scene.author, about, assessment)
