"""The facts of referral: cases, referrals, placements and what providers hand in."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from schemas.codes import AbsenceKind, AgeBand, IncidentKind, ServiceForm, TargetGroup, Tier
from schemas.corrections import AboutFact, Corrected, Erroneous
from schemas.fact import Fact, Instant
from schemas.reasons import (
    AmendReason,
    DeclineReason,
    EndReason,
    OverrideReason,
    ReturnReason,
    WaiveReason,
    WithdrawReason,
)

AUDITED = ("provider_audit", "notify")
Period = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class Between(Fact):
    """Whom a fact concerns: the board whose case it is, and the provider."""

    board: UUID
    provider: UUID


class CaseOpened(
    Fact, log="referral", subject="case", not_consumed_because="for operators and export: a case owes nothing"
):
    """A board opened a case about one person, who is named nowhere outside the vault."""

    board: UUID


class ReferralSent(Fact, log="referral", subject="referral", consumers=AUDITED):
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


class ReferralWithdrawn(Between, log="referral", subject="referral", consumers=AUDITED):
    """The board took its referral back."""

    reason: WithdrawReason


class ReferralAccepted(Between, log="referral", subject="referral", consumers=AUDITED):
    """The provider will take the person; the placement has its id from here."""

    placement: UUID
    start_on: date


class ReferralDeclined(Between, log="referral", subject="referral", consumers=AUDITED):
    """The provider will not take the person, and why."""

    reason: DeclineReason


class PlacementStarted(Fact, log="referral", subject="placement", consumers=AUDITED):
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


class PlacementPaused(Between, log="referral", subject="placement", consumers=AUDITED):
    """The placement rests from `from_at`; a month's days that the hold touches are not placed days."""

    from_at: Instant


class PlacementResumed(Between, log="referral", subject="placement", consumers=AUDITED):
    """The placement goes on from `from_at`."""

    from_at: Instant


class PlacementEnded(Between, log="referral", subject="placement", consumers=AUDITED):
    """Nobody is placed from `ended_at` on. `event` names the unplanned event, if one is told of elsewhere."""

    ended_at: Instant
    reason: EndReason
    planned: bool
    noticed_at: Instant | None = None
    event: UUID | None = None


class PlanSubmitted(Between, log="referral", subject="placement", consumers=AUDITED):
    """The provider handed in the implementation plan."""

    version: Annotated[int, Field(ge=1)]


class PlanReviewed(Between, log="referral", subject="placement", consumers=AUDITED):
    """The plan was followed up on a day; age band and target group as they are then."""

    on: date
    age_band: AgeBand
    target_group: TargetGroup


class PlanApproved(Between, log="referral", subject="placement", consumers=AUDITED):
    """The board approved the plan."""

    version: Annotated[int, Field(ge=1)]


class ReportSubmitted(Between, log="referral", subject="placement", consumers=AUDITED):
    """The provider handed in the monthly report of a period, such as 2026-10."""

    period: Period
    attempt: Annotated[int, Field(ge=1)]


class ReportAccepted(Between, log="referral", subject="placement", consumers=AUDITED):
    """The board read the report and found it good."""

    period: Period


class EndReportSubmitted(Between, log="referral", subject="placement", consumers=AUDITED):
    """The provider handed in the end report."""


class ReferralTerms(BaseModel):
    """What of a sent referral a board may amend."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    age_band: AgeBand
    target_group: TargetGroup
    tier: Tier
    threat_assessed_on: date | None


class ReferralAmended(Between, log="referral", subject="referral", consumers=AUDITED):
    """The board amended a referral that waits for an answer: the terms before and after, and why."""

    before: ReferralTerms
    after: ReferralTerms
    reason: AmendReason


class GateOverridden(Between, log="referral", subject="referral", consumers=AUDITED):
    """Two people of the board let a referral, or its acceptance, through a gate; the audit finds the breach all the same."""

    rule: Annotated[str, Field(pattern=r"^C\d{2}$")]
    by: tuple[UUID, UUID]
    reason: OverrideReason


class PlanRevised(Between, log="referral", subject="placement", consumers=AUDITED):
    """The provider handed in a revised plan."""

    version: Annotated[int, Field(ge=1)]


class Returned(Between):
    """The board returned something handed in, named by its fact; `not_a_report` says that it counts for nothing."""

    fact: UUID
    reason: ReturnReason
    not_a_report: bool = False


class PlanReturned(Returned, log="referral", subject="placement", consumers=AUDITED):
    """The board returned a plan for correction."""


class ReportReturned(Returned, log="referral", subject="placement", consumers=AUDITED):
    """The board returned a monthly report for correction."""

    period: Period


class EndReportReturned(Returned, log="referral", subject="placement", consumers=AUDITED):
    """The board returned an end report for correction."""


class SafetyPlanFiled(Between, log="referral", subject="placement", consumers=AUDITED):
    """The provider has a personal safety plan for the person on file."""


class IncidentReported(Between, log="referral", subject="placement", consumers=AUDITED):
    """The provider told of a serious incident in writing: when it became aware, and when it phoned, if it did."""

    incident: UUID
    kind: IncidentKind
    aware_at: Instant
    phoned_at: Instant | None = None


class IncidentNoticed(Between, log="referral", subject="placement", consumers=AUDITED):
    """The board told the provider of a serious incident that it noticed itself."""

    incident: UUID
    kind: IncidentKind


class CallReceived(Between, log="referral", subject="placement", consumers=AUDITED):
    """The board attests that the provider phoned about an incident at `at`."""

    incident: UUID
    at: Instant


class CallDenied(Between, log="referral", subject="placement", consumers=AUDITED):
    """The board says that the call the provider tells of was never made."""

    incident: UUID


class AbsenceReported(Between, log="referral", subject="placement", consumers=AUDITED):
    """The provider told of an absence or an end that nobody planned; `event` is its id however many tell of it."""

    event: UUID
    kind: AbsenceKind
    noticed_at: Instant


class ThreatAssessed(Between, log="referral", subject="placement", consumers=AUDITED):
    """The board has a threat assessment of a day on file; `reference` is an id, the number itself stays in the vault."""

    assessed_on: date
    reference: UUID


class DutyWaived(Between, log="referral", subject="placement or referral", consumers=AUDITED):
    """The board waived a duty of the provider about this placement or referral.

    `period` is the month for R02; `fact` the plan, revision or review for R03, and the return for a correction.
    """

    rule: Annotated[str, Field(pattern=r"^[A-Z]\d{2}$")]
    period: Annotated[str, Field(pattern=r"^(\d{4}-(0[1-9]|1[0-2]))?$")] = ""
    fact: UUID | None = None
    reason: WaiveReason


class EnteredInError(Erroneous, log="referral", subject="of the fact", consumers=AUDITED):
    """An earlier fact of the same teller about the same subject never was."""


class DateCorrected(Corrected, log="referral", subject="of the fact", consumers=AUDITED):
    """A date of an earlier fact about the same subject is another."""


class CorrectionAgreed(AboutFact, log="referral", subject="of the fact", consumers=AUDITED):
    """The other party agrees to a correction or an entry in error, named by its fact."""
