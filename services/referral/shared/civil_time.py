"""Swedish civil days and the clock on which a referral is to be answered."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from schemas.codes import Tier
from schemas.referral import ReferralSent
from schemas.working_days import add_working_days, is_working_day, next_working_day
from services.runtime.language.duties import duty_asked_by

STOCKHOLM = ZoneInfo("Europe/Stockholm")
OFFICE_CLOSES = time(17, 0)


def day_of(moment: datetime) -> date:
    """Give the Swedish civil day an instant falls on."""
    return moment.astimezone(STOCKHOLM).date()


def first_instant(day: date) -> datetime:
    """Give the first instant of a Swedish civil day, in UTC: two instants of one zone are compared by wall time."""
    return datetime.combine(day, time(0), STOCKHOLM).astimezone(UTC)


def month_of(moment: datetime) -> str:
    """Give the calendar month of an instant as a report's period, such as 2026-10."""
    return day_of(moment).strftime("%Y-%m")


def days_in_month(period: str) -> int:
    """Count the days of a period such as 2026-02."""
    year, month = (int(part) for part in period.split("-"))
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days


def months_between(first: str, last: str) -> list[str]:
    """List the periods from the first to the last, both included."""
    year, month = (int(part) for part in first.split("-"))
    periods = []
    while f"{year:04d}-{month:02d}" <= last:
        periods.append(f"{year:04d}-{month:02d}")
        year, month = year + month // 12, month % 12 + 1
    return periods


def answer_due(sent_at: datetime, tier: Tier, parameters: Mapping[str, int]) -> datetime:
    """Give the instant before which the provider's answer must arrive.

    An emergency runs in hours, also at night. The others count working days after the day of sending, and what is sent
    after 17:00 or on a free day counts as sent on the next working day. `parameters` are those of the contract's clause.
    """
    terms = {**duty_asked_by(ReferralSent).rule.numbers, **parameters}
    if tier is Tier.EMERGENCY:
        return sent_at.astimezone(UTC) + timedelta(hours=terms["emergency_hours"])
    return working_days_due(sent_at, terms[f"{tier.value}_working_days"])


def working_days_due(moment: datetime, working_days: int) -> datetime:
    """Give 24:00 of the n-th working day after an instant; after 17:00 or on a free day it counts as the next working day."""
    local = moment.astimezone(STOCKHOLM)
    counted = next_working_day(local.date())
    if is_working_day(local.date()) and local.time().replace(tzinfo=None) > OFFICE_CLOSES:
        counted = add_working_days(local.date(), 1)
    return first_instant(add_working_days(counted, working_days) + timedelta(days=1))
