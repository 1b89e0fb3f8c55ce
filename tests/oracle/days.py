"""The second judge's days: Stockholm time and working days straight from the library."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FREE = holidays.country_holidays("SE", years=range(2020, 2036), categories=("public", "de_facto"))
ONE = timedelta(days=1)


def begins(day: date) -> datetime:
    return datetime.combine(day, time(), STOCKHOLM).astimezone(UTC)


def civil(moment: datetime) -> date:
    return moment.astimezone(STOCKHOLM).date()


def working(day: date) -> bool:
    return day.weekday() < 5 and day not in FREE


def later(day: date, count: int) -> date:
    while count:
        day += ONE
        count -= working(day)
    return day


def made(moment: datetime) -> date:
    local = moment.astimezone(STOCKHOLM)
    late = local.time() > time(17)
    return local.date() if working(local.date()) and not late else later(local.date(), 1)


def working_days(moment: datetime, count: int) -> datetime:
    return begins(later(made(moment), count) + ONE)


def days(moment: datetime, count: int) -> datetime:
    last = civil(moment) + timedelta(days=count)
    while not working(last):
        last += ONE
    return begins(last + ONE)


def next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
