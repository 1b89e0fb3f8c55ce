"""The second judge's S01: what the board owes of threat assessments about each placement."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from schemas.envelope import Event
from tests.oracle.days import EARLY, begins, civil, days, working_days

if TYPE_CHECKING:
    from datetime import datetime

    from tests.oracle.duties import Duties

KINDS = ("THREAT", "WEAPON", "VIOLENCE", "DISCLOSED_ADDRESS", "GROUP_CONTACT")


def threats(duties: "Duties") -> None:
    for start in duties.view.facts("PlacementStarted"):
        Threats(duties, start).look()


class Threats:
    """The assessments about one placement, and what each of them and each incident asks for."""

    def __init__(self, duties: "Duties", start: Event) -> None:
        self.duties, self.start, self.placed = duties, start, start.fact
        self.board = start.fact.board
        self.audited = max(start.fact.audited_from, EARLY)
        self.assessed = self.assessments()

    def add(self, period: str, trigger: Event, day: date, due: "datetime", subs: list[Any], **more: Any) -> None:
        bound = self.duties.governed("S01", self.placed, day, trigger.received)
        self.duties.add(
            "S01", self.start.subject, period, trigger, due, subs=subs, holder=self.board, board=self.board,
            **{"severity": "high", "ends": True, "under": bound["contract"].subject if bound else None, **more},
        )  # fmt: skip

    def assessments(self) -> list[tuple[date, Any, Event]]:
        """Day, arrival and fact of every assessment recorded, and of those that travelled in the referral."""
        view = self.duties.view
        found = [(e.fact.assessed_on, e.arrived, e) for e in view.facts("ThreatAssessed", self.start.subject)]
        for referral in self.referrals():
            sendings = view.facts("ReferralSent", referral)
            found += [(sent.fact.threat_assessed_on, sent.arrived, sent) for sent in sendings]
            changes = view.facts("ReferralAmended", referral)
            found += [(each.fact.after.threat_assessed_on, each.arrived, each) for each in changes]
        return [each for each in found if each[0] is not None]

    def referrals(self) -> set[UUID]:
        view = self.duties.view
        named = {e.subject for e in view.facts("ReferralAccepted") if e.fact.placement == self.start.subject}
        return named | ({self.placed.referral} if self.placed.referral else set())

    def by(self, dated: Any) -> list[tuple[Any, Event]]:
        return [(arrived, event) for day, arrived, event in self.assessed if dated(day)]

    def look(self) -> None:
        at, day = self.placed.started_at, civil(self.placed.started_at)
        seen_from = at if self.start.teller == self.board else max(at, self.start.received)
        if day >= self.audited:
            oldest = day - timedelta(days=90)
            self.add(
                "start",
                self.start,
                day,
                seen_from,
                self.by(lambda dated: dated >= oldest),
                severity="critical",
                ends=False,
            )
            before = [each for each in self.assessed if each[0] <= day]
            if before:
                due = days(seen_from, 90)
                if self.start.teller != self.board:
                    due = max(due, working_days(self.start.received, 2))
                self.add("from-start", self.start, day, due, self.by(lambda dated: dated > day))
        self.renewals(day)
        self.incidents()

    def renewals(self, started: date) -> None:
        end = self.duties.view.end_of(self.start.subject)
        for dated, _arrived, event in self.assessed:
            inside = dated > started and dated >= self.audited and (end is None or begins(dated) < end)
            if inside:
                due = days(begins(dated), 90)
                self.add(f"day/{dated}", event, dated, due, self.by(lambda other, dated=dated: other > dated))

    def incidents(self) -> None:
        view, seen = self.duties.view, set()
        recorded = view.facts("IncidentReported", self.start.subject) + view.facts(
            "IncidentNoticed", self.start.subject
        )
        for event in sorted(recorded, key=lambda each: (each.received, each.position)):
            if event.fact.incident in seen:
                continue
            seen.add(event.fact.incident)
            day, end = civil(event.occurred), view.end_of(self.start.subject)
            placed = self.placed.started_at <= event.occurred and (end is None or event.occurred < end)
            if event.fact.kind not in KINDS or day < self.audited or not placed:
                continue
            own = event.teller == self.board
            due = working_days(event.occurred if own else max(event.occurred, event.received), 5)
            subs = self.by(lambda dated, day=day: dated >= day)
            self.add(f"incident/{event.fact.incident}", event, day, due, subs)
