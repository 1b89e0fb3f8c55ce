"""Every clock, against the library it was made from and by hand across nights, years and leap days."""

from datetime import date, datetime, timedelta

import holidays
import pytest

from services.provider_audit import calendar, calendar_steps
from services.provider_audit.calendar import Clock
from tests.provider_audit.speech import local

EVERY_DAY = [
    date(2020, 1, 1) + timedelta(days=number) for number in range((date(2035, 12, 31) - date(2020, 1, 1)).days + 1)
]


def test_the_committed_calendar_is_what_the_library_says() -> None:
    free = holidays.country_holidays("SE", years=range(2020, 2036), categories=("public", "de_facto"))
    assert tuple(range(2020, 2036)) == calendar.YEARS
    wrong = [day for day in EVERY_DAY if calendar.is_working_day(day) != (day.weekday() < 5 and day not in free)]
    assert wrong == []
    assert set(calendar.FREE_DAYS) == set(free)


@pytest.mark.parametrize(
    ("clock", "start", "due"),
    [
        (Clock("hours", 24), "2026-03-28 12.00", "2026-03-29 13.00"),
        (Clock("hours", 24), "2026-10-24 12.00", "2026-10-25 11.00"),
        (Clock("days", 14), "2026-02-02 00.00", "2026-02-17 00.00"),
        (Clock("days", 14), "2026-02-02 23.59.59", "2026-02-17 00.00"),
        (Clock("days", 14), "2026-12-10 09.00", "2026-12-29 00.00"),
        (Clock("days", 3, "none"), "2026-12-22 09.00", "2026-12-26 00.00"),
        (Clock("days", 0, "none"), "2026-12-26 09.00", "2026-12-27 00.00"),
        (Clock("working_days", 5), "2026-02-02 17.00", "2026-02-10 00.00"),
        (Clock("working_days", 5), "2026-02-02 17.00.01", "2026-02-11 00.00"),
        (Clock("working_days", 1), "2026-06-19 03.00", "2026-06-24 00.00"),
        (Clock("working_days", 1), "2026-12-30 09.00", "2027-01-05 00.00"),
        (Clock("months", 1), "2028-01-31 09.00", "2028-03-01 00.00"),
        (Clock("months", 7), "2026-12-31 09.00", "2027-08-03 00.00"),
        (Clock("nth_working_day_of_month_after", 5), "2026-03-01 00.00", "2026-04-10 00.00"),
        (Clock("nth_working_day_of_month_after", 1), "2026-12-01 00.00", "2027-01-05 00.00"),
    ],
)
def test_clocks(clock: Clock, start: str, due: str) -> None:
    assert calendar.due(clock, local(start)) == local(due)


@pytest.mark.parametrize("kind", ["days", "working_days", "months", "nth_working_day_of_month_after"])
def test_the_steps_lead_to_the_due(kind: calendar.Kind) -> None:
    for day in EVERY_DAY[::17][:200]:
        start = calendar.first_instant(day) + timedelta(hours=day.day % 24)
        clock = Clock(kind, 1 + day.day % 9)
        steps = calendar_steps.steps(clock, start)
        assert calendar.first_instant(steps[-1].date + timedelta(days=1)) == calendar.due(clock, start)
        assert [step.date for step in steps] == sorted({step.date for step in steps})


def test_working_days_between_counts_the_last_and_not_the_first() -> None:
    assert calendar.working_days_between(date(2026, 4, 9), date(2026, 4, 14)) == 3
    assert calendar.working_days_between(date(2026, 4, 14), date(2026, 4, 9)) == -3


def test_days_outside_the_calendar_are_refused() -> None:
    with pytest.raises(calendar.CalendarEnds):
        calendar.due(Clock("working_days", 5), datetime.fromisoformat("2035-12-31T12:00:00+01:00"))
