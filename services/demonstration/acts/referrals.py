"""What boards and providers do with a referral: it is written, sent, let through a gate, amended, answered, withdrawn."""

from dataclasses import dataclass
from datetime import date

from schemas.codes import Tier
from schemas.reasons import AmendReason, DeclineReason, OverrideReason, WithdrawReason
from services.demonstration.acts import form_values
from services.demonstration.acts.placement import ActContext, Placement
from services.referral import handlers as referral
from services.referral.amendments.domain import Amend as Amendment
from services.referral.cases.identity import identity
from services.referral.overrides.store import overrides
from services.referral.referrals.answer_form import Answer
from services.referral.shared import commands


@dataclass(frozen=True)
class Draft:
    """The coordinator opens a case and writes a referral, which is not sent yet."""

    placement: Placement
    wished_start: date
    threat_assessed_on: date

    async def perform(self, context: ActContext) -> None:
        """Open the case and keep every part of the draft."""
        placement = self.placement
        who = identity(placement.name, placement.personnummer)
        case = await referral.open_case(context.acting, who, placement.case)
        draft = await referral.open_referral(context.acting, case, placement.referral)
        await referral.save_draft(
            context.acting,
            draft,
            form_values.inquiry(placement, self.wished_start, self.threat_assessed_on),
        )


@dataclass(frozen=True)
class Send(Draft):
    """The coordinator writes a referral and sends it."""

    async def perform(self, context: ActContext) -> None:
        """Write and send."""
        await super().perform(context)
        await referral.send_referral(context.acting, self.placement.referral)


@dataclass(frozen=True)
class AskOverride:
    """The first person of the board asks to let the draft through what blocks it."""

    placement: Placement
    reason: OverrideReason

    async def perform(self, context: ActContext) -> None:
        """Ask."""
        about = self.placement.referral
        await referral.ask_override(context.acting, about, self.reason)


@dataclass(frozen=True)
class AgreeOverride:
    """The second person agrees, and the referral is sent."""

    placement: Placement

    async def perform(self, context: ActContext) -> None:
        """Agree to what was asked last."""
        about = self.placement.referral
        asked = (await overrides(context.work, about))[-1].id
        await referral.agree_override(context.acting, about, asked)


@dataclass(frozen=True)
class Amend:
    """The coordinator finds that it is more urgent than it was said to be."""

    placement: Placement
    tier: Tier
    threat_assessed_on: date

    async def perform(self, context: ActContext) -> None:
        """Amend the tier alone."""
        placement = self.placement
        amended = Amendment(
            placement.age_band,
            placement.target_group,
            self.tier,
            self.threat_assessed_on,
            AmendReason.URGENCY_CHANGED,
        )
        await referral.amend_referral(context.acting, placement.referral, amended)


@dataclass(frozen=True)
class Accept:
    """The provider accepts."""

    placement: Placement
    start_on: date

    async def perform(self, context: ActContext) -> None:
        """Accept."""
        answer, about = form_values.acceptance(self.start_on), self.placement
        await referral.accept(context.acting, about.referral, answer, about.id)


@dataclass(frozen=True)
class Decline:
    """The provider declines."""

    placement: Placement
    reason: DeclineReason

    async def perform(self, context: ActContext) -> None:
        """Decline."""
        answer = Answer(self.reason, None, "", "", "")
        await referral.decline(context.acting, self.placement.referral, answer)


@dataclass(frozen=True)
class Withdraw:
    """The board withdraws."""

    placement: Placement

    async def perform(self, context: ActContext) -> None:
        """Withdraw."""
        taken = commands.Withdraw(WithdrawReason.NEED_CHANGED)
        await referral.withdraw(context.acting, self.placement.referral, taken)
