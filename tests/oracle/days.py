"""The second judge's days: Stockholm time and working days straight from the library."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FREE = holidays.country_holidays("SE", years=range(2020, 2036), categories=("public", "de_facto"))
ONE = timedelta(days=1)
MINUTE = timedelta(minutes=1)
EARLY = date(2020, 1, 1)  # the first day on which any rule is in force


@cache
def begins(day: date) -> datetime:
    return datetime.combine(day, time(), STOCKHOLM).astimezone(UTC)


def civil(moment: datetime) -> date:
    return moment.astimezone(STOCKHOLM).date()


@cache
def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in FREE


@cache
def later(day: date, count: int) -> date:
    while count:
        day += ONE
        count -= is_working_day(day)
    return day


def made(moment: datetime) -> date:
    local = moment.astimezone(STOCKHOLM)
    late = local.time() > time(17)
    return local.date() if is_working_day(local.date()) and not late else later(local.date(), 1)


def working_days(moment: datetime, count: int) -> datetime:
    return begins(later(made(moment), count) + ONE)


def days(moment: datetime, count: int, *, roll: bool = True) -> datetime:
    return ends(civil(moment) + timedelta(days=count), roll=roll)


def ends(last: date, *, roll: bool = True) -> datetime:
    while roll and not is_working_day(last):
        last += ONE
    return begins(last + ONE)


@cache
def months(day: date, count: int) -> date:
    """The same day number some months later, else that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
