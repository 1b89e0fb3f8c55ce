"""The settings as the environment gives them, or what is wrong with them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from pydantic import ValidationError

from services.runtime.setting_files import PREFIX, SUFFIX, file_variables, given, value_in, variable
from services.runtime.settings import Settings

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
    unknown = [*unknown_names(os.environ), *unfit_files(os.environ)]
    if unknown:
        return None, unknown
    try:
        return Settings(), []
    except ValidationError as wrong:
        return None, [
            Problem(
                f"UTVAG_{'_'.join(str(part) for part in error['loc']).upper()}: {error['msg']}",
                "Set it right or unset it",
            )
            for error in wrong.errors(include_input=False, include_url=False)
        ]


def unfit_files(environment: Mapping[str, str]) -> list[Problem]:
    """Find settings that are given twice, by value and by file, and files that cannot be read."""
    known, problems = given(environment), []
    for name in file_variables(Settings):
        if name not in known:
            continue
        plain = name.removesuffix(SUFFIX)
        if plain in known:
            problems.append(Problem(f"{plain} and {name} are both set", "Unset one of them"))
        try:
            value_in(name, known[name])
        except ValueError as wrong:
            problems.append(Problem(str(wrong), "Name a file that this user may read"))
    return problems


def unknown_names(environment: Mapping[str, str]) -> list[Problem]:
    """Find names that look like settings and are none: a misspelt one would be passed over in silence."""
    known = [*map(variable, Settings.model_fields), *file_variables(Settings)]
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
