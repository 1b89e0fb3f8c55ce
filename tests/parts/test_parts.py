"""The real parts of the test session do what the fixtures promise."""

from __future__ import annotations

import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from playwright.async_api import Page

from tests.parts.absent import absent
from tests.parts.database import FreshDatabases
from tests.parts.kafka import RealKafka
from tests.parts.mail import BREAK_OFF, MailServer
from tests.parts.processes import left_behind


def mail(text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "utvag@example.org", "someone@example.org", "Ärende"
    message.set_content(text)
    return message


async def test_databases_are_fresh_and_can_be_copied(fresh_database: FreshDatabases) -> None:
    first = fresh_database()
    connection = await asyncpg.connect(first)
    await connection.execute("CREATE TABLE mine (n int)")
    await connection.close()
    other = await asyncpg.connect(fresh_database())
    assert await other.fetchval("SELECT to_regclass('mine')") is None
    await other.close()
    copy = await asyncpg.connect(fresh_database(first.rsplit("/", 1)[1]))
    assert await copy.fetchval("SELECT count(*) FROM mine") == 0
    await copy.close()


async def test_kafka_keeps_what_was_sent_over_a_kill(kafka: RealKafka, topic_prefix: str, tmp_path: Path) -> None:
    broker = RealKafka(tmp_path / "own").open()
    assert broker.address != kafka.address
    topic = f"{topic_prefix}told"
    try:
        admin = AIOKafkaAdminClient(bootstrap_servers=broker.address)
        await admin.start()
        await admin.create_topics([NewTopic(topic, num_partitions=1, replication_factor=1)])
        await admin.close()
        producer = AIOKafkaProducer(bootstrap_servers=broker.address, enable_idempotence=True, acks="all")
        await producer.start()
        await producer.send_and_wait(topic, b"word", key=b"subject")
        await producer.stop()
        broker.kill()
        broker.open()
        consumer = AIOKafkaConsumer(topic, bootstrap_servers=broker.address, auto_offset_reset="earliest")
        await consumer.start()
        assert (await consumer.getone()).value == b"word"
        await consumer.stop()
    finally:
        broker.close()


async def test_the_mail_server_collects_refuses_and_breaks_off(smtp: MailServer) -> None:
    await aiosmtplib.send(mail("hej"), hostname=smtp.host, port=smtp.port)
    assert [(found.text.strip(), found.recipients) for found in smtp.mails] == [("hej", ("someone@example.org",))]
    smtp.answers.append("451 try later")
    with pytest.raises(aiosmtplib.SMTPDataError):
        await aiosmtplib.send(mail("later"), hostname=smtp.host, port=smtp.port)
    smtp.answers.append(BREAK_OFF)
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await aiosmtplib.send(mail("taken"), hostname=smtp.host, port=smtp.port)
    assert [found.text.strip() for found in smtp.mails] == ["hej", "taken"]


async def test_the_browser_shows_a_page(page: Page) -> None:
    await page.set_content("<title>Utväg</title><h1>Hej</h1>")
    assert await page.title() == "Utväg"
    assert await page.inner_text("h1") == "Hej"


def test_a_process_left_behind_is_found() -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        assert child.pid in left_behind("no such mark")
    finally:
        child.kill()
        child.wait()
    assert child.pid not in left_behind("no such mark")


def test_a_missing_part_skips_by_hand_and_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"Chromium is missing\. Install it with: apt-get install chromium"):
        absent("Chromium", "apt-get install chromium")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="Chromium is missing"):
        absent("Chromium", "apt-get install chromium")
