"""What a parse gave, taken apart."""

from typing import TypeVar

from services.runtime.forms.reader import Errors

Value = TypeVar("Value")


def apart(parsed: Value | Errors) -> tuple[Value | None, Errors]:
    """The value, or what is wrong by field."""
    return (None, parsed) if isinstance(parsed, Errors) else (parsed, Errors())
