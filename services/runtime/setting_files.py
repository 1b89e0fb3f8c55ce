"""Settings whose value stands in a file: UTVAG_X_FILE names the file of UTVAG_X, as containers are given their secrets."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

PREFIX, SUFFIX = "UTVAG_", "_FILE"


def variable(field_name: str) -> str:
    """Name the environment variable of a setting."""
    return f"{PREFIX}{field_name.upper()}"


def is_path(field: FieldInfo) -> bool:
    """Tell whether a setting names a file or folder itself, so that a file with its value would be one too many."""
    return "Path" in str(field.annotation)


def file_variables(settings: type[BaseSettings]) -> list[str]:
    """Name the variables by which a file may be named that holds a setting's value."""
    return [variable(name) + SUFFIX for name, field in settings.model_fields.items() if not is_path(field)]


def value_in(name: str, path: str) -> str:
    """Read a setting's value, without the newline at its end. Raises ValueError, in words, when that cannot be done."""
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except OSError as wrong:
        raise ValueError(f"{name}: {path} cannot be read ({wrong.strerror or type(wrong).__name__})") from None
    except UnicodeDecodeError:
        raise ValueError(f"{name}: {path} holds no text") from None


def given(environment: Mapping[str, str]) -> dict[str, str]:
    """Give the variables of Utväg that are set, in capitals, as they are read."""
    return {name.upper(): value for name, value in environment.items() if name.upper().startswith(PREFIX)}


class FromFiles(PydanticBaseSettingsSource):
    """Reads what UTVAG_X_FILE names."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Give a setting's value from its file, None where no file is named."""
        name = variable(field_name) + SUFFIX
        path = None if is_path(field) else given(os.environ).get(name)
        return None if path is None else value_in(name, path), field_name, False

    def __call__(self) -> dict[str, Any]:
        """Give the value of every setting that has a file."""
        values = {name: self.get_field_value(each, name)[0] for name, each in self.settings_cls.model_fields.items()}
        return {name: value for name, value in values.items() if value is not None}
