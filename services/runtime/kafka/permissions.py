"""Who may do what at the broker, by the plan of the topics: granted, taken back, and looked at."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from confluent_kafka import KafkaError, KafkaException, TopicCollection
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # exported by import alone
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
)

from services.runtime.kafka.topic_plan import Plan

ANSWER_SECONDS = 20.0
REFUSED = (KafkaError.TOPIC_AUTHORIZATION_FAILED, KafkaError.GROUP_AUTHORIZATION_FAILED)
UNSETTLED = (
    KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
    KafkaError.COORDINATOR_NOT_AVAILABLE,
    KafkaError.NOT_COORDINATOR,
    KafkaError.GROUP_ID_NOT_FOUND,
)
"""A young cluster that has had no groups yet: nothing is wrong with what one may do."""
ANY: Any = None
"""For every name, principal and host, which the library takes and does not declare."""
ANYTHING = AclBindingFilter(
    ResourceType.ANY, ANY, ResourcePatternType.ANY, ANY, ANY, AclOperation.ANY, AclPermissionType.ANY
)


def group_of(prefix: str, service: str) -> str:
    """Name the consumer group of a service."""
    return f"{prefix}utvag.{service}"


def bindings(plan: Plan, prefix: str) -> list[AclBinding]:
    """Give who may do what: each service writes its own topics, reads what it consumes, and uses its own group."""
    found = []
    for service in plan.services:
        who = plan.principal.format(service=service)
        if _reads(plan, service):
            found.append(_binding(ResourceType.GROUP, group_of(prefix, service), who, AclOperation.READ))
        found.append(_binding(ResourceType.BROKER, "kafka-cluster", who, AclOperation.IDEMPOTENT_WRITE))
        for name in plan.topics:
            may = _operations(plan, name, [service])
            may += [AclOperation.DESCRIBE] * bool(may)
            found.extend(_binding(ResourceType.TOPIC, prefix + name, who, operation) for operation in may)
    return found


def _reads(plan: Plan, service: str) -> bool:
    return any(service in topic.read_by for topic in plan.topics.values())


def _operations(plan: Plan, name: str, services: list[str]) -> list[AclOperation]:
    """Give what some services need to do with a topic."""
    topic = plan.topics[name]
    writes, reads = set(services) & set(topic.written_by), set(services) & set(topic.read_by)
    return [AclOperation.WRITE] * bool(writes) + [AclOperation.READ] * bool(reads)


def _binding(kind: ResourceType, name: str, who: str, operation: AclOperation) -> AclBinding:
    return AclBinding(kind, name, ResourcePatternType.LITERAL, who, "*", operation, AclPermissionType.ALLOW)


def set_right(admin: AdminClient, plan: Plan, prefix: str) -> list[str]:
    """Grant what the plan says, take back what else its users may do with its topics and groups, name what others may.

    Gives in words what was done. Raises KafkaException when the broker refuses.
    """
    try:
        have = set(admin.describe_acls(ANYTHING).result(ANSWER_SECONDS))
    except KafkaException as error:
        if error.args[0].code() != KafkaError.SECURITY_DISABLED:
            raise
        return ["no permissions set: the broker has no authorizer, so anybody who signs in may do anything"]
    wanted = bindings(plan, prefix)
    fresh = [binding for binding in wanted if binding not in have]
    if fresh:
        _wait(admin.create_acls(fresh))
    other = sorted((binding for binding in have - set(wanted) if _is_ours(binding, plan, prefix)), key=_words)
    whose = {plan.principal.format(service=service) for service in plan.services}
    stale = [binding for binding in other if binding.principal in whose]
    if stale:
        _wait(admin.delete_acls([_exactly(binding) for binding in stale]))
    done = [f"{len(wanted)} permissions stand, {len(fresh)} of them new"]
    done.extend(f"taken back: {_words(binding)}" for binding in stale)
    done.extend(f"not of the plan, left: {_words(binding)}" for binding in other if binding not in stale)
    return done


def _is_ours(binding: AclBinding, plan: Plan, prefix: str) -> bool:
    names = {prefix + name for name in plan.topics} | {group_of(prefix, service) for service in plan.services}
    return binding.restype in (ResourceType.TOPIC, ResourceType.GROUP) and binding.name in names


def _words(binding: AclBinding) -> str:
    verb = "may" if binding.permission_type is AclPermissionType.ALLOW else "may not"
    operation, kind = AclOperation(binding.operation), ResourceType(binding.restype)
    what = f"{operation.name.lower()} the {kind.name.lower()} {binding.name}"
    return f"{binding.principal} {verb} {what}"


def _exactly(binding: AclBinding) -> AclBindingFilter:
    place = (binding.restype, binding.name, binding.resource_pattern_type)
    return AclBindingFilter(*place, binding.principal, binding.host, binding.operation, binding.permission_type)


def lacking(admin: AdminClient, plan: Plan, prefix: str, user: str | None) -> tuple[list[str], list[str]]:
    """Look at what a user lacks for its part of the plan: topics that do not exist, and in words what it may not do.

    A user that is no service's own, an administrator for one, is looked at for all of them. Changes nothing.
    """
    own = plan.service_of(user)
    services = [own] if own else plan.services
    needs = {prefix + name: need for name in plan.topics if (need := _operations(plan, name, services))}
    gone: list[str] = []
    forbidden: list[str] = []
    for name, answer in admin.describe_topics(TopicCollection(list(needs)), include_authorized_operations=True).items():
        may, code = _may(answer)
        if code == KafkaError.UNKNOWN_TOPIC_OR_PART:
            gone.append(name)
        forbidden.extend(f"{need.name.lower()} {name}" for need in needs[name] if _is_missing(need, may, code))
    groups = [group_of(prefix, name) for name in services if _reads(plan, name)]
    if groups:
        for name, answer in admin.describe_consumer_groups(groups, include_authorized_operations=True).items():
            may, code = _may(answer)
            if _is_missing(AclOperation.READ, may, code):
                forbidden.append(f"read as the group {name}")
    return gone, forbidden


def _may(answer: Future[Any]) -> tuple[set[AclOperation], int | None]:
    try:
        return set(answer.result(ANSWER_SECONDS).authorized_operations or ()), None
    except KafkaException as error:
        code: int = error.args[0].code()
        if code not in (*REFUSED, KafkaError.UNKNOWN_TOPIC_OR_PART, *UNSETTLED):
            raise
        return set(), code


def _is_missing(need: AclOperation, may: set[AclOperation], code: int | None) -> bool:
    # An old broker does not tell what one may do; then nothing is held against it.
    return code in REFUSED or (code is None and bool(may) and need not in may)


def _wait(futures: dict[Any, Future[Any]]) -> None:
    for future in futures.values():
        future.result(ANSWER_SECONDS)
