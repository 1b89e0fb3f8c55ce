"""Topics, their settings and who may use them, applied from one file: deploy/topics.yaml."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # exported by import alone
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewPartitions,
    NewTopic,
)

from services.runtime.kafka import permissions
from services.runtime.kafka.broker import SASL_MECHANISM, Kafka
from services.runtime.kafka.topic_plan import Plan, Topic, load

ANSWER_SECONDS, LOOK_SECONDS = 20.0, 4.0
REFUSED = (
    KafkaError.CLUSTER_AUTHORIZATION_FAILED,
    KafkaError.TOPIC_AUTHORIZATION_FAILED,
    KafkaError.GROUP_AUTHORIZATION_FAILED,
)
Answer = TypeVar("Answer")


def _admin(kafka: Kafka) -> AdminClient:
    settings: dict[str, Any] = {
        "bootstrap.servers": kafka.addresses,
        "security.protocol": kafka.protocol,
        "log_level": 0,
    }
    if kafka.with_password:
        secret = kafka.password.get_secret_value() if kafka.password else ""
        settings |= {"sasl.mechanism": SASL_MECHANISM, "sasl.username": kafka.user or "", "sasl.password": secret}
    if kafka.authority:
        settings["ssl.ca.location"] = str(kafka.authority)
    return AdminClient(settings)


async def missing(kafka: Kafka, logs: Sequence[str]) -> list[str]:
    """Name the topics that are needed to publish and consume `logs` and do not exist.

    Raises LookupError when the broker does not answer.
    """
    needed = [*(kafka.topic(log) for log in logs), kafka.watermarks]

    def known() -> set[str]:
        try:
            return set(_admin(kafka).list_topics(timeout=LOOK_SECONDS).topics)
        except KafkaException as error:
            raise LookupError(f"Kafka at {kafka.addresses} does not answer: `utvag check` says more") from error

    there = await asyncio.to_thread(known)
    return [topic for topic in needed if topic not in there]


async def lacking(kafka: Kafka) -> tuple[list[str], list[str]]:
    """Look at what this user lacks for its part of the plan: topics that do not exist, and in words what it may not do.

    Raises LookupError when the broker does not answer.
    """
    return await _asked(kafka, lambda: permissions.lacking(_admin(kafka), load(), kafka.prefix, kafka.user))


async def apply(kafka: Kafka, plan: Plan | None = None) -> list[str]:
    """Make the broker agree with the plan. Gives, in words, what was done; running it again does nothing more.

    Raises LookupError, in words, when the broker does not answer or refuses.
    """
    return await _asked(kafka, lambda: _apply(kafka, plan or load()))


async def _asked(kafka: Kafka, act: Callable[[], Answer]) -> Answer:
    try:
        return await asyncio.to_thread(act)
    except KafkaException as error:
        reason = error.args[0]
        if reason.code() in REFUSED:
            who = f"the user {kafka.user}" if kafka.with_password else "us"
            raise LookupError(f"Kafka at {kafka.addresses} does not allow {who} to do this: {reason.str()}") from error
        if reason.code() < 0:
            # A wrong password looks like this too: the client alone does not tell them apart.
            raise LookupError(f"Kafka at {kafka.addresses} does not answer us") from error
        raise LookupError(f"Kafka at {kafka.addresses} refuses: {reason.str()}") from error


def _apply(kafka: Kafka, plan: Plan) -> list[str]:
    admin = _admin(kafka)
    there = admin.list_topics(timeout=LOOK_SECONDS)
    replication = min(plan.replication, len(there.brokers))
    done = []
    if replication < plan.replication:
        done.append(f"too few brokers: {replication} copies of each topic instead of {plan.replication}")
    for name, topic in plan.topics.items():
        done.extend(_make_or_mend(admin, kafka.prefix + name, topic, replication, there.topics))
    if not kafka.with_password:
        return [*done, "no permissions set: the broker knows no users (UTVAG_KAFKA_SECURITY)"]
    return done + permissions.set_right(admin, plan, kafka.prefix)


def _make_or_mend(admin: AdminClient, name: str, topic: Topic, replication: int, there: dict[str, Any]) -> list[str]:
    settings = _settings(topic, replication)
    if name not in there:
        new = NewTopic(name, num_partitions=topic.partitions, replication_factor=replication, config=settings)
        made, there = _made(admin, new), _listed(admin, name)
        if made:
            return [f"made {name} with {topic.partitions} partitions"]
    done, have = [], len(there[name].partitions)
    if 0 < have < topic.partitions:
        _wait(admin.create_partitions([NewPartitions(name, topic.partitions)]))
        done.append(f"{name}: {topic.partitions} partitions instead of {have}")
    return done + _configure(admin, name, settings)


def _made(admin: AdminClient, new: NewTopic) -> bool:
    try:
        _wait(admin.create_topics([new]))
    except KafkaException as error:
        if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
            raise
        return False
    return True


def _listed(admin: AdminClient, name: str) -> dict[str, Any]:
    """Wait until the broker lists a topic that was made: it answers a moment before it does."""
    until = time.monotonic() + ANSWER_SECONDS
    while name not in (there := admin.list_topics(timeout=ANSWER_SECONDS).topics):
        if time.monotonic() > until:
            raise LookupError(f"Kafka has made the topic {name} and does not list it: run `utvag topics apply` again")
        time.sleep(0.05)
    return there


def _settings(topic: Topic, replication: int) -> dict[str, str]:
    settings = {name: str(value) for name, value in topic.settings.items()}
    return settings | {"min.insync.replicas": str(max(1, replication - 1))}


def _configure(admin: AdminClient, name: str, wanted: dict[str, str]) -> list[str]:
    resource = ConfigResource(ConfigResource.Type.TOPIC, name)
    have = next(iter(admin.describe_configs([resource]).values())).result(ANSWER_SECONDS)
    other = {key: value for key, value in wanted.items() if key not in have or have[key].value != value}
    if not other:
        return []
    entries = [ConfigEntry(key, value, incremental_operation=AlterConfigOpType.SET) for key, value in other.items()]
    _wait(
        admin.incremental_alter_configs([ConfigResource(ConfigResource.Type.TOPIC, name, incremental_configs=entries)])
    )
    return [f"{name}: {key} is {value} now" for key, value in other.items()]


def _wait(futures: dict[Any, Any]) -> None:
    for future in futures.values():
        future.result(ANSWER_SECONDS)
