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

from schemas.working_days import UnknownYear, working_days_between

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


def _amount(number: int, unit: str, language: str) -> str:
    names = {
        "working_day": {"sv": ("arbetsdag", "arbetsdagar"), "en": ("working day", "working days")},
        "day": {"sv": ("dag", "dagar"), "en": ("day", "days")},
    }
    one, many = names[unit][language]
    return f"{number} {one if number == 1 else many}"


def _ahead(text: str, language: str) -> str:
    return f"om {text}" if language == "sv" else f"in {text}"


def _late(text: str, language: str) -> str:
    return f"{text} sen" if language == "sv" else f"{text} late"


def _today(language: str) -> str:
    return "i dag" if language == "sv" else "today"


def distance_days(due: date | datetime, now: datetime, language: str = "sv") -> str:
    """Write how far a due is in calendar days: "om 3 dagar", "i dag", "2 dagar sen"."""
    number = (last_day(due) - civil_day(now)).days
    if number == 0:
        return _today(language)
    text = _amount(abs(number), "day", language)
    return _ahead(text, language) if number > 0 else _late(text, language)


def distance_working_days(due: date | datetime, now: datetime, language: str = "sv") -> str:
    """Write how far a due is in working days: "om 11 arbetsdagar", "i dag", "4 arbetsdagar sen".

    Where no working day lies between, or the calendar ends, the distance is in calendar days.
    """
    try:
        number = working_days_between(civil_day(now), last_day(due))
    except UnknownYear:
        number = 0
    if number == 0:
        return distance_days(due, now, language)
    text = _amount(abs(number), "working_day", language)
    return _ahead(text, language) if number > 0 else _late(text, language)


def duration(length: timedelta, language: str = "sv") -> str:
    """Write a length of time in days, hours and minutes: "1 tim 40 min", "2 dygn 3 tim", "under 1 min"."""
    minutes = int(abs(length).total_seconds() // 60)
    days, hours = divmod(minutes // 60, 24)
    names = ("dygn", "tim", "min") if language == "sv" else ("d", "h", "min")
    parts = [(days, names[0]), (hours, names[1]), (0 if days else minutes % 60, names[2])]
    shown = " ".join(f"{number} {name}" for number, name in parts if number)
    return shown or "under 1 min"


def distance_clock(due: datetime, now: datetime, language: str = "sv") -> str:
    """Write how far a due is in hours and minutes: "om 1 tim 40 min", "35 min sen"."""
    text = duration(due - now, language)
    return _ahead(text, language) if due > now else _late(text, language)


def ago(value: datetime, now: datetime, language: str = "sv") -> str:
    """Write how long ago something happened: "för 5 min sedan" or "5 min ago"."""
    text = duration(now - value, language)
    return f"för {text} sedan" if language == "sv" else f"{text} ago"


def due_by_working_days(due: date | datetime, now: datetime, language: str = "sv") -> str:
    """Write "måndag 7 december 2026 (om 11 arbetsdagar)"."""
    return f"{weekday(last_day(due), language)} ({distance_working_days(due, now, language)})"


def due_by_days(due: date | datetime, now: datetime, language: str = "sv") -> str:
    """Write "måndag 7 december 2026 (om 15 dagar)"."""
    return f"{weekday(last_day(due), language)} ({distance_days(due, now, language)})"


def due_by_clock(due: datetime, now: datetime, language: str = "sv") -> str:
    """Write "i dag kl. 16.00 (om 1 tim 40 min)", another day with its date."""
    distance = distance_clock(due, now, language)
    if civil_day(due) != civil_day(now):
        return f"{instant(due, language)} ({distance})"
    joint = " " if language == "sv" else ", "
    return f"{_today(language)}{joint}{clock(due, language)} ({distance})"


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
