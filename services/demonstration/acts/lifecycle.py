"""How a placement runs: it starts, is paused, goes on, and ends."""

from dataclasses import dataclass
from datetime import datetime

from schemas.reasons import EndReason
from services.demonstration.acts.placement import ActContext, Placement
from services.referral import handlers as referral
from services.referral.shared import commands


@dataclass(frozen=True)
class Start:
    """The provider records the start, now."""

    placement: Placement

    async def perform(self, context: ActContext) -> None:
        """Start."""
        await referral.start(context.acting, self.placement.id, commands.Start(context.at))


@dataclass(frozen=True)
class Pause:
    """The placement is paused from now."""

    placement: Placement

    async def perform(self, context: ActContext) -> None:
        """Pause."""
        await referral.pause(context.acting, self.placement.id, commands.Pause(context.at))


@dataclass(frozen=True)
class Resume:
    """The placement goes on from now."""

    placement: Placement

    async def perform(self, context: ActContext) -> None:
        """Resume."""
        await referral.resume(context.acting, self.placement.id, commands.Resume(context.at))


@dataclass(frozen=True)
class End:
    """The placement ended; when it was not planned, the event has a number and was noticed at an instant."""

    placement: Placement
    reason: EndReason
    planned: bool
    ended_at: datetime
    noticed_at: datetime | None = None
    event: int | None = None

    async def perform(self, context: ActContext) -> None:
        """End."""
        event = None if self.event is None else self.placement.event(self.event)
        ended = commands.End(self.ended_at, self.reason, self.planned, self.noticed_at, event)
        await referral.end_placement(context.acting, self.placement.id, ended)
