"""Civil time and working days in Sweden: every clock a rule may use, and how it was counted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from schemas.working_days import UnknownYear as CalendarEnds
from schemas.working_days import add_working_days as nth_working_day_after
from schemas.working_days import calendar_source, free_day_name, is_working_day, next_working_day, working_days_between

__all__ = [
    "DAY",
    "FIRST_DAY",
    "FREE_DAYS",
    "LAST_DAY",
    "YEARS",
    "ZONE",
    "CalendarEnds",
    "Clock",
    "calendar_source",
    "civil_date",
    "day_made",
    "days",
    "due",
    "first_instant",
    "hours",
    "is_working_day",
    "month_later",
    "month_start",
    "months",
    "next_working_day",
    "nth_working_day_after",
    "nth_working_day_of_month_after",
    "working_days",
    "working_days_between",
]

ZONE = ZoneInfo("Europe/Stockholm")
OFFICE_CLOSES = time(17)
DAY = timedelta(days=1)
Kind = Literal["hours", "days", "working_days", "months", "nth_working_day_of_month_after"]
Roll = Literal["working_day", "none"]


@dataclass(frozen=True, slots=True)
class Clock:
    """How a due is counted: the kind of clock, how many, and whether a free last day moves to the next working day."""

    kind: Kind
    count: int
    roll: Roll = "working_day"


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A public holiday or eve, by its Swedish and English name."""

    sv: str
    en: str


def _held(year: int) -> bool:
    try:
        nth_working_day_after(date(year, 1, 1), 1)
    except CalendarEnds:
        return False
    return True


YEARS = tuple(year for year in range(1950, 2150) if _held(year))
"""The years of the committed calendar."""
FIRST_DAY, LAST_DAY = date(min(YEARS), 1, 1), date(max(YEARS), 12, 31)
FREE_DAYS: dict[date, FreeDay] = {
    day: FreeDay(name, free_day_name(day, "en") or name)
    for day in (FIRST_DAY + timedelta(days=number) for number in range((LAST_DAY - FIRST_DAY).days + 1))
    if (name := free_day_name(day))
}


@lru_cache(maxsize=20_000)
def first_instant(day: date) -> datetime:
    """Give the instant a day begins in Stockholm, in UTC."""
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


@lru_cache(maxsize=50_000)
def civil_date(moment: datetime) -> date:
    """Give the day in Stockholm that an instant falls in."""
    return moment.astimezone(ZONE).date()


def hours(start: datetime, count: int) -> datetime:
    """Elapsed hours: never moved, unchanged by daylight saving."""
    return start.astimezone(UTC) + timedelta(hours=count)


def _end_of(day: date, roll: Roll) -> datetime:
    return first_instant((next_working_day(day) if roll == "working_day" else day) + DAY)


def days(start: datetime, count: int, roll: Roll = "working_day") -> datetime:
    """24:00 of the count-th day after the trigger day, moved off a free day unless `roll` is none."""
    return _end_of(civil_date(start) + timedelta(days=count), roll)


def day_made(start: datetime) -> date:
    """Give the working day a trigger counts as made on: after 17:00 or on a free day, the next one."""
    local = start.astimezone(ZONE)
    if is_working_day(local.date()) and local.time() <= OFFICE_CLOSES:
        return local.date()
    return nth_working_day_after(local.date(), 1)


@lru_cache(maxsize=50_000)
def working_days(start: datetime, count: int) -> datetime:
    """24:00 of the count-th working day after the day the trigger counts as made on."""
    return first_instant(nth_working_day_after(day_made(start), count) + DAY)


def month_later(day: date, count: int) -> date:
    """Give the same day number `count` months later, else that month's last day."""
    first = month_start(day, count)
    last = month_start(first, 1) - DAY
    return first.replace(day=min(day.day, last.day))


def month_start(day: date, after: int = 0) -> date:
    """Give the first day of the month `after` months later than the one of `day`."""
    number = day.year * 12 + day.month - 1 + after
    return date(number // 12, number % 12 + 1, 1)


def months(start: datetime, count: int, roll: Roll = "working_day") -> datetime:
    """24:00 of the same day number `count` months later, moved off a free day unless `roll` is none."""
    return _end_of(month_later(civil_date(start), count), roll)


def nth_working_day_of_month_after(start: datetime, count: int) -> datetime:
    """24:00 of the count-th working day of the month after the one `start` falls in."""
    return first_instant(nth_working_day_after(month_start(civil_date(start), 1) - DAY, count) + DAY)


_CLOCKS: dict[Kind, Callable[[datetime, int], datetime]] = {
    "hours": hours,
    "working_days": working_days,
    "nth_working_day_of_month_after": nth_working_day_of_month_after,
}


@lru_cache(maxsize=50_000)
def due(clock: Clock, start: datetime) -> datetime:
    """Give the instant a clock that starts at `start` ends: arrived before it is in time."""
    if clock.kind == "days":
        return days(start, clock.count, clock.roll)
    if clock.kind == "months":
        return months(start, clock.count, clock.roll)
    return _CLOCKS[clock.kind](start, clock.count)
