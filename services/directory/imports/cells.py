"""Reading the cells of a row as days, numbers and codes; every fault is named by line and field, not only the first."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TypeVar

from services.directory.shared import names
from services.runtime.errors import Refused
from services.runtime.files.table import Row, Wrong, no_choice, plain_word
from services.runtime.forms.reader import Reader
from services.runtime.language.typed_day import Misread
from services.runtime.language.words import Words
from services.runtime.scan.scanner import READ_THROUGH, Revealing, tick_of

C = TypeVar("C")
NO_DAY = date(1, 1, 1)
YES_NO = {
    "ja": True, "nej": False, "yes": True, "no": False, "sant": True, "falskt": False, "true": True, "false": False,
}  # fmt: skip
"""Yes and no, also as spreadsheets write them."""
_WHOLE = re.compile(r"(\d{1,6}|\d{1,3}(?: \d{3})+)(?:[.,]0+)?")
_EMAIL = re.compile(
    r"(?=.{3,254}$)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
)
_PARAMETER = re.compile(r"([a-z][a-z0-9_]*)\s*=\s*(\d{1,9})")
_SEPARATOR = re.compile(r"\s*[/,|]\s*")

_READ_IT = Words(
    sv="Läs texten. Röjer den ingen: skriv ja i kolumnen genomläst.",
    en="Read the text. If it gives nobody away, write yes in the column read through.",
)
_TAKE_OUT = Words(sv="Skriv utan att peka ut någon.", en="Write without pointing anybody out.")


@dataclass
class _RowReader(Reader):
    """Reads a row's cells as a form's fields are read; `note` takes every fault with its remedy, not only a field's first."""

    note: Callable[[str, Words, Words], None] = field(kw_only=True)

    def fault(self, name: str, what: Words, remedy: Words | None = None) -> None:
        """Note a fault; one that comes without a remedy is a text that may reveal somebody."""
        may_stay = isinstance(what, Revealing) and what.tick
        self.note(name, what, remedy or (_READ_IT if may_stay else _TAKE_OUT))

    def misread(self, name: str, found: Misread) -> None:
        """Note why a cell cannot be taken; a file has no field of its own for which of two equal times is meant."""
        self.note(name, found.what, found.remedy)


