"""Apache Kafka with encryption, a user for each service and nothing allowed that deploy/topics.yaml does not say."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
)
from confluent_kafka.admin import AclOperation, ResourceType  # type: ignore[attr-defined]
from pydantic import SecretStr
from typer.testing import CliRunner

from schemas.fact import LOGS
from services import main
from services.runtime.database.pool import Database
from services.runtime.kafka import permissions, topics
from services.runtime.kafka.broker import Kafka, producer
from services.runtime.kafka.topic_plan import load
from services.runtime.process.broker_check import broker
from tests.parts.absent import absent
from tests.parts.kafka import missing_kafka
from tests.parts.secured_kafka import ADMINISTRATOR, SecuredKafka
from tests.runtime import fixtures

SERVICES = tuple(fixtures.CONSUMES)
ALL_TOPICS = (*LOGS, "watermarks")


@pytest.fixture(scope="module")
def secured(session_folder: Path) -> Iterator[SecuredKafka]:
    """A secured broker with a user for each service and no permissions yet."""
    if how := missing_kafka():
        absent("Apache Kafka, which this test needs,", how)
    cluster = SecuredKafka(session_folder / "secured-kafka").open()
    cluster.add_users(*(user(service) for service in SERVICES), "stranger")
    yield cluster
    cluster.close()


@pytest.fixture
async def allowed(secured: SecuredKafka, topic_prefix: str) -> SecuredKafka:
    """The same with topics and permissions, applied by the administrator."""
    secured.prefix = topic_prefix
    done = await topics.apply(secured.user(ADMINISTRATOR))
    assert any("permissions stand" in line for line in done)
    return secured


def user(service: str) -> str:
    return f"utvag-{service}"


def topic_of(kafka: Kafka, name: str) -> str:
    return kafka.watermarks if name == "watermarks" else kafka.topic(name)


async def may_write(kafka: Kafka, name: str) -> bool:
    client = producer(kafka)
    await client.start()
    try:
        await client.send_and_wait(topic_of(kafka, name), b"x", key=b"x")
    except TopicAuthorizationFailedError:
        return False
    finally:
        await client.stop()
    return True


async def may_read(kafka: Kafka, name: str) -> bool:
    """Whether a consumer gets the first record of a topic, which must hold one."""
    client = AIOKafkaConsumer(topic_of(kafka, name), auto_offset_reset="earliest", group_id=None, **kafka.client())
    try:
        await client.start()
        found = await asyncio.wait_for(client.getone(), 20)
    except TopicAuthorizationFailedError:
        return False
    except UnknownTopicOrPartitionError:
        # aiokafka's words for a topic that it may not even see.
        assert topic_of(kafka, name) in client._client.cluster.unauthorized_topics
        return False
    finally:
        await client.stop()
    return found.value is not None


async def test_each_service_may_do_what_the_plan_says_and_nothing_else(allowed: SecuredKafka) -> None:
    for name in ALL_TOPICS:
        assert await may_write(allowed.user(ADMINISTRATOR), name)
    for service, name in itertools.product(SERVICES, ALL_TOPICS):
        plan = load().topics[f"utvag.{name}"]
        who = allowed.user(user(service))
        assert await may_write(who, name) == (service in plan.written_by), (service, "write", name)
        assert await may_read(who, name) == (service in plan.read_by), (service, "read", name)
    for service in SERVICES:
        granted = {name for name in LOGS if service in load().topics[f"utvag.{name}"].read_by}
        assert granted == set(fixtures.CONSUMES[service])


async def test_nobody_reads_in_the_name_of_anothers_group(allowed: SecuredKafka) -> None:
    notify = allowed.user(user("notify"))
    assert await topics.missing(notify, ("directory",)) == []
    own = AIOKafkaConsumer(notify.topic("directory"), group_id=notify.group("notify"), **notify.client())
    await own.start()
    await own.stop()
    others = AIOKafkaConsumer(notify.topic("directory"), group_id=notify.group("referral"), **notify.client())
    with pytest.raises(GroupAuthorizationFailedError):
        await others.start()
    await others.stop()


async def test_facts_flow_between_processes_of_two_services_each_under_its_own_user(
    allowed: SecuredKafka, database: Database
) -> None:
    tellers = fixtures.running([fixtures.service("directory")], database, allowed.user(user("directory")))
    hearers = fixtures.running([fixtures.service("referral")], database, allowed.user(user("referral")))
    async with tellers as new_event, hearers as consuming:
        await fixtures.append(database, "directory", 40)
        await fixtures.until(lambda: _effects(database, 40), why="what directory told has its effect in referral")
        await fixtures.until(lambda: _empty(consuming.caught_up), why="caught up, by the watermark")
        assert not new_event.ready()
        assert not consuming.ready()


async def test_check_tells_a_wrong_password_a_wrong_port_a_wrong_authority_and_a_missing_right_apart(
    allowed: SecuredKafka, tmp_path: Path
) -> None:
    for name in (ADMINISTRATOR, *map(user, SERVICES)):
        assert await broker(allowed.user(name)) == []
    referral = allowed.user(user("referral"))
    (wrong,) = await broker(replace(referral, password=SecretStr("hunter2")))
    assert "refuses the user utvag-referral or the password" in wrong.what
    assert "UTVAG_KAFKA_PASSWORD" in wrong.do
    assert "hunter2" not in str(wrong)
    (unknown,) = await broker(replace(referral, user="nobody"))
    assert "refuses the user nobody or the password" in unknown.what
    for protocol in ("PLAINTEXT", "SASL_PLAINTEXT"):
        (other,) = await broker(replace(referral, protocol=protocol))
        assert "UTVAG_KAFKA_SECURITY" in other.do
    (untrusted,) = await broker(replace(referral, authority=None))
    assert "UTVAG_KAFKA_CA" in untrusted.do
    (stranger,) = await broker(allowed.user("stranger"))
    assert "does not let the user stranger write" in stranger.what
    assert "utvag topics apply" in stranger.do
    missing = replace(allowed.user(ADMINISTRATOR), prefix="nowhere.")
    assert "lacks the topics nowhere.utvag.directory" in (await broker(missing))[0].what


async def test_a_right_that_was_taken_away_is_told_and_applying_again_grants_it(allowed: SecuredKafka) -> None:
    administrator = allowed.user(ADMINISTRATOR)
    admin, notify = topics._admin(administrator), allowed.user(user("notify"))
    everything = admin.describe_acls(permissions.ANYTHING).result(20)
    granted = [
        one
        for one in everything
        if one.principal == "User:utvag-notify"
        and (one.name in (notify.topic("referral"), notify.group("notify")))
        and one.operation is AclOperation.READ
    ]
    assert len(granted) == 2
    for future in admin.delete_acls([permissions._exactly(one) for one in granted]).values():
        future.result(20)
    (said,) = await _until_said(notify)
    assert f"read {notify.topic('referral')}" in said
    assert f"read as the group {notify.group('notify')}" in said
    assert "38 permissions stand, 2 of them new" in await topics.apply(administrator)
    await fixtures.until(lambda: _well(notify))


async def test_what_the_plan_no_longer_says_is_taken_back_and_what_others_got_is_named(allowed: SecuredKafka) -> None:
    administrator = allowed.user(ADMINISTRATOR)
    admin = topics._admin(administrator)
    topic = administrator.topic("referral")
    stale = permissions._binding(ResourceType.TOPIC, topic, "User:utvag-directory", AclOperation.READ)
    others = permissions._binding(ResourceType.TOPIC, topic, "User:backup", AclOperation.READ)
    for future in admin.create_acls([stale, others]).values():
        future.result(20)
    await fixtures.until(lambda: _reads(allowed.user(user("directory")), "referral", topic))
    done = await topics.apply(administrator)
    assert f"taken back: User:utvag-directory may read the topic {topic}" in done
    assert f"not of the plan, left: User:backup may read the topic {topic}" in done
    again = await topics.apply(administrator)
    assert not [line for line in again if line.startswith("taken back")]
    assert "38 permissions stand, 0 of them new" in again


async def test_only_an_administrator_applies_the_plan_and_others_are_told_so(allowed: SecuredKafka) -> None:
    with pytest.raises(LookupError, match="does not allow the user utvag-referral"):
        await topics.apply(allowed.user(user("referral")))
    with pytest.raises(LookupError, match="does not allow the user utvag-referral"):
        await topics.apply(replace(allowed.user(user("referral")), prefix="elsewhere."))
    with pytest.raises(LookupError, match="does not answer"):
        await topics.apply(allowed.user(ADMINISTRATOR, "hunter2"))


@pytest.fixture
def own_logs() -> Iterator[None]:
    """The command sets the logs up for its own process: here they are put back."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def test_the_commands_of_an_operator(
    secured: SecuredKafka, topic_prefix: str, monkeypatch: pytest.MonkeyPatch, own_logs: None
) -> None:
    def as_user(name: str, password: str = "") -> None:
        settings = {
            "KAFKA": secured.address,
            "KAFKA_SECURITY": "SASL_SSL",
            "KAFKA_USER": name,
            "KAFKA_PASSWORD": password or secured.passwords[name],
            "KAFKA_CA": str(secured.authority),
            "TOPIC_PREFIX": topic_prefix,
        }
        for key, value in settings.items():
            monkeypatch.setenv(f"UTVAG_{key}", value)

    as_user(ADMINISTRATOR)
    applied = CliRunner().invoke(main.app, ["topics", "apply"])
    assert applied.exit_code == 0, applied.output
    assert "38 permissions stand" in applied.output
    as_user("utvag-notify")
    assert "All is well." in CliRunner().invoke(main.app, ["check"]).output
    refused = CliRunner().invoke(main.app, ["topics", "apply"])
    assert refused.exit_code == 1
    assert "does not allow the user utvag-notify" in refused.output
    as_user("utvag-notify", "hunter2")
    said = CliRunner().invoke(main.app, ["check"])
    assert said.exit_code == 1
    assert "refuses the user utvag-notify or the password" in said.output
    assert "hunter2" not in said.output


async def _effects(database: Database, expected: int) -> bool:
    return await fixtures.number(database, "referral", "referral.effect") == expected


async def _empty(reasons: object) -> bool:
    await asyncio.sleep(0)
    return callable(reasons) and not reasons()


async def _until_said(kafka: Kafka) -> list[str]:
    async def said() -> bool:
        return bool(await broker(kafka))

    await fixtures.until(said)
    return [problem.what for problem in await broker(kafka)]


async def _well(kafka: Kafka) -> bool:
    return not await broker(kafka)


async def _reads(kafka: Kafka, name: str, topic: str) -> bool:
    described = topics._admin(kafka).list_topics(timeout=10).topics
    return topic in described and name in topic
