"""What somebody asks of referral: commands, checked for form by their makers and decided on in this folder."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from schemas.codes import AgeBand, ServiceForm, TargetGroup, Tier
from schemas.reasons import DeclineReason, EndReason, WithdrawReason


@dataclass(frozen=True)
class Send:
    """Send a referral to a provider's unit. `audited_from` of a later placement is not decided here."""

    provider: UUID
    unit: UUID
    form: ServiceForm
    age_band: AgeBand
    target_group: TargetGroup
    tier: Tier
    threat_assessed_on: date | None
    start_on: date


@dataclass(frozen=True)
class Withdraw:
    """Take a referral back."""

    reason: WithdrawReason


@dataclass(frozen=True)
class Accept:
    """Take the person from a day on; the placement gets its id here."""

    placement: UUID
    start_on: date


@dataclass(frozen=True)
class Decline:
    """Say no, with a coded reason."""

    reason: DeclineReason


@dataclass(frozen=True)
class Start:
    """The placement began; an import names the day from which it is audited, otherwise it is the day of the start."""

    started_at: datetime
    audited_from: date | None = None


@dataclass(frozen=True)
class Pause:
    """The placement rests."""

    from_at: datetime


@dataclass(frozen=True)
class Resume:
    """The placement goes on."""

    from_at: datetime


@dataclass(frozen=True)
class End:
    """Nobody is placed from `ended_at` on. `noticed_at` is when an unplanned end was noticed."""

    ended_at: datetime
    reason: EndReason
    planned: bool
    noticed_at: datetime | None = None
    event: UUID | None = None


@dataclass(frozen=True)
class ReviewPlan:
    """The plan was followed up on a day."""

    on: date
    age_band: AgeBand
    target_group: TargetGroup
