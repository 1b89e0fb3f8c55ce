"""Decisions about returns: the board sends back what a provider handed in, for correction, or because it is no report."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from schemas import referral as facts
from schemas.reasons import ReturnReason
from services.referral.placements.domain import Decision, Placement
from services.referral.reports.domain import returned_already
from services.referral.shared.civil_time import working_days_due
from services.referral.shared.lifecycle import step
from services.referral.shared.states import Act, Who
from services.runtime.errors import Refused
from services.runtime.language.duties import correction_working_days
from services.runtime.language.words import Words

RESUBMISSION_DAYS = 2
_ACTS = {"plan": Act.RETURN_PLAN, "report": Act.RETURN_REPORT, "end-report": Act.RETURN_END_REPORT}


@dataclass(frozen=True)
class Handed:
    """Something handed in, as far as a return needs to know: its own fact, and where it stands."""

    kind: str
    fact: UUID
    period: str = ""
    accepted: bool = False
    returned: bool = False


def give_back(placement: Placement, handed: Handed, reason: ReturnReason, now: datetime) -> Decision:
    """Return what was handed in last; an end report that was returned is owed again. Raises Refused."""
    step(placement.state, _ACTS[handed.kind], Who.BOARD, concluded=placement.concluded)
    if handed.accepted:
        raise _accepted()
    if handed.returned:
        raise returned_already()
    common = {
        "board": placement.board,
        "provider": placement.provider,
        "fact": handed.fact,
        "reason": reason,
        "not_a_report": reason is ReturnReason.NOT_A_REPORT,
    }
    if handed.kind == "plan":
        changed = replace(placement, plan_returned=placement.plan_version)
        return changed, placement.new_events(now, facts.PlanReturned.model_validate(common))
    if handed.kind == "report":
        fact = facts.ReportReturned.model_validate({**common, "period": handed.period})
        return placement, placement.new_events(now, fact)
    changed = replace(placement, end_report_at=None)
    return changed, placement.new_events(now, facts.EndReportReturned.model_validate(common))


def correct_by(reason: ReturnReason, now: datetime) -> datetime:
    """Give the instant before which a correction is to arrive.

    What is no report has no clock of its own: its first due, or two working days after the return when that is later.
    """
    return working_days_due(
        now, RESUBMISSION_DAYS if reason is ReturnReason.NOT_A_REPORT else correction_working_days()
    )


def _accepted() -> Refused:
    return Refused(
        "already_accepted",
        Words(sv="Det är redan godkänt och kan inte återlämnas.", en="It is already accepted and cannot be returned."),
        Words(
            sv="Öppna det igen först: rätta godkännandet i tidslinjen som felregistrerat.",
            en="Reopen it first: correct the acceptance in the timeline as entered in error.",
        ),
    )
