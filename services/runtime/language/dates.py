"""Days, instants, distances and numbers as the portal writes them, in Swedish and English, in Stockholm's civil time.

How days and times are read when people type them stands in typed_time.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import get_day_names, get_month_names
from babel.numbers import format_decimal
from markupsafe import Markup

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NO_BREAK = "\u00a0"
MINUS = "\u2212"

_MONTHS: dict[str, Mapping[int, str]] = {
    language: get_month_names("wide", "format", language) for language in ("sv", "en")
}
"""By number, from 1."""
_WEEKDAYS: dict[str, Mapping[int, str]] = {
    language: get_day_names("wide", "format", language) for language in ("sv", "en")
}
"""By number, Monday 0."""


def civil(value: date | datetime) -> datetime:
    """Give an instant in Stockholm's civil time; a bare date stands for its first instant.

    Raises ValueError for a datetime without time zone.
    """
    if not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day, tzinfo=STOCKHOLM)
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return value.astimezone(STOCKHOLM)


def civil_day(value: date | datetime) -> date:
    """Give the day in Stockholm that an instant falls on; a bare date is itself."""
    return civil(value).date() if isinstance(value, datetime) else value


def last_day(due: date | datetime) -> date:
    """Give the last day on which a due can be met: a due at 24:00 belongs to the day that ends there."""
    return civil(due - timedelta(microseconds=1)).date() if isinstance(due, datetime) else due


def comes_twice(value: datetime) -> bool:
    """Tell whether the time of day in Stockholm stands twice, because the clocks went back that night."""
    shown = civil(value)
    return shown.replace(fold=0).utcoffset() != shown.replace(fold=1).utcoffset()


def period_of(value: datetime) -> tuple[str, str]:
    """Give the period an instant falls in, in Swedish and English: sommartid or vintertid."""
    return ("sommartid", "summer time") if civil(value).dst() else ("vintertid", "winter time")


def _which(value: datetime, language: str) -> str:
    return f" {period_of(value)[0 if language == 'sv' else 1]}" if comes_twice(value) else ""


def day(value: date | datetime, language: str = "sv") -> str:
    """Write "7 december 2026"."""
    shown = civil_day(value)
    return f"{shown.day} {_MONTHS[language][shown.month]} {shown.year}"


def weekday(value: date | datetime, language: str = "sv") -> str:
    """Write "måndag 7 december 2026"."""
    return f"{_WEEKDAYS[language][civil_day(value).weekday()]} {day(value, language)}"


def short_weekday(value: date | datetime, language: str = "sv") -> str:
    """Write "mån" or "Mon"."""
    return _WEEKDAYS[language][civil_day(value).weekday()][:3]


def clock(value: datetime, language: str = "sv", *, seconds: bool = False) -> str:
    """Write "kl. 14.05" or "14:05", with seconds when asked; where it stands twice that night, with which it is."""
    shown = civil(value)
    pattern = "kl. %H.%M" if language == "sv" else "%H:%M"
    tail = (".%S" if language == "sv" else ":%S") if seconds else ""
    return shown.strftime(pattern + tail) + _which(value, language)


def instant(value: datetime, language: str = "sv", *, seconds: bool = False) -> str:
    """Write "22 november 2026 kl. 14.05" or "22 November 2026, 14:05"."""
    joint = " " if language == "sv" else ", "
    return f"{day(value, language)}{joint}{clock(value, language, seconds=seconds)}"


def table_day(value: date | datetime) -> str:
    """Write "2026-11-22"."""
    return civil_day(value).isoformat()


def table_instant(value: datetime, language: str = "sv") -> str:
    """Write "2026-11-22 14.05" or "2026-11-22 14:05"."""
    pattern = "%Y-%m-%d %H.%M" if language == "sv" else "%Y-%m-%d %H:%M"
    return civil(value).strftime(pattern) + _which(value, language)


def time_tag(value: date | datetime, text: str) -> Markup:
    """Give a <time> element with the machine's form (offset included) around a text."""
    machine = civil(value).isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()
    return Markup('<time datetime="{}">{}</time>').format(machine, text)


def period_name(period: str, language: str = "sv") -> str:
    """Write the month "2026-10" as "oktober 2026"."""
    year, month = period.split("-")
    return f"{_MONTHS[language][int(month)]} {year}"


def short_period_name(period: str, language: str = "sv") -> str:
    """Write the month "2026-10" as "okt" for the head of a grid."""
    return _MONTHS[language][int(period.split("-")[1])][:3]


def week_name(value: date | datetime, language: str = "sv") -> str:
    """Write "v. 48 2026" or "week 48 2026" (ISO weeks)."""
    year, week, _ = civil_day(value).isocalendar()
    return f"v. {week} {year}" if language == "sv" else f"week {week} {year}"


def number(value: float, language: str = "sv", decimals: int = 0) -> str:
    """Write a number with non-breaking thousands: "12 500", "1 250,5"; English "12,500"."""
    rounded = Decimal(f"{abs(value):.{decimals}f}")
    text = format_decimal(rounded, f"#,##0.{'0' * decimals}", language)
    return f"{MINUS}{text}" if value < 0 else text


def percent(value: float, language: str = "sv", decimals: int = 0) -> str:
    """Write a share given in percent: "92,5 %" with a non-breaking space, English "92.5%"."""
    return number(value, language, decimals) + (f"{NO_BREAK}%" if language == "sv" else "%")


def kronor(ore: int, language: str = "sv") -> str:
    """Write money given in öre: "12 500 kr", with öre only when there are any; English "SEK 12,500"."""
    text = number(ore / 100, language, 2 if ore % 100 else 0)
    return f"{text}{NO_BREAK}kr" if language == "sv" else f"SEK{NO_BREAK}{text}"
