"""What the second judge cannot judge: a fact that lacks what it rests on, the subject that waits behind it, and what mends both."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from schemas.envelope import Event
from tests.oracle.view import CORRECTIONS, View, dates_of, fixed, kind_of

if TYPE_CHECKING:
    from datetime import datetime

    from tests.oracle.plain import Plain

BEGINS = (
    "ProviderRegistered",
    "PermitRegistered",
    "ContractRegistered",
    "InformationRequested",
    "ReferralSent",
    "PlacementStarted",
)
NEEDS = {
    "PermitChanged": "PermitRegistered", "PermitEnded": "PermitRegistered", "ClauseRegistered": "ContractRegistered",
    "ContractEnded": "ContractRegistered", "ReferralAmended": "ReferralSent", "ReferralWithdrawn": "ReferralSent",
    "ReferralAccepted": "ReferralSent", "ReferralDeclined": "ReferralSent", "InformationAnswered": "InformationRequested",
}  # fmt: skip
OF_A_PLACEMENT = (
    "PlanSubmitted", "PlanRevised", "PlanReviewed", "ReportSubmitted", "EndReportSubmitted", "SafetyPlanFiled", "PlanReturned",
    "ReportReturned", "EndReportReturned", "IncidentReported", "IncidentNoticed", "CallReceived", "CallDenied",
    "AbsenceReported", "ThreatAssessed", "DutyWaived",
)  # fmt: skip
MOST = {"R02": {"nth_working_day": 15, "placed_days": 31}}
"""What a number of a clause may be at most, where it is not 366; at least it is 1."""


def order(event: Event) -> tuple[Any, ...]:
    return (event.received, event.log, event.position)


def out_of_bounds(clause: Any) -> bool:
    most = MOST.get(clause.type, {})
    return any(not 1 <= number <= most.get(word, 366) for word, number in clause.parameters.items())


class Suspended:
    """By subject what waits, in its order, and which fact suspends it; and the facts left out, with what left them out."""

    def __init__(self, plain: "Plain") -> None:
        self.plain = plain
        self.waits: dict[UUID, list[Event]] = {}
        self.stuck: dict[UUID, UUID] = {}
        self.since: dict[UUID, datetime] = {}
        self.left: dict[UUID, str] = {}

    def take(self, append: list[Event]) -> tuple[list[Event], bool]:
        """Take an append in; give what was taken in, what had waited too, and whether any subject was resumed."""
        taken, waited, before = [], bool(self.stuck), set(self.stuck)
        for event in append:
            if kind_of(event) == "FactVoided":
                self.void(event)
            elif event.subject in self.waits:
                self.waits[event.subject].append(event)
            elif self.is_about_left(event):
                self.left[event.id] = "taken_together"
            elif self.wrong(event):
                self.waits[event.subject] = [event]
                self.stuck[event.subject], self.since[event.subject] = event.id, event.received
            else:
                self.keep(event)
                taken.append(event)
        if waited or self.stuck:
            taken += self.mend()
        return taken, bool(before - set(self.stuck))

    def keep(self, event: Event) -> None:
        self.plain.consumed = sorted([*self.plain.consumed, event], key=order)

    def void(self, event: Event) -> None:
        """Leave out exactly the fact that suspends its subject."""
        for subject, fact in self.stuck.items():
            bad = next(each for each in self.waits[subject] if each.id == fact)
            if (event.fact.fact, event.fact.of_log) == (fact, bad.log):
                self.left[fact] = "voided"

    def is_about_left(self, event: Event) -> bool:
        return kind_of(event) in CORRECTIONS and event.fact.fact in self.left

    def mend(self) -> list[Event]:
        """Try every suspended subject, the one that waits longest first, and again after one that could go on."""
        taken: list[Event] = []
        going_on = True
        while going_on:
            going_on = False
            for subject in sorted(self.waits, key=lambda each: order(self.waits[each][0])):
                if self.attempt(subject, taken):
                    going_on = True
                    break
        return taken

    def attempt(self, subject: UUID, taken: list[Event]) -> bool:
        """Go through what waits of a subject up to the first fact that still cannot be judged; say whether any could be."""
        waiting = sorted(self.waits[subject], key=lambda event: kind_of(event) not in BEGINS)
        done = 0
        for event in waiting:
            if not self.goes_on(event, self.waits[subject], taken):
                break
            done += 1
        if done == len(waiting):
            del self.waits[subject], self.stuck[subject], self.since[subject]
        else:
            self.stuck[subject] = waiting[done].id
            self.waits[subject] = sorted(waiting[done:], key=order)
        return done > 0

    def goes_on(self, event: Event, waiting: Sequence[Event], taken: list[Event]) -> bool:
        later = [each for each in waiting if order(each) > order(event)]
        if event.id in self.left:
            return True
        if self.is_about_left(event):
            self.left[event.id] = "taken_together"
            return True
        if self.wrong(event):
            if retracted(event, later):
                self.left[event.id] = "entered_in_error"
                return True
            if kind_of(event) == "ClauseRegistered" and replaced(event.fact.clause, later):
                self.left[event.id] = "replaced"
                return True
            better, by = as_corrected(event, later)
            if better == event or self.wrong(better):
                return False
            self.left |= dict.fromkeys((each.id for each in by), "taken_together")
            event = better
        self.keep(event)
        taken.append(event)
        return True

    def wrong(self, event: Event) -> bool:
        """Whether a fact cannot be judged by what has been taken in."""
        kind, fact, own = kind_of(event), event.fact, [e for e in self.plain.consumed if e.subject == event.subject]
        kinds = {kind_of(each) for each in own}
        if kind in NEEDS and NEEDS[kind] not in kinds:
            return True
        clauses = fact.clauses if kind == "ContractRegistered" else [fact.clause] if kind == "ClauseRegistered" else []
        if any(out_of_bounds(clause) for clause in clauses):
            return True
        if kind in ("ReferralSent", "PlacementStarted"):
            known = {each.subject for each in self.plain.consumed if kind_of(each) == "ContractRegistered"}
            return (fact.contract is not None and fact.contract not in known) or fact.permit in self.stuck
        if kind in OF_A_PLACEMENT:
            return not own and event.subject not in {
                each.fact.placement for each in self.plain.consumed if kind_of(each) == "ReferralAccepted"
            }
        if kind in ("PlacementEnded", "PlacementPaused", "PlacementResumed"):
            return self.out_of_the_stay(event, View(own))
        return kind in CORRECTIONS and self.wrongly_corrects(event, own)

    def out_of_the_stay(self, event: Event, view: View) -> bool:
        """Whether an end, a pause or a resumption comes before what it ends."""
        start, kind = view.start_of(event.subject), kind_of(event)
        if start is None:
            return True
        if kind == "PlacementEnded":
            return bool(event.fact.ended_at < start.fact.started_at)
        if kind == "PlacementPaused":
            return bool(event.fact.from_at < start.fact.started_at)
        paused: list[Event] = []
        resting = False
        for each in view.events:
            if kind_of(each) == "PlacementPaused" and not resting:
                resting, paused = True, [*paused, each]
            elif kind_of(each) == "PlacementResumed" and paused:
                resting = False
        return not paused or (resting and event.fact.from_at < paused[-1].fact.from_at)

    def wrongly_corrects(self, event: Event, own: Sequence[Event]) -> bool:
        kind, fact = kind_of(event), event.fact
        about = next((each for each in own if each.id == fact.fact), None)
        if about is None:
            return True
        if kind == "EnteredInError" and about.teller != event.teller:
            return True
        if kind == "DateCorrected" and fact.field != "occurred" and fact.field not in dates_of(about):
            return True
        view = View([*own, event])
        start, end = view.start_of(event.subject), view.end_of(event.subject)
        return start is not None and end is not None and end < start.fact.started_at


def retracted(event: Event, later: Sequence[Event]) -> bool:
    """Whether its own teller says of a fact that it never was, and does not take that back."""
    return any(
        kind_of(entry) == "EnteredInError"
        and (entry.fact.fact, entry.teller) == (event.id, event.teller)
        and not retracted(entry, later[number + 1 :])
        for number, entry in enumerate(later)
    )


def replaced(clause: Any, later: Sequence[Event]) -> bool:
    recorded = [each.fact.clause for each in later if kind_of(each) == "ClauseRegistered"]
    return any(each.id == clause.id and each.version > clause.version for each in recorded)


def as_corrected(event: Event, later: Sequence[Event]) -> tuple[Event, list[Event]]:
    """A bad fact with its dates as corrected, and of a contract without the clauses that a better version replaces."""
    by = [
        each
        for number, each in enumerate(later)
        if kind_of(each) == "DateCorrected" and each.fact.fact == event.id and not retracted(each, later[number + 1 :])
    ]
    better = fixed(event, {each.fact.field: each.fact.to for each in by})
    if kind_of(event) == "ContractRegistered":
        good = tuple(each for each in event.fact.clauses if not (out_of_bounds(each) and replaced(each, later)))
        better = better.model_copy(update={"fact": better.fact.model_copy(update={"clauses": good})})
    return better, by
