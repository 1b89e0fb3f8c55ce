"""Settings from files, and what `utvag config` shows of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.runtime.process.environment import read_settings
from services.runtime.settings_shown import shown

SECRET = "postgresql://utvag:hunter2@db.example/utvag"


def _said(monkeypatch: pytest.MonkeyPatch, **variables: str) -> list[str]:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    settings, problems = read_settings()
    assert (settings is None) == bool(problems)
    return [str(problem) for problem in problems]


def test_a_value_is_read_from_its_file_without_the_newline_at_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "database").write_text(f"{SECRET}\n")
    (tmp_path / "port").write_text("8080\r\n")
    assert (
        _said(monkeypatch, UTVAG_DATABASE_FILE=str(tmp_path / "database"), utvag_port_file=str(tmp_path / "port")) == []
    )
    settings, _ = read_settings()
    assert settings is not None
    assert settings.database is not None
    assert settings.database.get_secret_value() == SECRET
    assert settings.port == 8080


def test_what_is_given_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "password").write_text("hunter2")
    said = _said(monkeypatch, UTVAG_SMTP_PASSWORD="other", UTVAG_SMTP_PASSWORD_FILE=str(tmp_path / "password"))
    assert said == ["UTVAG_SMTP_PASSWORD and UTVAG_SMTP_PASSWORD_FILE are both set. Unset one of them."]


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    said = _said(
        monkeypatch, UTVAG_DATABASE_FILE=str(tmp_path / "none"), UTVAG_KAFKA_USER_FILE=str(tmp_path / "binary")
    )
    do = "Name a file that this user may read."
    assert said == [
        f"UTVAG_DATABASE_FILE: {tmp_path / 'none'} cannot be read (No such file or directory). {do}",
        f"UTVAG_KAFKA_USER_FILE: {tmp_path / 'binary'} holds no text. {do}",
    ]


def test_a_setting_that_is_a_file_needs_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = _said(monkeypatch, UTVAG_VAULT_KEY_FILE=str(tmp_path / "key"))
    assert said == ["UTVAG_VAULT_KEY_FILE is no setting of Utväg. Write UTVAG_VAULT_KEY, or unset it."]


def test_every_setting_is_shown_with_its_origin_and_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "database").write_text(SECRET)
    monkeypatch.setenv("UTVAG_DATABASE_FILE", str(tmp_path / "database"))
    monkeypatch.setenv("UTVAG_KAFKA_PASSWORD", "hunter3")
    monkeypatch.setenv("UTVAG_PORT", "8080")
    settings, _ = read_settings()
    assert settings is not None
    lines = {each.variable: each for each in shown(settings)}
    assert len(lines) == len(type(settings).model_fields)
    assert (lines["UTVAG_DATABASE"].value, lines["UTVAG_DATABASE"].origin) == ("set", f"file {tmp_path / 'database'}")
    assert (lines["UTVAG_KAFKA_PASSWORD"].value, lines["UTVAG_KAFKA_PASSWORD"].origin) == ("set", "environment")
    assert (lines["UTVAG_PORT"].value, lines["UTVAG_PORT"].origin) == ("8080", "environment")
    assert (lines["UTVAG_SMTP_PASSWORD"].value, lines["UTVAG_SMTP_PASSWORD"].origin) == ("none", "default")
    assert "hunter" not in " ".join(map(str, lines.values()))
