"""The months and weeks of Uppföljning."""

from datetime import date, datetime, timedelta

from services.runtime.language.dates import last_day


def months_up_to(last: str, number: int) -> tuple[str, ...]:
    """Give the number months that end with a month such as 2026-11, oldest first."""
    year, month = (int(part) for part in last.split("-"))
    index = year * 12 + month - 1
    return tuple(f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(index - number + 1, index + 1))


def weeks_up_to(day: date, number: int) -> tuple[str, ...]:
    """Give the number ISO weeks that end with the week of a day, such as 2026-W48, oldest first."""
    return tuple(week_of(day - timedelta(weeks=back)) for back in range(number - 1, -1, -1))


def week_of(day: date) -> str:
    """Give a day's ISO week, such as 2026-W48."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def month_of(day: date) -> str:
    """Give a day's month, such as 2026-11."""
    return f"{day.year:04d}-{day.month:02d}"


def cell_month(period: str, due: datetime) -> str:
    """Give the month a duty is shown in: the month a report covers, all else where it is due."""
    return period if len(period) == len("2026-11") and period[4] == "-" else month_of(last_day(due))
