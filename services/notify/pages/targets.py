"""Where a notice leads: the page on which its role can act."""

from collections.abc import Callable

from schemas.codes import Party, Role
from services.notify.views import Aimed
from services.runtime.language.duties import declared_rules

_OWES = {Role.PROVIDER_MANAGER: Party.PROVIDER, Role.COORDINATOR: Party.BOARD}
"""For which side a role hands in what is owed; others read the finding or the case."""
_EVENTS: dict[str, str] = {
    "plan_received": "/placements/{thing}/plan",
    "plan_returned": "/placements/{thing}/plan",
    "report_received": "/placements/{thing}/reports/{period}",
    "report_returned": "/placements/{thing}/reports/{period}",
    "end_report_received": "/placements/{thing}/end-report",
    "end_report_returned": "/placements/{thing}/end-report",
    "safety_plan_received": "/placements/{thing}/safety-plan",
    "incident_reported": "/placements/{thing}/incidents/{period}",
    "incident_noticed": "/placements/{thing}/incidents/{period}",
    "call_denied": "/placements/{thing}/incidents/{period}",
    "information_requested": "/information-requests/{period}",
    "information_answered": "/information-requests/{period}",
    "contract_ends": "/contracts/{thing}",
    **dict.fromkeys(
        ("proposal_waits", "proposal_made", "proposal_confirmed", "proposal_declined", "proposal_withdrawn"),
        "/register/proposals/{period}",
    ),
}


def target(notice: Aimed, role: Role) -> str:
    """Give the path a notice of a role leads to; the pages themselves decide who may see them."""
    condition, rule = notice.condition, notice.rule
    if condition in _EVENTS:
        return _filled(_EVENTS[condition], notice)
    if role is Role.PROVIDER_MANAGER and condition.startswith("referral_"):
        return "/referrals" if condition == "referral_withdrawn" else _filled("/referrals/{thing}/answer", notice)
    if condition in _ELSEWHERE:
        return _ELSEWHERE[condition](notice, role)
    if condition in ("due_soon", "missed", "duty_waived"):
        return _duty(notice, role, rule)
    return f"/findings/{notice.finding}" if notice.finding else _case(notice, role)


def _duty(notice: Aimed, role: Role, rule: str) -> str:
    known = declared_rules().get(rule)
    path = known.name_of(notice.period).page if known and _OWES.get(role) in known.owes else None
    if path is not None:
        return path.removesuffix("/{month}").format(about=notice.thing, period=notice.period)
    return f"/findings/{notice.finding}" if notice.finding else _case(notice, role)


def _correction(notice: Aimed, role: Role) -> str:
    """Lead to where the correction stands: on a case, a placement or referral, else among what the directory was told."""
    if notice.case:
        return _case(notice, role) if role is not Role.PROVIDER_MANAGER else _own(notice)
    return "/attest" if role is Role.PROVIDER_MANAGER else f"/providers/{notice.thing}"


def _unreached(notice: Aimed, role: Role) -> str:
    """Lead the operator to what reached nobody, and others to the provider; a board's own people are no page."""
    if role is Role.OPERATOR:
        return "/deliveries?reason=no_recipient" if notice.condition == "nobody_there" else "/deliveries?state=skipped"
    return f"/providers/{notice.thing}" if notice.period.startswith(Role.PROVIDER_MANAGER) else "/notices"


def _own(notice: Aimed) -> str:
    return _filled("/placements/{thing}", notice) if notice.kind == "placement" else "/referrals"


def _suspended(notice: Aimed, _role: Role) -> str:
    return f"/parked/{notice.thing}" if notice.thing else "/parked"


def _filled(path: str, notice: Aimed) -> str:
    return path.format(thing=notice.thing, period=notice.period)


def _case(notice: Aimed, role: Role) -> str:
    if notice.case and role in (Role.COORDINATOR, Role.UNIT_MANAGER):
        return f"/cases/{notice.case}"
    return "/cases" if notice.condition.startswith("referral_") and role is not Role.CONTROLLER else "/compliance"


_ELSEWHERE: dict[str, Callable[[Aimed, Role], str]] = {
    "nobody_there": _unreached,
    "no_mail_there": _unreached,
    "judgement_suspended": _suspended,
    "correction_waits": _correction,
    "told_unjudgeable": _correction,
    "other_unjudgeable": _correction,
}
"""Where a notice leads that is told to several roles, or of several things."""
