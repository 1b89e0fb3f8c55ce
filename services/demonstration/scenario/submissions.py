"""What is handed in in a case: safety plan, plan, follow-ups, reports; each may be late or never come, by its own chance."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from schemas.codes import AgeBand
from schemas.reasons import ReturnReason
from schemas.working_days import add_working_days
from services.demonstration.acts.act import Step
from services.demonstration.acts.safety import SafetyPlan
from services.demonstration.acts.submissions import (
    AcceptReport,
    ApprovePlan,
    EndReport,
    Plan,
    Report,
    Return,
    ReviewPlan,
)
from services.demonstration.scenario.case import STOCKHOLM, Case, Habits, read_on
from services.referral.on_paper.domain import Kind

RETURNED = 0.03
"""The share of monthly reports that a board returns for correction."""


def submissions(case: Case, ended: datetime, habits: Habits, *, certain: bool) -> Iterator[Step]:
    """Write everything handed in about a placement whose end is reported at `ended`, and what the board says of it.

    In a `certain` case the board returns nothing.
    """
    yield from _safety_plan(case, habits)
    yield from _plan(case, habits)
    month = case.started.date().replace(day=1)
    while month < case.ended.date().replace(day=1):
        yield from _report(case, month, habits, certain=certain)
        month = (month + timedelta(days=32)).replace(day=1)
    if not habits.never():
        days = habits.days(16, 30) if habits.late() else habits.days(3, 12)
        submitted = habits.office(ended.date() + days)
        yield Step(submitted, case.manager, EndReport(case.placement))


def _safety_plan(case: Case, habits: Habits) -> Iterator[Step]:
    if habits.never():
        return
    if habits.late():
        filed = habits.clock(case.day(habits.randomness.randint(5, 9)), 9, 16)
    elif habits.randomness.random() < 0.7:
        filed = case.started
    else:
        filed = habits.clock(case.day(habits.randomness.randint(1, 2)), 9, 16)
    yield Step(filed, case.manager, SafetyPlan(case.placement))


def _plan(case: Case, habits: Habits) -> Iterator[Step]:
    if habits.never():
        return
    days = habits.days(16, 24) if habits.late() else habits.days(4, 12)
    submitted = habits.office(case.started.date() + days)
    if submitted >= case.ended:
        return
    yield Step(submitted, case.manager, Plan(case.placement))
    yield Step(read_on(add_working_days(submitted.date(), 2)), case.coordinator, ApprovePlan(case.placement))
    band, grown = case.placement.age_band, case.placement.number % 2 == 0
    reviewed = submitted
    while True:
        gap = habits.days(95, 110) if habits.late() else habits.days(70, 84)
        reviewed = habits.office(reviewed.date() + gap)
        if reviewed.date() >= case.ended.date():
            return
        yield Step(reviewed, case.manager, ReviewPlan(case.placement, _older(band) if grown else band))


def _report(case: Case, month: date, habits: Habits, *, certain: bool) -> Iterator[Step]:
    if habits.never():
        return
    last = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    submitted = sitting(case, last)
    if habits.late():
        submitted = habits.office(add_working_days(last, habits.randomness.randint(6, 11)))
    period = f"{month:%Y-%m}"
    report, accept = Report(case.placement, period), AcceptReport(case.placement, period)
    yield Step(submitted, case.manager, report)
    read = read_on(add_working_days(submitted.date(), 3))
    if not certain and habits.randomness.random() < RETURNED:
        yield Step(read, case.coordinator, Return(case.placement, Kind.REPORT, ReturnReason.INCOMPLETE, period))
        again = habits.office(add_working_days(read.date(), 9 if habits.late() else 3))
        yield Step(again, case.manager, report)
        read = read_on(add_working_days(again.date(), 2))
    yield Step(read, case.coordinator, accept)


def sitting(case: Case, last: date) -> datetime:
    """Give when a provider hands in the reports of a month in time: all of them at one sitting."""
    chance = Random(f"{case.year}|{case.placement.provider.number}|{last}")
    clock = time(chance.randint(8, 14), chance.randint(0, 59), chance.randint(0, 59))
    return datetime.combine(add_working_days(last, chance.randint(1, 4)), clock, STOCKHOLM)


def _older(band: AgeBand) -> AgeBand:
    bands = list(AgeBand)
    return bands[min(bands.index(band) + 1, len(bands) - 1)]
