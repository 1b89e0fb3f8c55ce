"""From a heard fact to notices and to the end of their waiting: a table from fact type to decide function."""

from schemas import provider_audit as audit
from schemas import referral
from schemas.codes import Role
from schemas.envelope import Event
from services.notify.domain import duties, findings, submissions
from services.notify.domain.making import Decide, closes, notice_to, subject
from services.notify.domain.notice import Plan, Terms, at_platform


def plan(event: Event, terms: Terms) -> Plan:
    """Decide what a fact asks for; a fact that concerns nobody asks for nothing."""
    decide = DECISIONS.get(type(event.fact))
    return decide(event, event.fact, terms) if decide else Plan()


def _suspended(event: Event, _fact: audit.JudgementSuspended, _terms: Terms) -> Plan:
    about = subject(event, about=event.id)
    return Plan([notice_to(event, "judgement_suspended", at_platform(Role.OPERATOR), about, waits=True)])


DECISIONS: dict[type, Decide] = {
    audit.ObligationOpened: duties.opened,
    audit.ObligationMet: closes("settled_first"),
    audit.ObligationMissed: duties.missed,
    audit.ObligationMetLate: closes("settled_first"),
    audit.ObligationLapsed: closes("lapsed_first"),
    audit.FindingRaised: findings.raised,
    audit.FindingSeverityRaised: findings.severity_raised,
    audit.FindingSettled: findings.ends("finding_settled", "settled_first", findings.UNTAKEN),
    audit.FindingWithdrawn: findings.ends("finding_withdrawn", "withdrawn_first", None),
    audit.FindingReplied: findings.replied,
    audit.FindingConfirmed: findings.confirmed,
    audit.FindingDismissed: findings.dismissed,
    audit.FindingClosed: closes("closed_first"),
    audit.JudgementSuspended: _suspended,
    audit.JudgementResumed: closes("settled_first"),
    referral.ReferralSent: submissions.sent,
    referral.ReferralAccepted: submissions.answered("referral_accepted"),
    referral.ReferralDeclined: submissions.answered("referral_declined"),
    referral.ReferralWithdrawn: submissions.withdrawn,
    referral.PlanSubmitted: submissions.received("plan_received", "version"),
    referral.PlanApproved: submissions.read("plan_received", "version"),
    referral.ReportSubmitted: submissions.received("report_received", "period"),
    referral.ReportAccepted: submissions.read("report_received", "period"),
    referral.EndReportSubmitted: submissions.received("end_report_received", "", waits=False),
}
