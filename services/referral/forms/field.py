"""A form's fields as data, and the reader that checks what was typed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from services.runtime.language.look_alikes import tidy
from services.runtime.language.typed_time import Misread, read_day
from services.runtime.language.words import Words
from services.runtime.scan import scanner as scan

Kind = Literal["text", "date", "time", "integer", "radio", "checks", "select", "textarea", "tick", "heading"]
Choice = tuple[str, Words]
Raw = Mapping[str, str | Sequence[str]]
LONGEST_TEXT = 4000


@dataclass(frozen=True)
class Field:
    """One field of a form: its name, label, kind, hint and choices. A heading only groups what follows."""

    name: str
    label: Words
    kind: Kind = "text"
    hint: Words | None = None
    choices: tuple[Choice, ...] = ()
    optional: bool = False


def heading(name: str, swedish: str, english: str) -> Field:
    """Make a heading inside a form."""
    return Field(name, Words(sv=swedish, en=english), "heading")


def as_list(value: str | Sequence[str] | None) -> list[str]:
    """Give a value as a list of what is not blank."""
    values = [value] if isinstance(value, str) else list(value or ())
    return [one for one in values if one.strip()]


@dataclass
class Reader:
    """Reads a form field by field and collects errors and warnings by field name.

    `today` is the Swedish day of the request; `name` the person's name, which no free text may hold.
    """

    raw: Raw
    today: date
    name: str = ""
    errors: dict[str, Words] = field(default_factory=dict)
    warnings: dict[str, Words] = field(default_factory=dict)

    def wrong(self, name: str, swedish: str, english: str) -> None:
        """Note what is wrong with a field; the first note stands."""
        self.errors.setdefault(name, Words(sv=swedish, en=english))

    def warn(self, name: str, swedish: str, english: str) -> None:
        """Note what needs thought."""
        self.warnings.setdefault(name, Words(sv=swedish, en=english))

    def one(self, name: str) -> str:
        """Give what was typed in a field, trimmed; empty when nothing was."""
        values = as_list(self.raw.get(name))
        return tidy(values[0]).strip() if values else ""

    def many(self, name: str, choices: Iterable[Choice]) -> list[str]:
        """Give the ticked choices that exist."""
        known = {code for code, _ in choices}
        return [value for value in as_list(self.raw.get(name)) if value in known]

    def ticked(self, name: str) -> bool:
        """Tell whether a box is ticked."""
        return bool(self.one(name))

    def text(self, name: str, missing: Words | None = None, least: int = 0, *, unscanned: str = "") -> str:
        """Read a text; `missing` is the error when it is shorter than `least` characters, or empty.

        What it may reveal is looked for, unless `unscanned` says why it must hold just that.
        """
        typed = self.one(name)
        if missing is not None and len(typed) < max(least, 1):
            self.errors.setdefault(name, missing)
        elif len(typed) > LONGEST_TEXT:
            more = len(typed) - LONGEST_TEXT
            self.wrong(
                name, f"Texten är {more} tecken för lång. Korta den.", f"The text is {more} characters too long."
            )
        elif not unscanned and (found := scan.check(typed, self.name, as_list(self.raw.get(scan.READ_THROUGH)))):
            self.errors.setdefault(name, found)
        return typed

    def day(self, name: str, missing: Words | None = None) -> date | None:
        """Read a day; an error when it is none, or when it is missing and must be there."""
        typed = self.one(name)
        if not typed:
            if missing is not None:
                self.errors.setdefault(name, missing)
            return None
        found = read_day(typed)
        if isinstance(found, Misread):
            self.errors.setdefault(name, found.words)
            return None
        return found

    def past_day(self, name: str, missing: Words | None = None, future: Words | None = None) -> date | None:
        """Read a day that is not in the future."""
        found = self.day(name, missing)
        if found is not None and found > self.today:
            in_future = Words(
                sv="Dagen ligger i framtiden. Ange en dag som har varit.", en="The day lies in the future."
            )
            self.errors.setdefault(name, future or in_future)
        return found

    def integer(self, name: str, least: int, most: int, out: Words) -> int:
        """Read a whole number; `out` is the error when it is none or outside the bounds."""
        typed = self.one(name)
        if not re.fullmatch(r"\d{1,4}", typed) or not least <= int(typed) <= most:
            self.errors.setdefault(name, out)
            return least
        return int(typed)

    def choice(self, name: str, choices: Iterable[Choice], missing: Words) -> str:
        """Read one choice; `missing` is the error when none that exists was made."""
        typed = self.one(name)
        if typed not in {code for code, _ in choices}:
            self.errors.setdefault(name, missing)
            return ""
        return typed
