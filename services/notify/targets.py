"""Where a notice leads: the page on which its role can act."""

from collections.abc import Mapping
from typing import Any

from schemas.codes import Role

_SUBMISSIONS = {
    "R01": "/placements/{thing}/plan",
    "R02": "/placements/{thing}/reports/{period}",
    "R04": "/placements/{thing}/end-report",
    "R09": "/referrals/{thing}/answer",
}
_RECEIVED = {"plan_received": "R01", "report_received": "R02", "end_report_received": "R04"}


def target(notice: Mapping[Any, Any], role: Role) -> str:
    """Give the path a notice of a role leads to; the pages themselves decide who may see them."""
    condition, rule = notice["condition"], notice["rule"]
    if condition == "judgement_suspended":
        return "/flow"
    if condition in _RECEIVED:
        return _submission(notice, _RECEIVED[condition])
    if role is Role.PROVIDER_MANAGER and condition.startswith("referral_"):
        return "/referrals" if condition == "referral_withdrawn" else _submission(notice, "R09")
    if role is Role.PROVIDER_MANAGER and condition in ("due_soon", "missed") and rule in _SUBMISSIONS:
        return _submission(notice, rule)
    return f"/findings/{notice['finding']}" if notice["finding"] else _case(notice)


def _submission(notice: Mapping[Any, Any], rule: str) -> str:
    return _SUBMISSIONS[rule].format(thing=notice["thing"], period=notice["period"])


def _case(notice: Mapping[Any, Any]) -> str:
    if notice["case_id"]:
        return f"/cases/{notice['case_id']}"
    return "/cases" if notice["condition"].startswith("referral_") else "/compliance"
