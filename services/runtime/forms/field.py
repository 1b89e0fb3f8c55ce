"""A form's fields as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeVar

from services.runtime.language.words import Words

Kind = Literal["text", "date", "time", "integer", "radio", "checks", "select", "textarea", "tick", "heading"]
Choice = tuple[str, Words]
Code = TypeVar("Code", bound=StrEnum)


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


def choices_of(words: Mapping[Code, Words]) -> tuple[Choice, ...]:
    """Give codes and their words as choices, in the order they stand."""
    return tuple((code.value, text) for code, text in words.items())
