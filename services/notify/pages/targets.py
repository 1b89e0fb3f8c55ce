"""Where a notice leads: the page on which its role can act."""

from collections.abc import Callable

from schemas.codes import Role
from schemas.findings import Party
from services.notify.views import Aimed
from services.runtime.language.duties import declared_rules

_OWES = {Role.PROVIDER_MANAGER: Party.PROVIDER, Role.COORDINATOR: Party.BOARD}
"""For which side a role hands in what is owed; others read the finding or the case."""
_EVENTS: dict[str, str] = {
    "plan_received": "/placements/{entity}/plan",
    "plan_returned": "/placements/{entity}/plan",
    "report_received": "/placements/{entity}/reports/{period}",
    "report_returned": "/placements/{entity}/reports/{period}",
    "end_report_received": "/placements/{entity}/end-report",
    "end_report_returned": "/placements/{entity}/end-report",
    "safety_plan_received": "/placements/{entity}/safety-plan",
    "incident_reported": "/placements/{entity}/incidents/{period}",
    "incident_noticed": "/placements/{entity}/incidents/{period}",
    "call_denied": "/placements/{entity}/incidents/{period}",
    "information_requested": "/information-requests/{period}",
    "information_answered": "/information-requests/{period}",
    "contract_ends": "/contracts/{entity}",
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
        return "/referrals" if condition == "referral_withdrawn" else _filled("/referrals/{entity}/answer", notice)
    if condition in _ELSEWHERE:
        return _ELSEWHERE[condition](notice, role)
    if condition in ("due_soon", "missed", "duty_waived"):
        return _duty(notice, role, rule)
    return f"/findings/{notice.finding}" if notice.finding else _case(notice, role)


def _duty(notice: Aimed, role: Role, rule: str) -> str:
    known = declared_rules().get(rule)
    path = known.name_of(notice.period).page if known and _OWES.get(role) in known.owes else None
    if path is not None:
        return path.removesuffix("/{month}").format(about=notice.entity, period=notice.period)
    return f"/findings/{notice.finding}" if notice.finding else _case(notice, role)


def _correction(notice: Aimed, role: Role) -> str:
    """Give the page that shows the correction: of a case, a placement or a referral, else the facts of the directory."""
    if notice.case:
        return _case(notice, role) if role is not Role.PROVIDER_MANAGER else _own(notice)
    return "/attest" if role is Role.PROVIDER_MANAGER else f"/providers/{notice.entity}"


def _unreached(notice: Aimed, role: Role) -> str:
    """Lead the operator to what reached nobody, and others to the provider; a board's own people are no page."""
    if role is Role.OPERATOR:
        return "/deliveries?reason=no_recipient" if notice.condition == "nobody_there" else "/deliveries?state=skipped"
    return f"/providers/{notice.entity}" if notice.period.startswith(Role.PROVIDER_MANAGER) else "/notices"


def _own(notice: Aimed) -> str:
    return _filled("/placements/{entity}", notice) if notice.kind == "placement" else "/referrals"


def _suspended(notice: Aimed, _role: Role) -> str:
    return f"/parked/{notice.entity}" if notice.entity else "/parked"


def _filled(path: str, notice: Aimed) -> str:
    return path.format(entity=notice.entity, period=notice.period)


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
"""Where a notice leads that goes to several roles, or is about several kinds of entity."""
