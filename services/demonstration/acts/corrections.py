"""What people put right afterwards: entries in error, other dates, the other party's agreement, waived duties."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schemas.reasons import ErrorReason, WaiveReason
from services.demonstration.acts.placement import ActContext, Placement
from services.referral import handlers as referral
from services.referral.corrections import domain as corrections
from services.referral.shared.recorded_store import facts_about
from services.referral.waivers.domain import Waive as Waiver


async def last(context: ActContext, placement: Placement, *names: str) -> UUID:
    """Give the newest fact about a placement that has one of the names. Raises LookupError."""
    recorded = [one.id for one in await facts_about(context.work, placement.id) if one.what in names]
    if not recorded:
        raise LookupError(f"the scenario has recorded no {' or '.join(names)} of placement {placement.number} yet")
    return recorded[-1]


@dataclass(frozen=True)
class EnterInError:
    """Somebody says that the newest fact of a name never was."""

    placement: Placement
    what: str
    reason: ErrorReason

    async def perform(self, context: ActContext) -> None:
        """Enter it in error."""
        fact = await last(context, self.placement, self.what)
        await referral.correct(context.acting, fact, corrections.EnterInError(self.reason))


@dataclass(frozen=True)
class CorrectDate:
    """Somebody says that a date of the newest fact of a name is another."""

    placement: Placement
    what: str
    field: str
    to: datetime

    async def perform(self, context: ActContext) -> None:
        """Correct it."""
        fact = await last(context, self.placement, self.what)
        await referral.correct(context.acting, fact, corrections.CorrectDate(self.field, self.to))


@dataclass(frozen=True)
class Agree:
    """The other party agrees to the newest correction."""

    placement: Placement

    async def perform(self, context: ActContext) -> None:
        """Agree."""
        correction = await last(context, self.placement, "EnteredInError", "DateCorrected")
        await referral.agree_correction(context.acting, correction)


@dataclass(frozen=True)
class Waive:
    """The board waives a duty of the provider."""

    placement: Placement
    rule: str
    reason: WaiveReason
    period: str = ""

    async def perform(self, context: ActContext) -> None:
        """Waive it."""
        waiver = Waiver(self.rule, self.reason, self.period)
        await referral.waive_duty(context.acting, self.placement.id, waiver)
