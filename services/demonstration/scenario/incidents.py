"""What happens while somebody is placed: new threat assessments, serious incidents, absences."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from schemas.codes import AbsenceKind, IncidentKind
from schemas.working_days import add_working_days
from services.demonstration.acts.act import Step
from services.demonstration.acts.incidents import ReportAbsence, ReportIncident
from services.demonstration.acts.safety import AssessThreat
from services.demonstration.scenario.case import Case, Habits, at, read_on

INCIDENTS, ABSENCES = 0.2, 0.2
"""The shares of placements in which one happens."""
ASKS_ANEW = (
    IncidentKind.THREAT,
    IncidentKind.WEAPON,
    IncidentKind.VIOLENCE,
    IncidentKind.DISCLOSED_ADDRESS,
    IncidentKind.GROUP_CONTACT,
)
KINDS = (*ASKS_ANEW, IncidentKind.SELF_HARM, IncidentKind.DRUGS, IncidentKind.CRIME)


def happenings(case: Case, provider: Habits, board: Habits, *, certain: bool) -> Iterator[Step]:
    """Write what happens; a `certain` case has assessments alone, all in time."""
    chance = provider.randomness
    length = (case.ended.date() - case.started.date()).days
    incident = None
    if not certain and chance.random() < INCIDENTS:
        kind = chance.choice(KINDS)
        aware = provider.clock(case.day(chance.randint(8, length - 10)), 9, 20)
        yield from _incident(case, kind, aware, provider)
        incident = aware.date() if kind in ASKS_ANEW else None
    if not certain and chance.random() < ABSENCES:
        noticed = provider.clock(case.day(chance.randint(5, length - 5)), 16, 20)
        reported = noticed + timedelta(minutes=chance.randint(15, 100))
        if provider.late():
            reported = at(noticed.date() + timedelta(days=1), 9, chance.randint(0, 59))
        yield Step(reported, case.manager, ReportAbsence(case.placement, 2, AbsenceKind.ABSCONDED, noticed))
    yield from _assessments(case, incident, board)


def _incident(case: Case, kind: IncidentKind, aware: datetime, habits: Habits) -> Iterator[Step]:
    chance = habits.randomness
    phoned = aware + timedelta(minutes=chance.randint(75, 200) if habits.late() else chance.randint(5, 50))
    written = aware + timedelta(hours=chance.randint(27, 46) if habits.late() else chance.randint(4, 20))
    yield Step(written, case.manager, ReportIncident(case.placement, 1, kind, aware, phoned))


def _assessments(case: Case, incident: date | None, habits: Habits) -> Iterator[Step]:
    """Write the board's new assessments: before the last one is 90 days old, and after an incident that asks for one."""
    last, wanted = case.started.date(), incident
    while True:
        if wanted is not None and last >= wanted:
            wanted = None
        if wanted is not None and (wanted - last).days < 66:
            working_days = habits.randomness.randint(7, 10) if habits.late() else habits.randomness.randint(1, 4)
            reported, wanted = read_on(add_working_days(wanted, working_days)), None
        else:
            gap = habits.days(96, 106) if habits.late() else habits.days(68, 82)
            reported = read_on(last + gap)
        if reported >= case.ended or habits.never():
            return
        last = reported.date() - timedelta(days=habits.randomness.randint(0, 1))
        yield Step(reported, case.coordinator, AssessThreat(case.placement, last))
