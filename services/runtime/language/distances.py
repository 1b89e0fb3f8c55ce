"""How far a due is, how long something took and how long ago it was, in words of Swedish and English."""

from datetime import date, datetime, timedelta

from schemas.working_days import UnknownYear, working_days_between
from services.runtime.language.dates import civil_day, clock, instant, last_day, weekday


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
