"""Every kind of notice: what it is about, and, where it says that something did not happen, the logs it depends on."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

GRACE_PERIOD = timedelta(seconds=60)
"""How long after its instant a notice is decided, the same as the audit's: what we received before it is applied by then."""


class About(StrEnum):
    """What a person has to see to: a duty, a finding, or something that only the notice speaks of."""

    DUTY = "duty"
    FINDING = "finding"
    ITSELF = "itself"


@dataclass(frozen=True)
class Kind:
    """A kind of notice.

    `depends_on` names the logs of which every event up to its instant must be applied before it is sent; none
    for what a fact itself says, and for reminders, which accuse nobody.
    """

    about: About
    depends_on: tuple[str, ...] = ()


_DUTY, _FINDING, _ITSELF = Kind(About.DUTY), Kind(About.FINDING), Kind(About.ITSELF)
_JUDGED = ("directory", "referral", "provider_audit")
"""A finding ends by casework, which is in the audit's log, or by what the audit consumes from the other logs."""

KINDS: dict[str, Kind] = {
    "due_soon": _DUTY,
    "missed": _DUTY,
    "duty_waived": _DUTY,
    "finding_raised": _FINDING,
    "finding_again": _FINDING,
    "reply_needed": _FINDING,
    "reply_received": _FINDING,
    "completion_requested": _FINDING,
    "severity_raised": _FINDING,
    "escalated": Kind(About.FINDING, (*_JUDGED, "notify")),
    "finding_critical": _FINDING,
    "finding_unanswered": Kind(About.FINDING, _JUDGED),
    "finding_confirmed": _FINDING,
    "finding_dismissed": _FINDING,
    "finding_settled": _FINDING,
    "finding_withdrawn": _FINDING,
    "referral_sent": _DUTY,
    "referral_accepted": _ITSELF,
    "referral_declined": _ITSELF,
    "referral_withdrawn": _ITSELF,
    "referral_amended": _ITSELF,
    "plan_received": _ITSELF,
    "report_received": _ITSELF,
    "end_report_received": _ITSELF,
    "safety_plan_received": _ITSELF,
    "gate_overridden": _ITSELF,
    "plan_returned": _DUTY,
    "report_returned": _DUTY,
    "end_report_returned": _DUTY,
    "incident_reported": _ITSELF,
    "incident_noticed": _DUTY,
    "call_denied": _ITSELF,
    "absence_reported": _ITSELF,
    "information_requested": _DUTY,
    "information_answered": _ITSELF,
    "correction_waits": _ITSELF,
    "contract_ends": Kind(About.ITSELF, ("directory", "referral")),
    **dict.fromkeys(
        ("proposal_waits", "proposal_made", "proposal_confirmed", "proposal_declined", "proposal_withdrawn"), _ITSELF
    ),
    "nobody_there": _ITSELF,
    "no_mail_there": _ITSELF,
    "judgement_suspended": _ITSELF,
    "told_unjudgeable": _ITSELF,
    "other_unjudgeable": _ITSELF,
}
DEPENDENT = frozenset(condition for condition, kind in KINDS.items() if kind.depends_on)
OWN_WORK = frozenset(condition for condition, kind in KINDS.items() if kind.about is About.ITSELF)
"""The kinds that are about neither a duty nor a finding: what waits of them is work that no other list shows."""
ON_START = OWN_WORK - {"plan_received", "report_received"}
"""Those of them that *Start* lists: what was handed in is listed there already, as something to read."""
