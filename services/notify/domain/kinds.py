"""Every kind of notice: what it is about, and, where it is told because something did not happen, the logs it rests on."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

GRACE = timedelta(seconds=60)
"""How long after its instant a notice is decided, as the audit judges: what was read at our edge before it is heard by then."""


class About(StrEnum):
    """What a person has to see to: a duty, a finding, or the matter of the notice alone."""

    DUTY = "duty"
    FINDING = "finding"
    ITSELF = "itself"


@dataclass(frozen=True)
class Kind:
    """A kind of notice.

    `rests_on` names the logs of which everything up to its instant must have been heard and applied before it is told; none
    for what is told of a fact, and for reminders, which accuse nobody.
    """

    about: About
    rests_on: tuple[str, ...] = ()


_DUTY, _FINDING, _ITSELF = Kind(About.DUTY), Kind(About.FINDING), Kind(About.ITSELF)
_JUDGED = ("directory", "referral", "provider_audit")
"""A finding ends by casework, which stands in the audit's log, or by what the audit hears of the others."""

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
RESTING = frozenset(condition for condition, kind in KINDS.items() if kind.rests_on)
OWN_MATTER = frozenset(condition for condition, kind in KINDS.items() if kind.about is About.ITSELF)
"""The kinds that are about neither a duty nor a finding: what waits of them is work that stands nowhere else."""
ON_START = OWN_MATTER - {"plan_received", "report_received"}
"""Those of them that *Start* lists: what was handed in stands there already, as something to read."""
