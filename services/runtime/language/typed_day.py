"""Days, months and weeks as people type them, in forms, files and addresses, and what cannot be read as one."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from services.runtime.language.words import Words

FIRST_YEAR, LAST_YEAR = 1990, 2100
SERIAL_NOUGHT = date(1899, 12, 30)
"""The day that spreadsheets count from."""
_SHOWN = 20
_SERIAL = re.compile(r"([2-8]\d{4})(?:[.,]\d+)?")
_MIDNIGHT = r"(?:[ T]00[.:]00(?:[.:]00(?:\.0+)?)?)?"
_DAY = re.compile(rf"(\d{{4}})-?(\d{{2}})-?(\d{{2}}){_MIDNIGHT}")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_WEEK = re.compile(r"[0-9]{4}-W[0-9]{2}")


@dataclass(frozen=True)
class Misread:
    """Why what was typed cannot be taken and what to do; `twice` when it must only be said which of two is meant."""

    what: Words
    remedy: Words
    twice: bool = False

    @property
    def words(self) -> Words:
        """Give both as one text."""
        return self.what + Words(sv=" ", en=" ") + self.remedy

    @property
    def shown(self) -> Words:
        """Give what stands at a form's field, where a choice that follows needs no remedy."""
        return self.what if self.twice else self.words


_WRITE_DAY = Words(sv="Skriv åååå-mm-dd, till exempel 2026-11-22.", en="Write yyyy-mm-dd, such as 2026-11-22.")


def read_day(typed: str) -> date | Misread:
    """Read åååå-mm-dd or ååååmmdd in a year from FIRST_YEAR to LAST_YEAR; a midnight behind it is overlooked."""
    parts = _DAY.fullmatch(typed.strip())
    if parts is None:
        return _no_day(typed)
    try:
        found = date(int(parts[1]), int(parts[2]), int(parts[3]))
    except ValueError:
        return Misread(quoting("Dagen {typed} finns inte.", "There is no day {typed}.", typed), _WRITE_DAY)
    if FIRST_YEAR <= found.year <= LAST_YEAR:
        return found
    return Misread(
        quoting("Årtalet {typed} kan inte stämma.", "The year {typed} cannot be right.", f"{found.year:04d}"),
        Words(
            sv=f"Skriv ett år mellan {FIRST_YEAR} och {LAST_YEAR}.",
            en=f"Write a year from {FIRST_YEAR} to {LAST_YEAR}.",
        ),
    )


def _no_day(typed: str) -> Misread:
    serial = _SERIAL.fullmatch(typed.strip())
    if serial is None:
        return Misread(quoting("{typed} är inte en dag.", "{typed} is not a day.", typed), _WRITE_DAY)
    meant = SERIAL_NOUGHT + timedelta(days=int(serial[1]))
    return Misread(
        quoting(
            f"{{typed}} är kalkylbladets eget nummer för {meant}, inte en dag.",
            f"{{typed}} is the spreadsheet's own number of {meant}, not a day.",
            typed,
        ),
        _WRITE_DAY,
    )


def is_month(typed: str) -> bool:
    """Tell whether a text names a month of a year that can be meant, such as 2026-10."""
    return _MONTH.fullmatch(typed) is not None and FIRST_YEAR <= int(typed[:4]) <= LAST_YEAR


def is_week(typed: str) -> bool:
    """Tell whether a text names an ISO week of a year that can be meant, such as 2026-W48."""
    if _WEEK.fullmatch(typed) is None or not FIRST_YEAR <= int(typed[:4]) <= LAST_YEAR:
        return False
    try:
        date.fromisocalendar(int(typed[:4]), int(typed[6:]), 1)
    except ValueError:
        return False
    return True


def day_or_none(typed: str) -> date | None:
    """Read a day as read_day does; None for what is none."""
    found = read_day(typed)
    return found if isinstance(found, date) else None


def quoting(swedish: str, english: str, typed: str) -> Words:
    """Say what is wrong with what was typed, which is shown in place of `{typed}`."""
    return Words(sv=swedish, en=english).fill(typed=typed.strip()[:_SHOWN] or "–")
