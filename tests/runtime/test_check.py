"""`utvag check` says what is wrong, and tells a dead host from a wrong password."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy.engine import make_url

from services.runtime import topics
from services.runtime.broker import Kafka
from services.runtime.check import broker, check, configuration, database, read_settings
from services.runtime.embedded import EmbeddedPostgres
from services.runtime.settings import Settings
from tests.parts.database import FreshDatabases
from tests.parts.kafka import RealKafka
from tests.runtime import ground


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
    await ground.until(lambda: _well(reached))
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
