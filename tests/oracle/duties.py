"""What the second judge holds to be owed by a set of facts: every duty of every rule, opened again from nothing each time it is asked."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from schemas.envelope import Event
from tests.oracle.children import shifts
from tests.oracle.days import EARLY, MINUTE, ONE, begins, civil, days, later, next_month, working_days
from tests.oracle.incidents import absences, incidents
from tests.oracle.openness import accounts, clauses, requests
from tests.oracle.threats import threats
from tests.oracle.view import View, kind_of

HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)
RULES = ("R01", "R02", "R03", "R04", "R05", "R08", "R09", "S01", "S05", "T01", "T02", "T08", "P01")
DEFAULTS = {
    "R01": {"days": 14},
    "R02": {"nth_working_day": 5, "placed_days": 7, "high_after_working_days": 5},
    "R03": {"days": 90},
    "R04": {"days": 14},
    "R09": {"emergency_hours": 2, "short_working_days": 5, "standard_working_days": 10},
    "S05": {"days": 3},
}
SEVERITY = {"R01": "medium", "R02": "medium", "R03": "medium", "R04": "medium", "S05": "high"}
PLANS = ("PlanSubmitted", "PlanRevised", "PlanReviewed")
HANDED_IN = {"PlanReturned": "R01", "ReportReturned": "R02", "EndReportReturned": "R04"}


def would_do(values: dict[str, Any], paper: Event) -> bool:
    """Whether a paper would meet a duty, were it not returned as none."""
    return values["would"] is not None and values["would"](paper)


class Duties:
    """What is owed under one rule by the facts of a view, as known at an instant."""

    def __init__(self, view: View, provider: UUID, now: datetime, rule: str) -> None:
        self.view, self.provider, self.now, self.rule = view, provider, now, rule
        self.voided = view.void()
        self.owed: dict[tuple[str, UUID, str], dict[str, Any]] = {}
        looks: dict[str, Callable[[], None]] = {
            "R01": self.plans, "R02": self.months, "R03": self.follow_ups, "R04": self.end_reports,
            "R05": lambda: incidents(self), "R08": lambda: absences(self), "R09": self.referrals, "S01": lambda: threats(self),
            "S05": self.safety_plans, "T01": lambda: clauses(self), "T02": lambda: requests(self), "T08": lambda: accounts(self),
            "P01": lambda: shifts(self),
        }  # fmt: skip
        looks[rule]()
        if rule in HANDED_IN.values():
            self.returns()

    def add(self, rule: str, about: UUID, period: str, trigger: Event | None, due: datetime, **more: Any) -> None:
        values = {
            "rule": rule, "about": about, "period": period, "due": due, "trigger": trigger, "holder": self.provider,
            "contract": None, "clause": None, "day": None, "ends": False, "withdrawn": None, "grows": None,
            "severity": SEVERITY.get(rule), "tier": "", "subs": [], "opened": trigger.received if trigger else due, "board": None,
            "would": None,
            "began": (trigger.id,) if trigger else (), "subject": trigger.subject if trigger else about,
        }  # fmt: skip
        contract = more.get("contract")
        self.owed[rule, about, period] = {"under": contract.subject if contract else None} | values | more

    def governed(
        self, rule: str, placed: Any, day: date, known: datetime, audited: date = EARLY
    ) -> dict[str, Any] | None:
        """The contract, the clause and the numbers that bind on a day, if any do."""
        if day < max(audited, EARLY):
            return None
        contract = self.view.contract(placed, placed.contract, day, known)
        if contract is None or contract.fact.audited_from > day:
            return None
        clause = self.view.clause(contract, rule, day, known)
        numbers = dict(DEFAULTS.get(rule, {}))
        numbers |= {name: n for name, n in (clause.parameters if clause else {}).items() if name in numbers}
        return {"contract": contract, "clause": clause.id if clause else None, "day": day, "numbers": numbers}

    def of_provider(self, event: Event, at: datetime, due: Any) -> datetime:
        """The due of a day clock of the provider: later where another recorded, and then two working days at least."""
        if event.teller == self.provider:
            return due(at)
        return max(due(max(at, event.received)), working_days(event.received, 2))

    def said(self, about: UUID, *kinds: str) -> list[tuple[datetime, Event]]:
        """What was handed in about something and counts, with the instant it arrived."""
        recorded = [event for kind in kinds for event in self.view.facts(kind, about)]
        return [(event.arrived, event) for event in recorded if event.id not in self.voided]

    def plans(self) -> None:
        for start in self.view.facts("PlacementStarted"):
            self.from_start("R01", start, ("PlanSubmitted",), roll=True)

    def safety_plans(self) -> None:
        for start in self.view.facts("PlacementStarted"):
            self.from_start("S05", start, ("SafetyPlanFiled",), roll=False)

    def from_start(self, rule: str, start: Event, kinds: tuple[str, ...], *, roll: bool) -> None:
        placed = start.fact
        governing = self.governed(rule, placed, civil(placed.started_at), start.received, placed.audited_from)
        if governing is not None:
            due = self.of_provider(
                start, placed.started_at, lambda at: days(at, governing["numbers"]["days"], roll=roll)
            )
            self.add(
                rule, start.subject, "", start, due, ends=True, subs=self.said(start.subject, *kinds), **governing,
                board=placed.board, would=lambda paper: kind_of(paper) in kinds,
            )  # fmt: skip

    def months(self) -> None:
        # Before any contract was registered no month binds.
        first = min((civil(each.received) for each in self.view.facts("ContractRegistered")), default=date.max)
        for start in self.view.facts("PlacementStarted"):
            month = max(civil(start.fact.started_at), start.fact.audited_from, EARLY, first).replace(day=1)
            while month < civil(self.now) and begins(next_month(month)) + MINUTE <= self.now:
                self.month(start, start.fact, month)
                month = next_month(month)

    def month(self, start: Event, placed: Any, month: date) -> None:
        last, ended = next_month(month) - ONE, begins(next_month(month))
        governing = self.governed("R02", placed, last, ended - TICK, placed.audited_from)
        end = self.view.end_of(start.subject)
        if governing is None or (end is not None and civil(end - TICK) <= last):
            return
        numbers = governing["numbers"]
        if self.placed(start, month, last, governing["contract"]) < numbers["placed_days"]:
            return
        due = begins(later(last, numbers["nth_working_day"]) + ONE)
        if start.teller != self.provider:
            due = max(due, working_days(start.received, 2))
        subs = [(at, e) for at, e in self.said(start.subject, "ReportSubmitted") if e.fact.period == f"{month:%Y-%m}"]
        self.add(
            "R02", start.subject, f"{month:%Y-%m}", None, due, opened=ended, subs=subs, board=placed.board,
            grows=numbers["high_after_working_days"], began=(start.id,), **governing,
            would=lambda paper: kind_of(paper) == "ReportSubmitted" and paper.fact.period == f"{month:%Y-%m}",
        )  # fmt: skip

    def placed(self, start: Event, first: date, last: date, contract: Any) -> int:
        """Days that the placement touches and no hold touches, counted one by one."""
        begin, end = start.fact.started_at, self.view.end_of(start.subject)
        holds: list[list[datetime | None]] = []
        for event in self.view.events:
            kind = kind_of(event)
            if event.subject == start.subject and kind == "PlacementPaused" and not (holds and holds[-1][1] is None):
                holds.append([event.fact.from_at, None])
            elif event.subject == start.subject and kind == "PlacementResumed" and holds and holds[-1][1] is None:
                holds[-1][1] = event.fact.from_at
        count, day = 0, first
        while day <= last:
            opens, closes = begins(day), begins(day + ONE)
            touched = begin < closes and (end is None or (end > opens and end > begin))
            held = any(a < closes and (b is None or (b > opens and b > a)) for a, b in holds)
            audited = day >= start.fact.audited_from and day >= contract.fact.audited_from
            count += touched and not held and audited
            day += ONE
        return count

    def follow_ups(self) -> None:
        for start in self.view.facts("PlacementStarted"):
            placed = start.fact
            papers = self.said(start.subject, *PLANS)
            for _arrived, paper in papers:
                day = civil(paper.occurred)
                governing = self.governed("R03", placed, day, paper.received, placed.audited_from)
                if governing is None:
                    continue
                number = governing["numbers"]["days"]
                due = self.of_provider(paper, paper.occurred, lambda at, number=number: days(at, number))
                subs = [(at, later) for at, later in papers if later.occurred > paper.occurred]
                self.add(
                    "R03", start.subject, str(paper.id), paper, due, ends=True, subs=subs, board=placed.board, **governing,
                    would=lambda other, paper=paper: kind_of(other) in PLANS and other.occurred > paper.occurred,
                )  # fmt: skip

    def end_reports(self) -> None:
        for end in self.view.facts("PlacementEnded"):
            start = self.view.start_of(end.subject)
            if start is None:
                continue
            placed, at = start.fact, end.fact.ended_at
            governing = self.governed("R04", placed, civil(at), end.received, placed.audited_from)
            if governing is not None:
                due = self.of_provider(
                    end, at, lambda when, governing=governing: days(when, governing["numbers"]["days"])
                )
                subs = self.said(end.subject, "EndReportSubmitted")
                self.add("R04", end.subject, "", end, due, subs=subs, board=placed.board, **governing,
                         would=lambda paper: kind_of(paper) == "EndReportSubmitted")  # fmt: skip

    def referrals(self) -> None:
        for sent in self.view.facts("ReferralSent"):
            governing = self.governed("R09", sent.fact, civil(sent.occurred), sent.received)
            if governing is None:
                continue
            tier, due = sent.fact.tier, self.answer(sent, sent.occurred, sent.fact.tier, governing["numbers"])
            for amended in self.view.facts("ReferralAmended", sent.subject):
                if amended.fact.after.tier != tier and amended.received < self.view.out_of_interruptions(due):
                    tier = amended.fact.after.tier
                    due = self.answer(amended, amended.occurred, tier, governing["numbers"])
            withdrawn = next(iter(self.view.facts("ReferralWithdrawn", sent.subject)), None)
            self.add(
                "R09", sent.subject, "", sent, due, withdrawn=withdrawn, board=sent.fact.board,
                subs=self.said(sent.subject, "ReferralAccepted", "ReferralDeclined"),
                severity="critical" if tier == "emergency" else "high", tier=tier, **governing,
            )  # fmt: skip

    def answer(self, event: Event, at: datetime, tier: str, numbers: dict[str, int]) -> datetime:
        if tier == "emergency":
            start = at if event.teller == self.provider else max(at, event.received)
            return start + numbers["emergency_hours"] * HOUR
        return self.of_provider(event, at, lambda when: working_days(when, numbers[f"{tier}_working_days"]))

    def registered(self) -> Event | None:
        return next(iter(self.view.facts("ProviderRegistered")), None)

    def returns(self) -> None:
        known = {event.id: event for event in self.view.events}
        for kind, rule in HANDED_IN.items():
            for event in self.view.facts(kind) if rule == self.rule else []:
                start, paper = self.view.start_of(event.subject), known.get(event.fact.fact)
                if start is None or paper is None or event.fact.not_a_report:
                    continue
                governing = self.governed(
                    rule, start.fact, civil(event.occurred), event.received, start.fact.audited_from
                )
                if governing is None:
                    continue
                kinds = ("PlanSubmitted", "PlanRevised") if rule == "R01" else (kind_of(paper),)
                subs = [(at, e) for at, e in self.said(event.subject, *kinds) if at > event.arrived]
                if rule == "R02":
                    subs = [(at, e) for at, e in subs if e.fact.period == event.fact.period]
                due = self.of_provider(event, event.occurred, lambda at: working_days(at, 5))
                self.add(
                    rule, event.subject, f"return/{event.id}", event, due, subs=subs, ends=rule == "R01",
                    board=start.fact.board, began=(event.id, paper.id), **governing,
                    would=lambda other, kinds=kinds, event=event: kind_of(other) in kinds and other.arrived > event.arrived
                    and getattr(other.fact, "period", None) == getattr(event.fact, "period", None),
                )  # fmt: skip
