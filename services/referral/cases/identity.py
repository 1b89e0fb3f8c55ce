"""Who a case is about: the personnummer, checked, and the age band on a day."""

from dataclasses import dataclass
from datetime import date

from personnummer import personnummer

from schemas.codes import AgeBand
from services.runtime.errors import Refused
from services.runtime.language.look_alikes import identifier, one_line
from services.runtime.language.words import Words

_BANDS = (
    (13, 15, AgeBand.AGE_13_15),
    (16, 17, AgeBand.AGE_16_17),
    (18, 20, AgeBand.AGE_18_20),
    (21, 25, AgeBand.AGE_21_25),
    (26, 200, AgeBand.AGE_26_PLUS),
)
_LONG = 12
_COORDINATION = 60


@dataclass(frozen=True)
class Identity:
    """A person's name and personnummer; only ever kept in the vault."""

    name: str
    personnummer: str

    def fields(self) -> dict[str, str]:
        """Give the identity as the vault keeps it."""
        return {"name": self.name, "personnummer": self.personnummer}

    @property
    def born(self) -> date:
        """Give the day of birth; a coordination number carries the day plus 60."""
        return born_on(self.personnummer)


def born_on(number: str) -> date:
    """Read the day of birth from twelve digits."""
    day = int(number[6:8])
    return date(int(number[:4]), int(number[4:6]), day - _COORDINATION if day > _COORDINATION else day)


def checked_number(typed: str) -> str | None:
    """Give a personnummer or samordningsnummer as twelve digits, or None when it is not one."""
    digits = "".join(letter for letter in identifier(typed) if letter not in "- +")
    if len(digits) != _LONG or not (digits.isascii() and digits.isdecimal()) or not personnummer.valid(digits):
        return None
    return digits


def age_band(born: date, on: date) -> AgeBand | None:
    """Give the age band somebody is in on a day; None under 13."""
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return next((band for low, high, band in _BANDS if low <= age <= high), None)


def wrong_identity(name: str, typed: str) -> list[Refused]:
    """Give all that is wrong with an identity as it was typed, field by field."""
    wrong = []
    if not one_line(name):
        wrong.append(
            Refused(
                "name_missing",
                Words(sv="Skriv personens namn.", en="Write the person's name."),
                Words(
                    sv="Namnet förvaras låst och syns bara i ärendet.", en="The name is kept sealed, in the case only."
                ),
                field="name",
            )
        )
    if checked_number(typed) is None:
        wrong.append(
            Refused(
                "personnummer_wrong",
                Words(sv="Personnumret stämmer inte.", en="The personnummer is not right."),
                Words(
                    sv="Skriv tolv siffror, till exempel 19900101-0017, och kontrollera den sista.",
                    en="Write twelve digits, such as 19900101-0017, and check the last one.",
                ),
                field="personnummer",
            )
        )
    return wrong


def identity(name: str, typed: str) -> Identity:
    """Make an identity from what was typed. Raises Refused."""
    number = checked_number(typed)
    for refused in wrong_identity(name, typed):
        raise refused
    return Identity(one_line(name)[:200], number or "")
