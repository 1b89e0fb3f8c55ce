"""`utvag config`: every setting with its value and where it came from; of a secret only that it is set."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import SecretStr

from services.runtime.setting_files import SUFFIX, given, variable
from services.runtime.settings import Settings


@dataclass(frozen=True)
class Shown:
    """A setting as an operator may see it."""

    variable: str
    value: str
    origin: str

    def __str__(self) -> str:
        """Give it on one line, the origin last."""
        return f"{self.variable:26} {self.value:40} {self.origin}"


def shown(settings: Settings, environment: Mapping[str, str] = os.environ) -> Iterator[Shown]:
    """Give every setting in the order of the documentation."""
    known = given(environment)
    for name in Settings.model_fields:
        value = getattr(settings, name)
        is_secret = isinstance(value, SecretStr)
        said = "set" if is_secret else "none" if value is None else str(value)
        yield Shown(variable(name), said or "empty", _origin(variable(name), known))


def _origin(name: str, known: Mapping[str, str]) -> str:
    if name + SUFFIX in known:
        return f"file {known[name + SUFFIX]}"
    return "environment" if name in known else "default"
