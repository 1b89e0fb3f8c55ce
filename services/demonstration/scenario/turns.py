"""Cases with a turn of their own: more urgent than thought, past a gate, without a contract, late with everything, incidents."""

from datetime import timedelta

from schemas.codes import IncidentKind, Role, Tier
from schemas.reasons import OverrideReason
from schemas.working_days import add_working_days
from services.demonstration.acts.act import Step
from services.demonstration.acts.incidents import AttestCall, DenyCall, NoticeIncident, ReportIncident
from services.demonstration.acts.placement import Placement
from services.demonstration.acts.referrals import AgreeOverride, Amend, AskOverride, Draft, Send
from services.demonstration.acts.safety import AssessThreat, SafetyPlan
from services.demonstration.acts.submissions import ApprovePlan, EndReport, Plan, ReviewPlan
from services.demonstration.scenario.case import Case, at, read_on

INCIDENT = 4
"""The number of the event in these cases."""


def amended(case: Case, placement: Placement) -> None:
    """What was asked proves more urgent within the hour."""
    sent, asked = case.take(Send)
    case.by_board(sent, asked)
    case.by_board(sent + timedelta(minutes=55), Amend(placement, Tier.SHORT, asked.threat_assessed_on))


def past_a_gate(case: Case, placement: Placement) -> None:
    """Two people of the board let a referral through a gate in an emergency; the audit finds the breach.

    The case is written with a target group that the permit does not name.
    """
    sent, asked = case.take(Send)
    case.by_board(sent, Draft(placement, asked.wished_start, asked.threat_assessed_on))
    case.by_board(sent, AskOverride(placement, OverrideReason.ACUTE_DANGER))
    second = placement.board.person(Role.CONTROLLER)
    case.add([Step(sent + timedelta(minutes=35), second, AgreeOverride(placement))])


def placed_without_contract(_case: Case, _placement: Placement) -> None:
    """Somebody is placed when the contract runs out: the case is an ordinary one."""


def late_with_everything(case: Case, placement: Placement) -> None:
    """Both sides are late with everything: safety plan, plan, follow-up, end report, threat assessment."""
    case.take(SafetyPlan)
    case.by_provider(at(case.day(6), 10, 20), SafetyPlan(placement))
    (_, plan), (_, approved) = case.take(Plan), case.take(ApprovePlan)
    handed_in = at(add_working_days(case.day(19), 1), 9, 35)
    case.by_provider(handed_in, plan)
    case.by_board(read_on(add_working_days(handed_in.date(), 2)), approved)
    _, review = case.take(ReviewPlan)
    case.by_provider(at(add_working_days(handed_in.date() + timedelta(days=97), 1), 10, 50), review)
    _, report = case.take(EndReport)
    case.by_provider(at(add_working_days(case.ended.date() + timedelta(days=20), 1), 13, 15), report)
    case.take(AssessThreat)
    assessed = read_on(case.day(98))
    case.by_board(assessed, AssessThreat(placement, assessed.date()))


def call_denied(case: Case, placement: Placement) -> None:
    """The provider says that it phoned; the board says that nobody did."""
    aware = at(case.day(30), 10, 10)
    phoned, written = aware + timedelta(minutes=25), aware + timedelta(hours=5)
    case.by_provider(written, ReportIncident(placement, INCIDENT, IncidentKind.DRUGS, aware, phoned))
    case.by_board(read_on(add_working_days(aware.date(), 2)), DenyCall(placement, INCIDENT))


def call_attested(case: Case, placement: Placement) -> None:
    """The provider forgot to say that it phoned; the board attests it and the finding falls."""
    aware = at(case.day(30), 10, 10)
    report = ReportIncident(placement, INCIDENT, IncidentKind.SELF_HARM, aware, None)
    case.by_provider(aware + timedelta(hours=4), report)
    attested = AttestCall(placement, INCIDENT, aware + timedelta(minutes=20))
    case.by_board(read_on(add_working_days(aware.date(), 2)), attested)


def noticed_by_board(case: Case, placement: Placement) -> None:
    """The board notices a threat itself; the provider reports it, and the threat is assessed anew."""
    noticed = read_on(case.day(28))
    _noticed(case, placement, IncidentKind.THREAT, hours=3)
    on = add_working_days(noticed.date(), 2)
    case.by_board(read_on(on), AssessThreat(placement, on))


def noticed_and_late(case: Case, placement: Placement) -> None:
    """The board notices an incident itself, and the provider's report takes two days."""
    _noticed(case, placement, IncidentKind.CRIME, hours=47)


def _noticed(case: Case, placement: Placement, kind: IncidentKind, *, hours: int) -> None:
    noticed = read_on(case.day(28))
    case.by_board(noticed, NoticeIncident(placement, INCIDENT, kind))
    aware = noticed + timedelta(minutes=10)
    report = ReportIncident(placement, INCIDENT, kind, aware, None, noticed=True)
    case.by_provider(noticed + timedelta(hours=hours), report)
