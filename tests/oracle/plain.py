"""A second judge, written plainly from the rules: it goes through all facts again at every instant, and shares no code with the first.

It knows working days from the library, not from the committed calendar, and judges one provider.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from schemas.envelope import Event
from tests.oracle.days import ONE, begins, civil, days, later, next_month, working_days
from tests.oracle.episodes import Episodes
from tests.oracle.heard import Heard

SPACE = uuid5(NAMESPACE_URL, "https://utvag.se/provider_audit")
MINUTE = timedelta(minutes=1)
TICK = timedelta(microseconds=1)
DEFAULTS = {
    "R01": {"days": 14},
    "R02": {"nth_working_day": 5, "placed_days": 7, "high_after_working_days": 5},
    "R04": {"days": 14},
    "R09": {"emergency_hours": 2, "short_working_days": 5, "standard_working_days": 10},
    "T01": {},
}
MEETS = {"PlanSubmitted": "R01", "ReportSubmitted": "R02", "EndReportSubmitted": "R04"}
SEVERITY = {"R01": "medium", "R02": "medium", "R04": "medium", "R09": "high", "T01": "high"}


class Plain(Heard):
    """The facts heard so far, and what was judged of them."""

    def __init__(self, provider: UUID) -> None:
        self.provider = provider
        self.heard: list[Event] = []
        self.owed: dict[UUID, dict[str, Any]] = {}
        self.found: dict[UUID, dict[str, Any]] = {}
        self.closed: set[tuple[str, UUID, str]] = set()
        self.months: set[tuple[UUID, date]] = set()
        self.episodes = Episodes(self)
        self.now = datetime(2000, 1, 1, tzinfo=UTC)

    def fold(self, events: list[Event], until: datetime) -> None:
        """Judge everything up to an instant: before each fact whatever stands before it."""
        for event in sorted(events, key=lambda each: (each.received, each.log, each.position)):
            self.wait(event.received)
            self.now = event.received
            self.heard.append(event)
            self.open_by(event)
            self.judge(event)
        self.wait(until)

    def wait(self, until: datetime) -> None:
        while (instant := min(self.instants(), default=None)) is not None and instant <= until:
            self.now = instant
            self.judge(None)

    def instants(self) -> list[datetime]:
        """Every instant after now at which something must be judged."""
        planned = [due["judge_at"] for due in self.owed.values() if due["state"] == "open"]
        planned += [due["grows_at"] for due in self.owed.values() if due["grows_at"] and due["finding"]]
        for start in self.told("PlacementStarted"):
            month = max(civil(start.fact.started_at), start.fact.audited_from, date(2020, 1, 1)).replace(day=1)
            ended = self.end_of(start.subject)
            while begins(next_month(month)) + MINUTE <= self.now:
                month = next_month(month)
            if ended is None or civil(ended - TICK) >= month:
                planned.append(begins(next_month(month)) + MINUTE)
        planned += self.episodes.instants()
        return [instant for instant in planned if instant > self.now]

    def open_by(self, event: Event) -> None:
        """Open what a fact triggers."""
        kind, fact = type(event.fact).__name__, event.fact
        if self.told(kind, event.subject)[0] is not event:
            return
        other = event.teller != self.provider
        if kind == "PlacementStarted":
            self.timed("R01", event, fact.started_at, event.subject, fact, fact.audited_from, other)
        elif kind == "PlacementEnded":
            started = self.told("PlacementStarted", event.subject)[0].fact
            self.timed("R04", event, fact.ended_at, event.subject, started, started.audited_from, other)
        elif kind == "ReferralSent":
            self.timed("R09", event, event.occurred, event.subject, fact, date(2020, 1, 1), other)
        elif kind == "ContractRegistered":
            day = max(fact.valid_from, civil(event.received))
            if self.in_force(event, day) and fact.audited_from <= day:
                due = begins(day + ONE)
                if event.teller != fact.board:
                    due = max(due, working_days(event.received, 2))
                self.open("T01", event.subject, "", event, day, due, {}, None, event.received)

    def timed(
        self, rule: str, event: Event, at: datetime, about: UUID, placed: Any, audited: date, other: bool
    ) -> None:
        day = civil(at)
        contract = self.contract(placed.board, placed.form, placed.contract, day, None) if day >= audited else None
        if contract is None:
            return
        clause = self.clause(contract, rule, day, None)
        numbers = DEFAULTS[rule] | {
            k: v for k, v in (clause.parameters if clause else {}).items() if k in DEFAULTS[rule]
        }
        start = max(at, event.received) if other else at
        tier = getattr(event.fact, "tier", "")
        if tier == "emergency":
            due = start + timedelta(hours=numbers["emergency_hours"])
        else:
            due = working_days(start, numbers[f"{tier}_working_days"]) if tier else days(start, numbers["days"])
            due = max(due, working_days(event.received, 2)) if other else due
        self.open(rule, about, "", contract, day, due, numbers, clause, event.received, tier)

    def open(  # noqa: PLR0917 - one line of the table of duties
        self, rule: str, about: UUID, period: str, contract: Event, day: date, due: datetime, numbers: dict[str, int],
        clause: Any, opened: datetime, tier: str = "",
    ) -> None:  # fmt: skip
        if (rule, about, period) in self.closed:
            return
        ident = uuid5(SPACE, f"obligation/{rule}/1/{about}/{period}")
        grows = later(civil(due) - ONE, numbers["high_after_working_days"]) + ONE if rule == "R02" else None
        self.owed[ident] = {
            "id": ident, "rule": rule, "about": about, "period": period, "contract": contract, "day": day, "due": due,
            "clause": clause.id if clause else None, "opened": opened, "state": "open", "met_at": None, "finding": None,
            "judge_at": max(due, opened) + MINUTE, "tier": tier, "grows": begins(grows) if grows else None,
            "grows_at": max(begins(grows), opened) + MINUTE if grows else None,
        }  # fmt: skip

    def judge(self, event: Event | None) -> None:
        """Go through everything at this instant."""
        self.look_at_months(event)
        for due in list(self.owed.values()):
            if due["state"] in ("open", "missed", "met_late"):
                self.judge_duty(due, event)
        self.episodes.judge(event)

    def look_at_months(self, event: Event | None) -> None:
        for start in self.told("PlacementStarted"):
            placed, month = start.fact, max(civil(start.fact.started_at), start.fact.audited_from).replace(day=1)
            while begins(next_month(month)) + MINUTE <= self.now:
                ended, first = begins(next_month(month)), (start.subject, month) not in self.months
                moved = event is not None and event.subject == start.subject and self.stretch(event, month)
                if first or moved:
                    self.months.add((start.subject, month))
                    self.look_at_month(start, placed, month, ended, event if moved else None)
                month = next_month(month)

    def stretch(self, event: Event, month: date) -> bool:
        """Whether a fact says something about the days of a month or later ones."""
        kind, fact = type(event.fact).__name__, event.fact
        if kind == "PlacementStarted":
            return self.told(kind, event.subject)[0] is event
        at = getattr(fact, "from_at", None) or getattr(fact, "ended_at", None)
        return at is not None and civil(at - (TICK if kind == "PlacementEnded" else TICK * 0)).replace(day=1) <= month

    def look_at_month(self, start: Event, placed: Any, month: date, ended: datetime, event: Event | None) -> None:
        last, period = next_month(month) - ONE, f"{month:%Y-%m}"
        contract = self.contract(placed.board, placed.form, placed.contract, last, ended)
        clause = self.clause(contract, "R02", last, ended) if contract else None
        numbers = DEFAULTS["R02"] | (dict(clause.parameters) if clause else {})
        end = self.end_of(start.subject)
        wanted = contract is not None and last >= placed.audited_from and not (end and civil(end - TICK) <= last)
        wanted = wanted and self.placed(start, month, last, contract) >= numbers["placed_days"]
        alive = [
            due
            for due in self.owed.values()
            if (due["about"], due["period"]) == (start.subject, period)
            and due["state"] in ("open", "missed", "met_late")
        ]
        if alive and not wanted:
            self.lapse(alive[0], "not_owed")
        elif wanted and not alive and contract is not None:
            due = begins(later(next_month(month) - ONE, numbers["nth_working_day"]) + ONE)
            heard = [start.received] if start.teller != self.provider else []
            if event is not None and event.teller != self.provider:
                heard.append(event.received)
            due = max([due, *(working_days(each, 2) for each in heard)])
            self.open(
                "R02", start.subject, period, contract, last, due, numbers, clause, event.received if event else ended
            )

    def placed(self, start: Event, first: date, last: date, contract: Any) -> int:
        """Days that the placement touches and no hold touches, counted one by one."""
        begin, end = start.fact.started_at, self.end_of(start.subject)
        holds: list[list[datetime | None]] = []
        for event in self.heard:
            kind = type(event.fact).__name__
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

    def best(self, due: dict[str, Any]) -> Event | None:
        """The submission that arrived first and satisfies a duty."""
        if due["rule"] == "T01":
            return self.best_clause(due["contract"])
        kinds = {"R09": ("ReferralAccepted", "ReferralDeclined")}.get(
            due["rule"], tuple(kind for kind, rule in MEETS.items() if rule == due["rule"])
        )
        told = [event for kind in kinds for event in self.told(kind, due["about"])]
        told = [event for event in told if not due["period"] or event.fact.period == due["period"]]
        return min(told, key=lambda event: (event.arrived, event.received), default=None)

    def best_clause(self, contract: Event) -> Event | None:
        both = []
        for kind in ("INSIGHT", "FOLLOW_UP"):
            told = [contract] if any(clause.type == kind for clause in contract.fact.clauses) else []
            told += [e for e in self.told("ClauseRegistered", contract.subject) if e.fact.clause.type == kind]
            both.append(min(told, key=lambda event: event.arrived, default=None))
        known = [event for event in both if event is not None]
        return max(known, key=lambda event: event.arrived) if len(known) == 2 else None

    def judge_duty(self, due: dict[str, Any], event: Event | None) -> None:
        best = self.best(due)
        if self.lapses(due, event):
            return
        if best is not None and best.arrived < due["due"]:
            due.update(state="met", met_at=best.arrived)
            self.closed.add((due["rule"], due["about"], due["period"]))
            self.withdraw(due, "arrived_before_due")
            return
        if due["state"] == "open" and due["judge_at"] <= self.now:
            due["state"] = "missed"
            due["finding"] = uuid5(SPACE, f"finding/{due['id']}")
            self.found[due["finding"]] = {
                "rule": due["rule"], "standing": "standing", "raised": due["due"], "judged": due["judge_at"],
                "reply": working_days(due["judge_at"], 10), "settled": None, "because": None, "about": due["about"],
                "severity": "critical" if due["tier"] == "emergency" else SEVERITY[due["rule"]], "high": None,
                "owes": ("board",) if due["rule"] == "T01" else ("provider",), "largest": None,
            }  # fmt: skip
        if due["state"] == "open":
            return
        finding = self.found[due["finding"]]
        if best is not None:
            due.update(state="met_late", met_at=best.arrived)
            finding.update(standing="settled", settled=best.arrived)
        if due["grows_at"] and due["grows_at"] <= self.now:
            high = best is None or best.arrived >= due["grows"]
            finding.update(severity="high" if high else "medium", high=due["grows"] if high else None)

    def lapses(self, due: dict[str, Any], event: Event | None) -> bool:
        fact, kind = (event.fact, type(event.fact).__name__) if event else (None, "")
        if event is None or fact is None or self.told(kind, event.subject)[0] is not event:
            return False
        if kind == "PlacementEnded" and due["rule"] == "R01" and event.subject == due["about"]:
            reason = "ended_by_due" if fact.ended_at <= due["due"] else ""
        elif kind == "ReferralWithdrawn" and event.subject == due["about"]:
            reason = "withdrawn_by_due" if event.received <= due["due"] else ""
        elif kind == "ContractEnded" and event.subject == due["contract"].subject:
            reason = "not_in_force" if due["day"] >= fact.at else ""
            if reason:
                self.closed.add((due["rule"], due["about"], due["period"]))
        else:
            return False
        if reason:
            self.lapse(due, reason)
        return bool(reason)

    def lapse(self, due: dict[str, Any], reason: str) -> None:
        due["state"] = "lapsed"
        self.withdraw(due, reason)

    def withdraw(self, due: dict[str, Any], reason: str) -> None:
        if due["finding"]:
            self.found[due["finding"]].update(standing="withdrawn", because=reason, settled=None)
            due["grows_at"] = None