class Cells:
    """A row's cells; what is wrong gathers in `wrong`, and a stand-in is given so that reading can go on."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.wrong: list[Wrong] = []
        self._reader = _RowReader(row.cells, note=self.fault)

    def fault(self, key: str, what: Words, remedy: Words) -> None:
        """Note a fault of one field."""
        self.wrong.append(Wrong(self.row.line, self.row.table.column(key).words, what, remedy))

    def refused(self, refused: Refused) -> None:
        """Note a refusal of the domain at the field it speaks of."""
        keys = {column.key for column in self.row.table.columns}
        key = _FIELDS.get(refused.field or "", refused.field or "")
        words = self.row.table.column(key).words if key in keys else self.row.table.words
        self.wrong.append(Wrong(self.row.line, words, refused.what, refused.next_step))

    def text(self, key: str) -> str:
        """Give a text; a fault when it is required and empty."""
        typed = self.row.cells.get(key, "")
        if not typed and self.row.table.column(key).required:
            self.fault(
                key,
                Words(sv="Uppgiften saknas.", en="Nothing is filled in."),
                Words(sv="Fyll i fältet.", en="Fill in the field."),
            )
        return typed

    def name_of(self, key: str) -> str:
        """Give a required name; a fault when it holds a number, an address or letters of another alphabet."""
        return self._checked(key, names.name)

    def number_of(self, key: str) -> str:
        """Give a required number or reference that people gave something; a fault as for a name."""
        return self._checked(key, names.number)

    def _checked(self, key: str, check_it: Callable[[str, str], str]) -> str:
        typed = self.text(key)
        try:
            return check_it(typed, key) if typed else ""
        except Refused as refused:
            self.refused(refused)
            return ""

    def prose(self, key: str) -> str:
        """Give a text that others read; a fault when it may reveal somebody and the row does not say that it was read."""
        typed = self.text(key)
        read = self.choice(READ_THROUGH, YES_NO, default=False)
        ticks = [tick_of(typed)] if read else []
        return _RowReader({key: typed, READ_THROUGH: ticks}, note=self.fault).prose(key)

    def day(self, key: str) -> date:
        """Give a required day."""
        self.text(key)
        return self._reader.day(key) or NO_DAY

    def day_or_none(self, key: str) -> date | None:
        """Give a day, or None when nothing is filled in."""
        return self._reader.day(key)

    def moment(self, key: str) -> datetime:
        """Give a required instant: a day and a time of day in Stockholm, or a day, which stands for its first instant."""
        self.text(key)
        return self._reader.written_moment(key) or datetime.combine(NO_DAY, time(), UTC)

    def number(self, key: str) -> int:
        """Give a required whole number."""
        typed = self.text(key)
        if whole := _WHOLE.fullmatch(typed):
            return int(whole[1].replace(" ", ""))
        if typed:
            self.fault(
                key,
                Words(sv="{typed} är inte ett heltal.", en="{typed} is not a whole number.").fill(typed=typed[:20]),
                Words(sv="Skriv ett heltal, till exempel 8.", en="Write a whole number, such as 8."),
            )
        return 0

    def email(self, key: str) -> str:
        """Give a required e-mail address, in lower case; a fault when no mail could reach it."""
        typed = self.text(key)
        if typed and not _EMAIL.fullmatch(typed):
            self.fault(
                key,
                Words(sv="E-postadressen stämmer inte.", en="The e-mail address is not right."),
                Words(
                    sv="Skriv bara adressen, som namn@kommunen.se, utan mellanrum, å, ä och ö.",
                    en="Write the address alone, like name@municipality.se, without blanks, å, ä and ö.",
                ),
            )
        return typed.casefold()

    def choice(self, key: str, codes: Mapping[str, C], default: C) -> C:
        """Give the code that a word stands for; `codes` is by lower-case word."""
        typed = self.text(key)
        if not typed:
            return default
        found = codes.get(plain_word(typed))
        if found is None:
            self._unknown_word(key, typed, codes)
            return default
        return found

    def choices(self, key: str, codes: Mapping[str, C]) -> tuple[C, ...]:
        """Give the codes of several words, divided by / or , or |."""
        typed = self.text(key)
        words = [word for word in _SEPARATOR.split(typed) if word]
        if any(plain_word(word) not in codes for word in words) and all(
            plain_word(word) in codes for word in typed.split()
        ):
            words = typed.split()
        found = []
        for word in words:
            code = codes.get(plain_word(word))
            if code is None:
                self._unknown_word(key, word, codes)
            elif code not in found:
                found.append(code)
        return tuple(found)

    def parameters(self, key: str) -> tuple[tuple[str, int], ...]:
        """Give a clause's parameters, written days=21 or several divided by , or /."""
        found = []
        for part in (part for part in _SEPARATOR.split(self.text(key)) if part):
            match = _PARAMETER.fullmatch(part)
            if match is None:
                self.fault(
                    key,
                    Words(sv="{part} kan inte läsas.", en="{part} cannot be read.").fill(part=part[:30]),
                    Words(
                        sv="Skriv namn=heltal, till exempel days=21.", en="Write name=whole number, such as days=21."
                    ),
                )
            else:
                found.append((match[1], int(match[2])))
        return tuple(sorted(found))

    def _unknown_word(self, key: str, typed: str, codes: Mapping[str, C]) -> None:
        first: dict[C, str] = {}
        for word, code in codes.items():
            first.setdefault(code, word)
        self.fault(key, *no_choice(typed, first.values()))


_FIELDS = {"at": "ends", "on": "valid_from", "staff": "label"}
