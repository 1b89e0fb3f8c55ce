"""Settings by their faults: in words, without a value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from services.runtime.process.check import check
from services.runtime.process.configuration import configuration
from services.runtime.process.environment import in_words, read_settings, unknown_names
from services.runtime.settings import Settings


def test_settings_by_their_faults(tmp_path: Path) -> None:
    wrong = Settings(
        database=SecretStr("mysql://here/there"),
        kafka="broker-without-port",
        kafka_security="SASL_SSL",
        kafka_ca=tmp_path / "none.pem",
        vault_key=tmp_path / "none.hex",
    )
    found = " ".join(str(problem) for problem in configuration(wrong))
    for part in (
        "UTVAG_DATABASE",
        "UTVAG_KAFKA: 'broker-without-port'",
        "UTVAG_KAFKA_USER",
        "UTVAG_KAFKA_CA",
        "UTVAG_VAULT_KEY",
    ):
        assert part in found


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"smtp": "mail.example.org", "mail_from": "utvag@example.org"}, "UTVAG_SMTP is no address. Write host:port"),
        ({"smtp": "mail.example.org:587"}, "UTVAG_MAIL_FROM is not set"),
        ({"mail_from": "utvag at example"}, "UTVAG_MAIL_FROM is no mail address"),
        ({"smtp_user": "utvag"}, "UTVAG_SMTP_USER and UTVAG_SMTP_PASSWORD go together"),
        ({"host": "192.0.2.1"}, "Set UTVAG_PUBLIC_ADDRESS"),
        ({"host": "192.0.2.1", "public_address": "utvag.example.org"}, "UTVAG_PUBLIC_ADDRESS is no address"),
        ({"assets": Path("/nowhere")}, "UTVAG_ASSETS: the portal's style sheet"),
        ({"data": Path("/dev/null/utvag")}, "UTVAG_DATA: /dev/null is no folder"),
        ({"kafka": "broker:0"}, "UTVAG_KAFKA: 'broker:0' is no address"),
    ],
)
def test_what_is_wrong_with_a_setting_is_said_in_words(tmp_path: Path, settings: dict[str, Any], words: str) -> None:
    (problem,) = configuration(Settings(**{"data": tmp_path, **settings}))
    assert words in str(problem)
    assert "Errno" not in str(problem)


def test_a_key_file_that_holds_no_key_is_said(tmp_path: Path) -> None:
    assert configuration(Settings(data=tmp_path)) == []
    for name in ("vault.key", "receipt.key"):
        (tmp_path / name).write_text("not a key")
    said = [str(problem) for problem in configuration(Settings(data=tmp_path))]
    assert [words.partition(":")[0] for words in said] == ["UTVAG_VAULT_KEY", "UTVAG_RECEIPT_KEY"]


def test_a_name_that_is_no_setting_is_said_with_the_nearest_that_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [str(problem) for problem in unknown_names({"UTVAG_SMPT": "x", "UTVAG_PORT": "1", "PATH": "/bin"})] == [
        "UTVAG_SMPT is no setting of Utväg. Write UTVAG_SMTP, or unset it."
    ]
    monkeypatch.setenv("UTVAG_DATABSE", "postgresql://utvag:hunter2@db/utvag")
    settings, (problem,) = read_settings()
    assert settings is None
    assert "Write UTVAG_DATABASE" in str(problem)
    assert "hunter2" not in str(problem)


def test_an_error_of_the_system_is_a_sentence_without_a_number(tmp_path: Path) -> None:
    with pytest.raises(OSError) as wrong:  # noqa: PT011 - whichever the system raises
        (tmp_path / "none").read_text()
    assert in_words(wrong.value) == f"{tmp_path / 'none'}: No such file or directory. utvag check says more."


async def test_a_setting_of_the_wrong_kind_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UTVAG_PORT", "secret-port")
    settings, problems = read_settings()
    assert settings is None
    assert "UTVAG_PORT" in str(problems[0])
    assert "secret-port" not in str(problems[0])
    monkeypatch.delenv("UTVAG_PORT")
    settings, problems = read_settings()
    assert settings is not None
    assert not problems
    assert await check(Settings(database=None, kafka=None)) == []
