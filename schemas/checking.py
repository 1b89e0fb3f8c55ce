"""The one check of a fact before it enters a log: what is appended can be read, counted and ordered by all who consume it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, TypeVar
from unicodedata import category
from uuid import UUID

from pydantic import BaseModel

from schemas.envelope import Event
from schemas.fact import Fact, MalformedFact

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
"""No day of a fact lies outside these two; both are inside."""
FIRST_INSTANT = datetime(1989, 12, 31, 23, tzinfo=UTC)
"""The first instant of FIRST_DAY in Stockholm."""
AFTER_LAST = datetime(2100, 12, 31, 23, tzinfo=UTC)
"""The first instant after LAST_DAY in Stockholm."""
LARGEST_NUMBER, LARGEST_POSITION = 2**31 - 1, 2**63 - 1
POSITIONS = ("position", "sequence", "directory_position")
LARGEST_TEXT = 900_000
"""Bytes of a fact's text; a broker takes a message of 1,000,000 with its headers."""
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Kinds of characters that no text of a fact holds: control, format, half a surrogate pair, line and paragraph breaks."""


@dataclass(frozen=True)
class Fault:
    """Why a fact may not be appended: the field by its path in the fact, a code, and what is wrong in Swedish and English.

    The texts are whole sentences and may repeat what was given: they go to whoever gave it, never to a log.
    """

    field: str
    code: str
    sv: str
    en: str


Found = Iterable[Fault]
F = TypeVar("F", bound=Callable[[Any], Found])
CHECKS: dict[type[Fact], list[Callable[[Any], Found]]] = {}


def check(*kinds: type[Fact]) -> Callable[[F], F]:
    """Register a check of some kinds of facts, and of every kind made from them: `check(fact)` gives its faults."""

    def register(function: F) -> F:
        for kind in kinds:
            CHECKS.setdefault(kind, []).append(function)
        return function

    return register


def faults_of(fact: Fact, occurred: datetime | None = None) -> list[Fault]:
    """Give what is wrong with a fact's own fields and the instant it speaks of; empty when it may be appended."""
    found = _inside("occurred", occurred) if occurred is not None else []
    found += _fields(fact, "")
    for examine in _checks(type(fact)):
        found += examine(fact)
    return found


def faults_in(event: Event) -> list[Fault]:
    """Give what is wrong with a fact at its place in the log: its fields, its envelope, and whether it can be read back."""
    return written(event)[1]


def written(event: Event) -> tuple[str, list[Fault]]:
    """Write a fact as its log keeps it, and give what `faults_in` gives; with a fault the text may be empty."""
    found = faults_of(event.fact)
    for name in ("position", "sequence", "occurred", "arrived", "received", "traceparent"):
        found += _inside(name, getattr(event, name))
    return ("", found) if found else _read_back(event)


@cache
def _checks(kind: type[Fact]) -> tuple[Callable[[Any], Found], ...]:
    return tuple(function for base in kind.__mro__ for function in CHECKS.get(base, ()))


def _fields(model: BaseModel, prefix: str) -> list[Fault]:
    found: list[Fault] = []
    for name in type(model).model_fields:
        value = getattr(model, name)
        if type(value) not in _HARMLESS:
            found += _inside(prefix + name, value)
    return found


def _inside(field: str, value: Any) -> list[Fault]:
    """Find what cannot be counted, kept or shown, however deep it lies."""
    if (cannot := _LIMITS.get(type(value))) is not None:
        return [] if (fault := cannot(field, value)) is None else [fault]
    if isinstance(value, BaseModel):
        return _fields(value, f"{field}.")
    if isinstance(value, tuple | list | set | frozenset):
        return [fault for number, inner in enumerate(value, 1) for fault in _inside(f"{field}.{number}", inner)]
    if isinstance(value, Mapping):
        return [
            fault
            for name, inner in value.items()
            for fault in (*_inside(field, name), *_inside(f"{field}.{name}", inner))
        ]
    return []


def _instant(field: str, value: datetime) -> Fault | None:
    good = value.tzinfo is not None and FIRST_INSTANT <= value < AFTER_LAST
    return None if good else _impossible_day(field)


def _day(field: str, value: date) -> Fault | None:
    return None if FIRST_DAY <= value <= LAST_DAY else _impossible_day(field)


def _length(field: str, value: timedelta) -> Fault | None:
    return None if abs(value) <= AFTER_LAST - FIRST_INSTANT else _impossible_number(field)


def _number(field: str, value: float) -> Fault | None:
    largest = LARGEST_POSITION if field in POSITIONS else LARGEST_NUMBER
    return None if 0 <= value <= largest else _impossible_number(field)


def _text(field: str, value: str) -> Fault | None:
    if value.isprintable() or all(category(each) not in UNSEEN for each in value):
        return None
    return Fault(
        field,
        "text",
        "Texten har tecken som inte syns, till exempel ett styrtecken.",
        "The text holds characters that cannot be seen, such as a control character.",
    )


_LIMITS: dict[type, Callable[[str, Any], Fault | None]] = {
    datetime: _instant,
    date: _day,
    timedelta: _length,
    int: _number,
    float: _number,
    str: _text,
}
_HARMLESS = {type(None), bool, UUID}
"""What most fields hold that nothing can be wrong with."""


def _read_back(event: Event) -> tuple[str, list[Fault]]:
    """Write the fact as the log keeps it, and read it: what comes back must be the same.

    A message in Kafka is put together from this text alone, and read by the same builder from the same values.
    """
    try:
        text = event.text()
        size = len(text.encode())
        read = Event.from_text(text)
        same = read == event or read.text() == text
    except (MalformedFact, ValueError, TypeError, OverflowError, RecursionError):
        text, same, size = "", False, 0
    if not same:
        sv = "Uppgiften går inte att läsa tillbaka som den skulle sparas."
        return text, [Fault("", "unreadable", sv, "What was given cannot be read back the way it would be saved.")]
    if size > LARGEST_TEXT:
        sv = "Uppgiften är för stor för att sparas."
        return text, [Fault("", "size", sv, "What was given is too large to be saved.")]
    return text, []


def _impossible_day(field: str) -> Fault:
    years = f"{FIRST_DAY.year}–{LAST_DAY.year}"
    return Fault(field, "day", f"Dagen ligger utanför åren {years}.", f"The day lies outside the years {years}.")


def _impossible_number(field: str) -> Fault:
    return Fault(field, "number", "Talet är mindre än 0 eller för stort.", "The number is less than 0, or too large.")
