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
from services.runtime.process.broker_check import broker
from services.runtime.process.check import check, mail
from services.runtime.settings import Settings
from services.runtime.web.middleware.connections import listening
from tests.parts.database import FreshDatabases
from tests.parts.kafka import RealKafka
from tests.parts.mail import MailServer
from tests.runtime import fixtures
from tests.runtime.process.checking import said


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


async def _well(kafka: Kafka) -> bool:
    return not await broker(kafka)
