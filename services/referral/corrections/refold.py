"""A placement and a sent referral as their facts make them: folded again after a correction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from schemas import referral as facts
from services.referral.placements.domain import Placement
from services.referral.referrals.domain import Referral
from services.referral.shared.civil_time import answer_due
from services.referral.shared.recorded import RecordedFact
from services.referral.shared.states import ENDED_STATES, PLACED_STATES, State
from services.runtime.errors import Refused
from services.runtime.language.words import Words

_PAPERS = ("PlanSubmitted", "PlanRevised", "PlanReviewed", "ReportSubmitted", "EndReportSubmitted", "IncidentReported",
           "IncidentNoticed", "AbsenceReported")  # fmt: skip


def fold_placement(placement: Placement, recorded: Sequence[RecordedFact]) -> Placement:
    """Fold what stands of a placement's facts, in the order they were recorded.

    Raises Refused when something rests on what is gone, or happened before what it follows.
    """
    if placement.state in (State.CANCELLED, State.ENTERED_IN_ERROR):
        return placement
    folded = replace(
        placement,
        state=State.ACCEPTED,
        started_at=None,
        audited_from=None,
        held_from=None,
        ended_at=None,
        end_reason=None,
        concluded_at=None,
        plan_version=0,
        plan_approved=0,
        plan_returned=0,
        end_report_at=None,
    )
    versions: dict[UUID, int] = {}
    for one in recorded:
        if one.what in _PAPERS and folded.started_at is None:
            raise _rests(
                "Det finns papper eller händelser i uppdraget.", "There are papers or incidents of the placement."
            )
        step = _STEPS.get(one.what)
        folded = step(folded, one, one.fact) if step else _paper(folded, one, versions)
    if folded.state in ENDED_STATES and folded.end_report_at is not None:
        folded = replace(folded, concluded_at=placement.concluded_at)
    return folded


def _start(placement: Placement, _recorded: RecordedFact, fact: facts.PlacementStarted) -> Placement:
    return replace(
        placement,
        state=State.IN_PROGRESS,
        started_at=fact.started_at,
        audited_from=fact.audited_from,
        age_band=fact.age_band,
        target_group=fact.target_group,
    )


def _pause(placement: Placement, _recorded: RecordedFact, fact: facts.PlacementPaused) -> Placement:
    _in(placement, (State.IN_PROGRESS,))
    _after(fact.from_at, placement.started_at)
    return replace(placement, state=State.ON_HOLD, held_from=fact.from_at)


def _resume(placement: Placement, _recorded: RecordedFact, fact: facts.PlacementResumed) -> Placement:
    _in(placement, (State.ON_HOLD,))
    _after(fact.from_at, placement.held_from)
    return replace(placement, state=State.IN_PROGRESS, held_from=None)


def _end(placement: Placement, _recorded: RecordedFact, fact: facts.PlacementEnded) -> Placement:
    _in(placement, tuple(PLACED_STATES))
    _after(fact.ended_at, placement.held_from or placement.started_at)
    state = State.COMPLETED if fact.planned else State.FAILED
    return replace(placement, state=state, ended_at=fact.ended_at, end_reason=fact.reason.value, held_from=None)


def _reviewed(placement: Placement, _recorded: RecordedFact, fact: facts.PlanReviewed) -> Placement:
    return replace(placement, age_band=fact.age_band, target_group=fact.target_group)


def _end_report(placement: Placement, recorded: RecordedFact, _fact: facts.EndReportSubmitted) -> Placement:
    return replace(placement, end_report_at=placement.end_report_at or recorded.arrived)


def _end_report_returned(placement: Placement, _recorded: RecordedFact, _fact: facts.EndReportReturned) -> Placement:
    return replace(placement, end_report_at=None)


_STEPS: Mapping[str, Callable[[Placement, RecordedFact, Any], Placement]] = {
    "PlacementStarted": _start,
    "PlacementPaused": _pause,
    "PlacementResumed": _resume,
    "PlacementEnded": _end,
    "PlanReviewed": _reviewed,
    "EndReportSubmitted": _end_report,
    "EndReportReturned": _end_report_returned,
}


def _paper(placement: Placement, recorded: RecordedFact, versions: dict[UUID, int]) -> Placement:
    """Fold the versions of the plan: handed in, approved, returned."""
    match recorded.fact:
        case facts.PlanSubmitted() | facts.PlanRevised():
            versions[recorded.id] = recorded.fact.version
            return replace(placement, plan_version=max(placement.plan_version, recorded.fact.version))
        case facts.PlanApproved(version=version) if version in versions.values():
            return replace(placement, plan_approved=max(placement.plan_approved, version))
        case facts.PlanReturned(fact=returned) if returned in versions:
            return replace(placement, plan_returned=max(placement.plan_returned, versions[returned]))
        case _:
            return placement


def fold_terms(referral: Referral, recorded: Sequence[RecordedFact], parameters: Mapping[str, int]) -> Referral:
    """Fold what stands of a referral's amendments into what it asks, and when the answer is due."""
    sent = referral.asked()
    asked = next((one for one in recorded if isinstance(one.fact, facts.ReferralSent)), None)
    if asked is None or not isinstance(asked.fact, facts.ReferralSent):
        return referral
    terms: facts.ReferralSent | facts.ReferralTerms = asked.fact
    due = answer_due(sent.sent_at, terms.tier, parameters)
    for one in recorded:
        if isinstance(one.fact, facts.ReferralAmended):
            if one.fact.after.tier is not terms.tier and one.arrived < due:
                due = answer_due(one.arrived, one.fact.after.tier, parameters)
            terms = one.fact.after
    asks = replace(
        sent,
        age_band=terms.age_band,
        target_group=terms.target_group,
        tier=terms.tier,
        threat_assessed_on=terms.threat_assessed_on,
        answer_due=due,
    )
    return replace(referral, sent=asks)


def _in(placement: Placement, states: tuple[State, ...]) -> None:
    if placement.state not in states:
        raise _rests("Något som hände senare vilar på den.", "Something that happened later rests on it.")


def _after(moment: datetime, earliest: datetime | None) -> None:
    if earliest is not None and moment < earliest:
        raise Refused(
            "out_of_order",
            Words(
                sv="Då skulle något ha hänt före det som det följer på.",
                en="Then something would have happened before what it follows.",
            ),
            Words(
                sv="Start, paus, återgång och avslut ska komma i den ordningen. Ange en annan tidpunkt.",
                en="Start, pause, resumption and end must come in that order. Give another time.",
            ),
            field="day",
        )


def _rests(swedish: str, english: str) -> Refused:
    return Refused(
        "rests_on_it",
        Words(sv=swedish, en=english),
        Words(
            sv="Rätta det som kom senast först, och sedan det här.",
            en="Correct what came last first, and then this.",
        ),
    )
