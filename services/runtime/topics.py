"""Topics, their settings and who may use them, applied from one file: deploy/topics.yaml."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from confluent_kafka import KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # exported by import alone
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewPartitions,
    NewTopic,
    ResourcePatternType,
    ResourceType,
)
from pydantic import BaseModel, ConfigDict, Field

from services.runtime.broker import SASL_MECHANISM, Kafka

PLAN = Path(__file__).resolve().parents[2] / "deploy" / "topics.yaml"
ANSWER_SECONDS, LOOK_SECONDS = 20.0, 4.0


class Topic(BaseModel):
    """One topic: partitions, settings, who writes it and who reads it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    partitions: int = Field(ge=1, le=1000)
    settings: dict[str, str | int] = {}
    written_by: tuple[str, ...] = ()
    read_by: tuple[str, ...] = ()


class Plan(BaseModel):
    """The whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    replication: int = Field(ge=1, le=9)
    principal: str
    """With {service} for the service's name."""
    topics: dict[str, Topic]


def load(path: Path = PLAN) -> Plan:
    """Read the file. Raises ValueError that names the line or field that is wrong."""
    try:
        return Plan.model_validate(yaml.safe_load(path.read_text()))
    except yaml.YAMLError as wrong:
        raise ValueError(f"{path.name}: {wrong}") from wrong


def _admin(kafka: Kafka) -> AdminClient:
    told: dict[str, Any] = {"bootstrap.servers": kafka.addresses, "security.protocol": kafka.protocol, "log_level": 0}
    if kafka.with_password:
        secret = kafka.password.get_secret_value() if kafka.password else ""
        told |= {"sasl.mechanism": SASL_MECHANISM, "sasl.username": kafka.user or "", "sasl.password": secret}
    if kafka.authority:
        told["ssl.ca.location"] = str(kafka.authority)
    return AdminClient(told)


async def missing(kafka: Kafka, logs: Sequence[str]) -> list[str]:
    """Name the topics that are needed to tell and hear `logs` and do not exist.

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


async def apply(kafka: Kafka, plan: Plan | None = None) -> list[str]:
    """Make the broker agree with the plan. Gives, in words, what was done; running it again does nothing more."""
    return await asyncio.to_thread(_apply, kafka, plan or load())


def _apply(kafka: Kafka, plan: Plan) -> list[str]:
    admin = _admin(kafka)
    there = admin.list_topics(timeout=ANSWER_SECONDS)
    replication = min(plan.replication, len(there.brokers))
    done = []
    if replication < plan.replication:
        done.append(
            f"only {len(there.brokers)} brokers: {replication} copies of each topic instead of {plan.replication}"
        )
    for name, topic in plan.topics.items():
        full = kafka.prefix + name
        if full not in there.topics:
            settings = _settings(topic, replication)
            new = NewTopic(full, num_partitions=topic.partitions, replication_factor=replication, config=settings)
            _wait(admin.create_topics([new]))
            done.append(f"made {full} with {topic.partitions} partitions")
            continue
        have = len(there.topics[full].partitions)
        if have < topic.partitions:
            _wait(admin.create_partitions([NewPartitions(full, topic.partitions)]))
            done.append(f"{full}: {topic.partitions} partitions instead of {have}")
        done.extend(_configure(admin, full, _settings(topic, replication)))
    return done + _allow(admin, kafka, plan)


def _settings(topic: Topic, replication: int) -> dict[str, str]:
    told = {name: str(value) for name, value in topic.settings.items()}
    return told | {"min.insync.replicas": str(max(1, replication - 1))}


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


def bindings(plan: Plan, prefix: str) -> list[AclBinding]:
    """Give who may do what: each service writes its own topics, reads what it hears, and uses its own group."""
    found = []
    services = sorted({name for topic in plan.topics.values() for name in (*topic.written_by, *topic.read_by)})
    for service in services:
        who = plan.principal.format(service=service)
        found.append(_binding(ResourceType.GROUP, f"{prefix}utvag.{service}", who, AclOperation.READ))
        found.append(_binding(ResourceType.BROKER, "kafka-cluster", who, AclOperation.IDEMPOTENT_WRITE))
        for name, topic in plan.topics.items():
            may = [AclOperation.WRITE] * (service in topic.written_by) + [AclOperation.READ] * (
                service in topic.read_by
            )
            may += [AclOperation.DESCRIBE] * bool(may)
            found.extend(_binding(ResourceType.TOPIC, prefix + name, who, operation) for operation in may)
    return found


def _binding(kind: ResourceType, name: str, who: str, operation: AclOperation) -> AclBinding:
    return AclBinding(kind, name, ResourcePatternType.LITERAL, who, "*", operation, AclPermissionType.ALLOW)


def _allow(admin: AdminClient, kafka: Kafka, plan: Plan) -> list[str]:
    if not kafka.with_password:
        return ["no permissions set: the broker knows no users (UTVAG_KAFKA_SECURITY)"]
    wanted = bindings(plan, kafka.prefix)
    try:
        _wait(admin.create_acls(wanted))
    except KafkaException as error:
        return [f"permissions were not set: {error.args[0].str()}"]
    return [f"{len(wanted)} permissions stand"]


def _wait(futures: dict[Any, Any]) -> None:
    for future in futures.values():
        future.result(ANSWER_SECONDS)
