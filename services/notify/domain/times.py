"""When a reminder is due and until when somebody may take a finding, in Stockholm's civil time."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from schemas.findings import Severity
from schemas.working_days import add_working_days, is_working_day, next_working_day, working_days_between

STOCKHOLM = ZoneInfo("Europe/Stockholm")
REMIND_WORKING_DAYS = 3
REMIND_AT = time(8)
TAKE_WORKING_DAYS = 3
TAKE_CRITICAL = timedelta(hours=4)
_CLOSING_TIME = time(17)


def civil_day(moment: datetime) -> date:
    """Give the day in Stockholm."""
    return moment.astimezone(STOCKHOLM).date()


def remind_at(due: datetime, opened: datetime) -> datetime:
    """Give when a duty is due soon: 08.00 three working days before its last day, or half-way of a clock in hours.

    Never before the duty opened. A due at midnight in Stockholm ends a day; any other is a clock in hours.
    """
    if due.astimezone(STOCKHOLM).time() != time(0):
        return opened + (due - opened) / 2
    day = civil_day(due - timedelta(microseconds=1))
    last = day
    while working_days_between(day, last) < REMIND_WORKING_DAYS or not is_working_day(day):
        day -= timedelta(days=1)
    return max(datetime.combine(day, REMIND_AT, STOCKHOLM), opened)


def take_by(notified_at: datetime, severity: Severity, hours: int | None) -> datetime:
    """Give until when somebody may take a finding before the next step is notified.

    A contract's clause gives the hours; without one, three working days, counted as everywhere else. A critical finding
    leaves four hours at most.
    """
    if severity is Severity.CRITICAL:
        return notified_at + min(TAKE_CRITICAL, timedelta(hours=hours) if hours is not None else TAKE_CRITICAL)
    if hours is not None:
        return notified_at + timedelta(hours=hours)
    return end_of_working_day(notified_at, TAKE_WORKING_DAYS)


def end_of_working_day(notified_at: datetime, number: int) -> datetime:
    """Give 24:00 of the number-th working day after an instant; after 17.00 or on a free day counts as the next one."""
    civil = notified_at.astimezone(STOCKHOLM)
    day = civil.date()
    counted = next_working_day(day + timedelta(days=1) if is_working_day(day) and civil.time() > _CLOSING_TIME else day)
    last = add_working_days(counted, number)
    return datetime.combine(last + timedelta(days=1), time(0), STOCKHOLM)
