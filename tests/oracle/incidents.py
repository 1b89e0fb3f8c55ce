"""What the second judge holds to be owed when something happens: an incident called and written of, an absence reported."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from schemas.envelope import Event
from tests.oracle.days import EARLY, ONE, begins, civil
from tests.oracle.view import subject_of

HOUR = timedelta(hours=1)
TICK = timedelta(microseconds=1)

if TYPE_CHECKING:
    from tests.oracle.duties import Duties


def incidents(duties: Duties) -> None:
    """R05: the call within an hour, the writing within a day."""
    for start in duties.view.facts("PlacementStarted"):
        recorded = duties.view.facts("IncidentReported", start.subject) + duties.view.facts(
            "IncidentNoticed", start.subject
        )
        for incident in {event.fact.incident for event in recorded}:
            reports, notices = (
                [e for e in duties.view.facts(kind, start.subject) if e.fact.incident == incident]
                for kind in ("IncidentReported", "IncidentNoticed")
            )
            if reports and not (notices and notices[0].received <= reports[0].fact.aware_at):
                _call(duties, start, incident, reports)
            _writing(duties, start, incident, reports, notices)


def _call(duties: Duties, start: Event, incident: UUID, reports: list[Event]) -> None:
    report = reports[0]
    governing = duties.governed(
        "R05", start.fact, civil(report.fact.aware_at), report.received, start.fact.audited_from
    )
    if governing is None:
        return
    denied = [e for e in duties.view.facts("CallDenied", start.subject) if e.fact.incident == incident]
    calls = [(e.fact.at, e) for e in duties.view.facts("CallReceived", start.subject) if e.fact.incident == incident]
    if not denied:
        calls += [(each.fact.phoned_at, each) for each in reports if each.fact.phoned_at is not None]
    duties.add(
        "R05", start.subject, f"phone/{incident}", report, report.fact.aware_at + HOUR, subs=calls, fixed=True,
        severity="critical", board=start.fact.board, **governing,
    )  # fmt: skip


def _writing(duties: Duties, start: Event, incident: UUID, reports: list[Event], notices: list[Event]) -> None:
    starts = [(report.fact.aware_at, report.received, report) for report in reports[:1]]
    starts += [(max(notice.occurred, notice.received), notice.received, notice) for notice in notices[:1]]
    first = min(starts, key=lambda each: each[:2])[2]
    governing = duties.governed("R05", start.fact, civil(first.occurred), first.received, start.fact.audited_from)
    if governing is None:
        return
    subs = [(each.arrived, each) for each in reports]
    due = min(at for at, _received, _event in starts) + 24 * HOUR
    duties.add(
        "R05", start.subject, f"written/{incident}", first, due, subs=subs, severity="critical",
        board=start.fact.board, **governing,
    )  # fmt: skip


def absences(duties: Duties) -> None:
    """R08: recorded the same day; a telling, however late, is what opens it."""
    for start in duties.view.facts("PlacementStarted"):
        recorded = duties.view.facts("AbsenceReported", start.subject)
        for end in duties.view.facts("PlacementEnded", start.subject):
            unplanned = not end.fact.planned or end.fact.reason == "OWN_REQUEST"
            if unplanned and end.fact.event is not None and end.fact.noticed_at is not None:
                recorded.append(end)
        recorded = [event for event in recorded if event.teller == duties.provider]
        recorded.sort(key=lambda event: (event.received, event.position))
        for name in {event.fact.event for event in recorded}:
            new_events = [event for event in recorded if event.fact.event == name]
            noticed = new_events[0].fact.noticed_at
            if civil(noticed) < max(start.fact.audited_from, EARLY):
                continue
            due = max(begins(civil(noticed) + ONE), noticed + 2 * HOUR)
            subs = [(event.arrived, event) for event in new_events]
            bound = duties.governed("R08", start.fact, civil(noticed), new_events[0].received) or {}
            duties.add(
                "R08", start.subject, str(name), new_events[0], due, subs=subs, severity="high",
                board=start.fact.board, clause=bound.get("clause"), under=subject_of(bound),
            )  # fmt: skip
