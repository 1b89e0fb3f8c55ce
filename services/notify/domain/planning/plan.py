"""From a consumed fact to notices and to the end of their waiting: a table from fact type to decide function."""

from schemas import directory, referral
from schemas import provider_audit as audit
from schemas.envelope import Event
from services.notify.domain.notice import Plan
from services.notify.domain.planning import (
    contracts,
    corrections,
    duties,
    events,
    findings,
    judgement,
    register,
    submissions,
)
from services.notify.domain.planning.making import Decide, closes
from services.notify.domain.terms import Terms

NEWS_WHEN_JUDGED_AGAIN = (audit.FindingRaised, audit.ObligationMissed, audit.ObligationOpened)
"""When the same facts are judged again, only what is new notifies anybody; what merely ends only closes notices."""


def plan(event: Event, terms: Terms) -> Plan:
    """Decide which notices a fact makes and which it ends; a fact that concerns nobody does neither."""
    decide = DECISIONS.get(type(event.fact))
    made = decide(event, event.fact, terms) if decide else Plan()
    if getattr(event.fact, "judged_again", None) and not isinstance(event.fact, NEWS_WHEN_JUDGED_AGAIN):
        return Plan(closings=made.closings)
    return made


DECISIONS: dict[type, Decide] = {
    audit.ObligationOpened: duties.opened,
    audit.ObligationMet: duties.over("settled_first"),
    audit.ObligationMissed: duties.missed,
    audit.ObligationMetLate: duties.over("settled_first"),
    audit.ObligationLapsed: duties.over("lapsed_first"),
    audit.ObligationWaived: duties.waived,
    audit.FindingRaised: findings.raised,
    audit.FindingSeverityRaised: findings.severity_raised,
    audit.FindingSettled: findings.ends("finding_settled", "settled_first", findings.SETTLES),
    audit.FindingWithdrawn: findings.ends("finding_withdrawn", "withdrawn_first"),
    audit.FindingReplied: findings.replied,
    audit.FindingCompletionRequested: findings.completion_requested,
    audit.FindingConfirmed: findings.confirmed,
    audit.FindingDismissed: findings.dismissed,
    audit.FindingClosed: closes("closed_first"),
    audit.JudgementSuspended: judgement.suspended,
    audit.JudgementResumed: judgement.resumed,
    referral.ReferralSent: submissions.sent,
    referral.ReferralAccepted: submissions.answered("referral_accepted"),
    referral.ReferralDeclined: submissions.answered("referral_declined"),
    referral.ReferralWithdrawn: submissions.withdrawn,
    referral.PlanSubmitted: submissions.received("plan_received", "version"),
    referral.PlanApproved: submissions.read("plan_received", "version"),
    referral.ReportSubmitted: submissions.received("report_received", "period"),
    referral.ReportAccepted: submissions.read("report_received", "period"),
    referral.EndReportSubmitted: submissions.received("end_report_received", "", waits=False),
    referral.PlanRevised: submissions.received("plan_received", "version"),
    referral.PlanReturned: events.returned("plan"),
    referral.ReportReturned: events.returned("report", "period"),
    referral.EndReportReturned: events.returned("end_report"),
    referral.SafetyPlanFiled: events.safety_plan_filed,
    referral.IncidentReported: events.incident_reported,
    referral.IncidentNoticed: events.incident_noticed,
    referral.CallDenied: events.call_denied,
    referral.AbsenceReported: events.absence_reported,
    referral.ReferralAmended: events.amended,
    referral.GateOverridden: events.overridden,
    referral.EnteredInError: corrections.corrected,
    referral.DateCorrected: corrections.corrected,
    referral.CorrectionAgreed: corrections.agreed,
    directory.InformationRequested: events.information_requested,
    directory.InformationAnswered: events.information_answered,
    directory.ContractRegistered: contracts.registered,
    directory.ContractEnded: contracts.ended,
    directory.ChangeProposed: register.proposed,
    directory.ProposalDecided: register.decided,
    directory.EnteredInError: corrections.corrected,
    directory.DateCorrected: corrections.corrected,
    directory.CorrectionAgreed: corrections.agreed,
}
