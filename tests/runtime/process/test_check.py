"""`utvag check` says what is wrong, and tells a dead host from a wrong password."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy.engine import make_url

from services.runtime.embedded.postgres import EmbeddedPostgres
from services.runtime.kafka import topics
from services.runtime.kafka.broker import Kafka
from services.runtime.process.check import broker, check, database, mail
from services.runtime.process.configuration import configuration, in_words, read_settings, unknown_names
from services.runtime.settings import Settings
from services.runtime.web.middleware.connections import listening
from tests.parts.database import FreshDatabases
from tests.parts.kafka import RealKafka
from tests.parts.mail import MailServer
from tests.runtime import fixtures


async def said(address: str) -> str:
    return " ".join(str(problem) for problem in await database(address))


async def test_a_database_by_its_faults(
    postgres: EmbeddedPostgres, fresh_database: FreshDatabases, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = fresh_database()
    url = make_url(address)
    assert "lacks the tables of runtime" in await said(address)
    assert "does not answer" in await said(url.set(port=9).render_as_string(hide_password=False))
    wrong = await said(url.set(password="hunter2").render_as_string(hide_password=False))
    assert "refuses the user" in wrong
    assert "hunter2" not in wrong
    assert "does not exist" in await said(url.set(database="nowhere").render_as_string(hide_password=False))
    monkeypatch.setenv("PGSSLROOTCERT", "/nowhere/root.crt")
    assert "Correct UTVAG_DATABASE, or PGSSLROOTCERT" in await said(f"{address}?sslmode=verify-full")


async def test_a_broker_by_its_faults(kafka: RealKafka, topic_prefix: str) -> None:
    reached = Kafka(kafka.address, prefix=topic_prefix)
    (problem,) = await broker(reached)
    assert "lacks the topics" in problem.what
    assert "utvag topics apply" in problem.do
    await topics.apply(reached)
    await fixtures.until(lambda: _well(reached))
    (dead,) = await broker(Kafka("127.0.0.1:9"))
    assert "does not answer" in dead.what
    protocol = Kafka(kafka.address, protocol="SASL_PLAINTEXT", user="utvag", password=SecretStr("hunter2"))
    (other,) = await broker(protocol)
    assert "UTVAG_KAFKA_SECURITY" in other.do
    assert "hunter2" not in str(other)


async def test_something_that_is_no_broker_is_told_as_such() -> None:
    async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    (problem,) = await broker(Kafka(f"127.0.0.1:{port}"))
    assert "answers, but not as PLAINTEXT" in problem.what
    server.close()
    await server.wait_closed()


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


async def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with listening("127.0.0.1", 0, "UTVAG_PORT") as taken:
        taken.listen()
        port = taken.getsockname()[1]
        watching = Settings(data=tmp_path, watch=f"127.0.0.1:{port}")
        for settings, name in ((Settings(data=tmp_path, port=port), "UTVAG_PORT"), (watching, "UTVAG_WATCH")):
            (problem,) = await check(settings)
            assert "another program has it" in str(problem)
            assert name in str(problem)


async def test_a_mail_server_by_its_faults(tmp_path: Path) -> None:
    server = MailServer().open()
    plain: dict[str, Any] = {"data": tmp_path, "smtp_tls": False, "mail_from": "utvag@example.org"}
    address = f"127.0.0.1:{server.port}"
    try:
        assert await mail(Settings(smtp=address, **plain)) == []
        (encrypted,) = await mail(Settings(smtp=address, **{**plain, "smtp_tls": True}))
        assert "UTVAG_SMTP_TLS" in encrypted.do
        assert server.mails == []
    finally:
        server.close()
    (gone,) = await mail(Settings(smtp=address, **plain))
    assert "does not answer" in gone.what


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


async def _well(kafka: Kafka) -> bool:
    return not await broker(kafka)
