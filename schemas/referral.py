"""The facts that referral tells: cases, referrals, placements and what providers hand in."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from schemas.codes import AgeBand, DeclineReason, EndReason, ServiceForm, TargetGroup, Tier, WithdrawReason
from schemas.envelope import Fact, Instant

AUDITED = ("provider_audit", "notify")
Period = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class CaseOpened(Fact, log="referral", subject="case", unheard_because="for operators and export: a case owes nothing"):
    """A board opened a case about one person, who is named nowhere outside the vault."""

    board: UUID


class ReferralSent(Fact, log="referral", subject="referral", heard_by=AUDITED):
    """A board asked a provider to take somebody. `directory_position` is what referral had heard of the directory."""

    case: UUID
    board: UUID
    provider: UUID
    unit: UUID
    contract: UUID | None
    permit: UUID | None
    form: ServiceForm
    age_band: AgeBand
    target_group: TargetGroup
    tier: Tier
    threat_assessed_on: date | None
    directory_position: Annotated[int, Field(ge=0)]


class ReferralWithdrawn(Fact, log="referral", subject="referral", heard_by=AUDITED):
    """The board took its referral back."""

    board: UUID
    provider: UUID
    reason: WithdrawReason


class ReferralAccepted(Fact, log="referral", subject="referral", heard_by=AUDITED):
    """The provider will take the person; the placement has its id from here."""

    board: UUID
    provider: UUID
    placement: UUID
    start_on: date


class ReferralDeclined(Fact, log="referral", subject="referral", heard_by=AUDITED):
    """The provider will not take the person, and why."""

    board: UUID
    provider: UUID
    reason: DeclineReason


class PlacementStarted(Fact, log="referral", subject="placement", heard_by=AUDITED):
    """Somebody is placed from `started_at` on; nothing before `audited_from` is judged."""

    case: UUID
    referral: UUID | None = None
    board: UUID
    provider: UUID
    unit: UUID
    orgnr: Annotated[str, Field(pattern=r"^\d{10}$")]
    form: ServiceForm
    contract: UUID | None
    permit: UUID | None
    age_band: AgeBand
    target_group: TargetGroup
    started_at: Instant
    audited_from: date


class PlacementPaused(Fact, log="referral", subject="placement", heard_by=AUDITED):
    """The placement rests from `from_at`; a month's days that the hold touches are not placed days."""

    board: UUID
    provider: UUID
    from_at: Instant


class PlacementResumed(Fact, log="referral", subject="placement", heard_by=AUDITED):
    """The placement goes on from `from_at`."""

    board: UUID
    provider: UUID
    from_at: Instant


class PlacementEnded(Fact, log="referral", subject="placement", heard_by=AUDITED):
    """Nobody is placed from `ended_at` on. `event` names the unplanned event, if one is told of elsewhere."""

    board: UUID
    provider: UUID
    ended_at: Instant
    reason: EndReason
    planned: bool
    noticed_at: Instant | None = None
    event: UUID | None = None


class PlanSubmitted(Fact, log="referral", subject="placement", heard_by=AUDITED):
    """The provider handed in the implementation plan."""

    board: UUID
    provider: UUID
    version: Annotated[int, Field(ge=1)]


class PlanReviewed(Fact, log="referral", subject="placement", heard_by=AUDITED):
    """The plan was followed up on a day; age band and target group as they are then."""

    board: UUID
    provider: UUID
    on: date
    age_band: AgeBand
    target_group: TargetGroup


class PlanApproved(Fact, log="referral", subject="placement", heard_by=AUDITED):
    """The board approved the plan."""

    board: UUID
    provider: UUID
    version: Annotated[int, Field(ge=1)]


class ReportSubmitted(Fact, log="referral", subject="placement", heard_by=AUDITED):
    """The provider handed in the monthly report of a period, such as 2026-10."""

    board: UUID
    provider: UUID
    period: Period
    attempt: Annotated[int, Field(ge=1)]


class ReportAccepted(Fact, log="referral", subject="placement", heard_by=AUDITED):
    """The board read the report and found it good."""

    board: UUID
    provider: UUID
    period: Period


class EndReportSubmitted(Fact, log="referral", subject="placement", heard_by=AUDITED):
    """The provider handed in the end report."""

    board: UUID
    provider: UUID
