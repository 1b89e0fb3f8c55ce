"""What both sides do for the safety of somebody placed: the provider's safety plan, the board's threat assessment."""

from dataclasses import dataclass
from datetime import date

from services.demonstration.acts import form_values
from services.demonstration.acts.placement import ActContext, Placement
from services.referral import handlers as referral


@dataclass(frozen=True)
class SafetyPlan:
    """The provider has a personal safety plan on file."""

    placement: Placement

    async def perform(self, context: ActContext) -> None:
        """Record it."""
        plan, about = form_values.safety_plan(context.at), self.placement.id
        await referral.file_safety_plan(context.acting, about, plan)


@dataclass(frozen=True)
class AssessThreat:
    """The board has a new threat assessment on file."""

    placement: Placement
    assessed_on: date

    async def perform(self, context: ActContext) -> None:
        """Record it."""
        assessment = form_values.threat_assessment(self.placement, self.assessed_on)
        about = self.placement.id
        await referral.assess_threat(context.acting, about, assessment)
