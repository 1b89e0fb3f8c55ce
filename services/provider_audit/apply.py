"""What each heard fact does to a dossier: a table from fact to function, every refusal before the first change."""

from collections.abc import Callable
from typing import Any

from schemas import directory, referral
from schemas.envelope import Event
from services.provider_audit import apply_directory as terms
from services.provider_audit import apply_referral as cases
from services.provider_audit.telling import Judging

HANDLERS: dict[type, Callable[[Judging, Event, Any], None]] = {
    directory.PermitRegistered: terms.permit_told,
    directory.PermitChanged: terms.permit_told,
    directory.PermitEnded: terms.permit_ended,
    directory.NotPermitBound: terms.not_permit_bound,
    directory.ContractRegistered: terms.contract_registered,
    directory.ClauseRegistered: terms.clause_registered,
    directory.ContractEnded: terms.contract_ended,
    referral.ReferralSent: cases.referral_sent,
    referral.ReferralAccepted: cases.referral_answered,
    referral.ReferralDeclined: cases.referral_answered,
    referral.ReferralWithdrawn: cases.referral_withdrawn,
    referral.PlacementStarted: cases.placement_started,
    referral.PlacementPaused: cases.placement_paused,
    referral.PlacementResumed: cases.placement_resumed,
    referral.PlacementEnded: cases.placement_ended,
    referral.PlanSubmitted: cases.handed_in,
    referral.ReportSubmitted: cases.handed_in,
    referral.EndReportSubmitted: cases.handed_in,
    referral.PlanReviewed: cases.plan_reviewed,
}
