"""The settings as the environment gives them, or what is wrong with them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from pydantic import ValidationError

from services.runtime.settings import Settings

PREFIX = "UTVAG_"


OF_THE_TESTS = ("UTVAG_TEST_", "UTVAG_LONG", "UTVAG_PICTURES", "UTVAG_SEED", "UTVAG_ORACLE_HISTORIES")
"""Names that the test suite reads; no setting of a running Utväg."""


@dataclass(frozen=True)
class Problem:
    """What is wrong, and what to do about it. Never holds a password."""

    what: str
    do: str

    def __str__(self) -> str:
        """Give both on one line."""
        return f"{self.what}. {self.do}."


def read_settings() -> tuple[Settings | None, list[Problem]]:
    """Read the settings from the environment, or tell which are wrong; a name that no setting has is wrong too."""
    unknown = unknown_names(os.environ)
    try:
        settings = Settings()
    except ValidationError as wrong:
        return None, unknown + [
            Problem(
                f"UTVAG_{'_'.join(str(part) for part in error['loc']).upper()}: {error['msg']}",
                "Set it right or unset it",
            )
            for error in wrong.errors(include_input=False, include_url=False)
        ]
    return (None, unknown) if unknown else (settings, [])


def unknown_names(environment: Mapping[str, str]) -> list[Problem]:
    """Find names that look like settings and are none: a misspelt one would be passed over in silence."""
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    problems = []
    for name in sorted(environment):
        if not name.upper().startswith(PREFIX) or name.upper() in known or name.startswith(OF_THE_TESTS):
            continue
        near = get_close_matches(name.upper(), known, n=1)
        do = f"Write {near[0]}, or unset it" if near else "Unset it; docs/operations.md lists the settings"
        problems.append(Problem(f"{name} is no setting of Utväg", do))
    return problems


def in_words(wrong: Exception) -> str:
    """Say an error as a sentence; of the system's own, what was wanted and why it was not had, without its number."""
    if isinstance(wrong, OSError) and wrong.strerror:
        return f"{wrong.filename or 'A connection'}: {wrong.strerror}. utvag check says more."
    return f"{wrong}\nutvag check says more."
