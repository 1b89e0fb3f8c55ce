"""Swedish working days over committed data, shared so that a due and the distance shown to it never differ."""

import json
from bisect import bisect_right
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

SATURDAY = 5


class UnknownYear(ValueError):
    """A day outside the committed calendar; the text says which years it holds."""


@cache
def _data() -> dict[str, Any]:
    content = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise TypeError("schemas/working_days.json must hold one JSON object")
    return content


@cache
def _calendar() -> tuple[date, date, dict[date, dict[str, str]], list[date]]:
    data = _data()
    first, last = date(data["first_year"], 1, 1), date(data["last_year"], 12, 31)
    free = {date.fromisoformat(day): names for day, names in data["free_days"].items()}
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return first, last, free, [day for day in every if day.weekday() < SATURDAY and day not in free]


def calendar_source() -> tuple[str, str]:
    """Give the source and the version of the committed calendar."""
    return str(_data()["source"]), str(_data()["version"])


def _known(day: date) -> date:
    first, last, _, _ = _calendar()
    if not first <= day <= last:
        raise UnknownYear(f"the working-day calendar holds {first.year} to {last.year}, not {day.isoformat()}")
    return day


def is_working_day(day: date) -> bool:
    """Tell whether a day is Monday to Friday and neither a public holiday nor one of the three eves.

    Raises UnknownYear outside the committed years.
    """
    return _known(day).weekday() < SATURDAY and day not in _calendar()[2]


def free_day_name(day: date, language: str = "sv") -> str | None:
    """Give the name of a public holiday or eve ("långfredag"), None for any other day; weekends have no name."""
    names = _calendar()[2].get(_known(day))
    return names[language] if names else None


def add_working_days(day: date, number: int) -> date:
    """Give the number-th working day after a day, which is itself not counted.

    `number` is at least 1. Raises UnknownYear when the answer lies outside the committed years.
    """
    if number < 1:
        raise ValueError("number must be at least 1")
    working = _calendar()[3]
    place = bisect_right(working, _known(day)) + number - 1
    if place >= len(working):
        raise UnknownYear(
            f"the working-day calendar ends {working[-1].isoformat()}, before {number} working days are over"
        )
    return working[place]


def next_working_day(day: date) -> date:
    """Give the day itself when it is a working day, otherwise the next one."""
    return day if is_working_day(day) else add_working_days(day, 1)


def working_days_between(start: date, end: date) -> int:
    """Count the working days after `start` up to and with `end`; negative when `end` lies before `start`."""
    working = _calendar()[3]
    return bisect_right(working, _known(end)) - bisect_right(working, _known(start))


def check_calendar() -> None:
    """Raise ValueError when a committed day stands twice, out of order or outside the committed years."""
    days = [date.fromisoformat(day) for day in _data()["free_days"]]
    for earlier, later in pairwise(days):
        if earlier >= later:
            raise ValueError(f"schemas/working_days.json: {later.isoformat()} must come after {earlier.isoformat()}")
    for day in days:
        _known(day)
