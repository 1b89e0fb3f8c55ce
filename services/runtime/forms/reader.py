"""The one reader of what is typed: it gives values, and gathers what is wrong by field."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from services.runtime.errors import Refused
from services.runtime.forms.field import Choice
from services.runtime.language.look_alikes import tidy
from services.runtime.language.typed_day import Misread, read_day
from services.runtime.language.typed_time import WHICH, instant_of, period_or_none, read_clock, read_moment
from services.runtime.language.words import Words
from services.runtime.scan import scanner as scan

Raw = Mapping[str, str | Sequence[str]]
LONGEST_TEXT = 4000
IN_FUTURE = Words(sv="Dagen ligger i framtiden. Ange en dag som har varit.", en="The day lies in the future.")
DAY_MISSING = Words(sv="Ange vilken dag det hände.", en="Say on which day it happened.")
CLOCK_MISSING = Words(sv="Ange klockslag, tt.mm, till exempel 14.05.", en="Give the time, hh:mm, such as 14:05.")
_SPACE = Words(sv=" ", en=" ")


class Errors(dict[str, Words]):
    """What is wrong with a form, by field. A parse gives this or the value."""


def as_list(value: str | Sequence[str] | None) -> list[str]:
    """Give a value as a list of what is not blank."""
    values = [value] if isinstance(value, str) else list(value or ())
    return [one for one in values if one.strip()]


def codes_of(choices: Mapping[str, object] | Iterable[Choice]) -> Container[str]:
    """Give the codes that may be chosen: the keys of a mapping, or the first of each pair."""
    return choices if isinstance(choices, Mapping) else {code for code, _ in choices}


@dataclass
class Reader:
    """Reads a form field by field and gathers errors and warnings by field name; the first error of a field is kept.

    `day_of_request` is its Swedish day, without which nothing can be asked of days against `today`.
    `name` is the person's name, which no free text may hold.
    """

    raw: Raw
    day_of_request: date | None = None
    name: str = ""
    errors: Errors = field(default_factory=Errors)
    warnings: dict[str, Words] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The Swedish day of the request. Raises ValueError for a reader that was not given it."""
        if self.day_of_request is None:
            raise ValueError("give the reader the day of the request: a day is asked for that is compared with it")
        return self.day_of_request

    def wrong(self, name: str, swedish: str, english: str) -> None:
        """Note what is wrong with a field."""
        self.fault(name, Words(sv=swedish, en=english))

    def fault(self, name: str, what: Words, remedy: Words | None = None) -> None:
        """Note what is wrong with a field and what to do about it, which a page shows as one text."""
        self.errors.setdefault(name, what if remedy is None else what + _SPACE + remedy)

    def misread(self, name: str, found: Misread) -> None:
        """Note why a day or a time cannot be taken, at its field; at the choice of which when the time stands twice."""
        self.fault(name + WHICH if found.twice else name, found.what, None if found.twice else found.remedy)

    def refused(self, refused: Refused, fields: Mapping[str, str]) -> None:
        """Note a refusal at the form's own field for what it speaks of, else above the form; it replaces other errors."""
        self.errors[fields.get(refused.field or "", "")] = refused.what + _SPACE + refused.next_step

    def warn(self, name: str, swedish: str, english: str) -> None:
        """Note what needs thought."""
        self.warnings.setdefault(name, Words(sv=swedish, en=english))

    def one(self, name: str) -> str:
        """Give what was typed in a field, trimmed; empty when nothing was. It is not scanned."""
        values = as_list(self.raw.get(name))
        return tidy(values[0]).strip() if values else ""

    def many(self, name: str, choices: Mapping[str, object] | Iterable[Choice]) -> list[str]:
        """Give the ticked choices that exist."""
        known = codes_of(choices)
        return [value for value in as_list(self.raw.get(name)) if value in known]

    def ticked(self, name: str) -> bool:
        """Tell whether a box is ticked."""
        return bool(self.one(name))

    def prose(self, name: str) -> str:
        """Read a text that others read; an error when it may reveal somebody and nobody has ticked that it was read."""
        typed = self.one(name)
        if found := scan.check(typed, self.name, as_list(self.raw.get(scan.READ_THROUGH))):
            self.fault(name, found)
        return typed

    def text(self, name: str, missing: Words | None = None, least: int = 0, *, unscanned: str = "") -> str:
        """Read prose of a bounded length; `missing` is the error when it is shorter than `least` characters, or empty.

        What it may reveal is looked for, unless `unscanned` says why it must hold just that.
        """
        typed = self.one(name)
        if missing is not None and len(typed) < max(least, 1):
            self.fault(name, missing)
        elif len(typed) > LONGEST_TEXT:
            more = len(typed) - LONGEST_TEXT
            self.wrong(
                name, f"Texten är {more} tecken för lång. Korta den.", f"The text is {more} characters too long."
            )
        elif not unscanned:
            self.prose(name)
        return typed

    def day(self, name: str, missing: Words | None = None) -> date | None:
        """Read a day; an error when it is none, or when it is missing and must be there."""
        typed = self.one(name)
        if not typed:
            if missing is not None:
                self.fault(name, missing)
            return None
        found = read_day(typed)
        if isinstance(found, Misread):
            self.misread(name, found)
            return None
        return found

    def past_day(self, name: str, missing: Words | None = None, future: Words | None = None) -> date | None:
        """Read a day that is not after `today`."""
        found = self.day(name, missing)
        if found is not None and found > self.today:
            self.fault(name, future or IN_FUTURE)
        return found

    def moment(self, day: str, clock: str, missing: Words) -> datetime | None:
        """Read an instant from a day and a time of day in Stockholm; `missing` is the error when the day is not typed.

        Where the time stands twice that night, the field named after the clock's with WHICH behind it says which is meant.
        """
        return self._instant(self.day(day, missing), clock)

    def past_moment(self, day: str, clock: str, now: datetime) -> datetime | None:
        """Read an instant that is not after `now`. A typed minute that is the present one stands for now."""
        on = self.past_day(day, DAY_MISSING)
        found = self._instant(None if day in self.errors else on, clock, CLOCK_MISSING)
        if found is not None and found > now:
            self.wrong(clock, "Tidpunkten ligger i framtiden. Ange när det hände.", "The time lies in the future.")
            return None
        return found

    def written_moment(self, name: str) -> datetime | None:
        """Read an instant written in one field, as in a file; a day alone stands for its first instant."""
        typed = self.one(name)
        found = read_moment(typed) if typed else None
        if isinstance(found, Misread):
            self.misread(name, found)
            return None
        return found

    def _instant(self, on: date | None, clock: str, missing: Words | None = None) -> datetime | None:
        typed = self.one(clock)
        at = read_clock(typed)
        if missing is not None and not typed:
            self.fault(clock, missing)
        elif isinstance(at, Misread):
            self.misread(clock, at)
        elif on is not None:
            found = instant_of(on, at, period_or_none(self.one(clock + WHICH)))
            if not isinstance(found, Misread):
                return found
            self.misread(clock, found)
        return None

    def integer(self, name: str, least: int, most: int, out: Words) -> int:
        """Read a whole number; `out` is the error when it is none or outside the bounds."""
        typed = self.one(name)
        if not re.fullmatch(r"\d{1,4}", typed) or not least <= int(typed) <= most:
            self.fault(name, out)
            return least
        return int(typed)

    def choice(self, name: str, choices: Mapping[str, object] | Iterable[Choice], missing: Words) -> str:
        """Read one choice; `missing` is the error when none that exists was made."""
        typed = self.one(name)
        if typed not in codes_of(choices):
            self.fault(name, missing)
            return ""
        return typed
