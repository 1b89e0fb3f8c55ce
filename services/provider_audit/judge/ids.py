"""Derived ids: UUIDv5 of what a thing is, so that every judge gives it the same one."""

from hashlib import sha1
from uuid import UUID

NAMESPACE = UUID("9618ffa3-5f52-5538-adb0-0639aad317ca")
"""UUIDv5 of https://utvag.se/provider_audit in the namespace of addresses."""
_PREFIX = NAMESPACE.bytes


def derived(name: str) -> UUID:
    """Give the UUIDv5 of a name in the audit's namespace."""
    digest = bytearray(sha1(_PREFIX + name.encode(), usedforsecurity=False).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    return UUID(bytes=bytes(digest))


def obligation(rule: str, version: int, about: UUID, period: str) -> UUID:
    """Id of a duty: one per rule, version, thing it is about and period."""
    return derived(f"obligation/{rule}/{version}/{about}/{period}")


def duty_finding(obligation_id: UUID) -> UUID:
    """Id of the finding that a missed duty raises."""
    return derived(f"finding/{obligation_id}")


def condition_finding(rule: str, version: int, key: str, begun_by: UUID, *, ran_out: bool) -> UUID:
    """Id of the finding of an episode: `key` is what the condition is about, `begun_by` the fact that began it.

    One fact may begin two: terms that replace others at once and run out later.
    """
    return derived(f"finding/{rule}/{version}/{key}/{begun_by}{'/out' if ran_out else ''}")


def new_event(kind: str, subject: UUID, cause: str) -> UUID:
    """Id of an event of the judge: the class of its fact, its subject and what caused it."""
    return derived(f"told/{kind}/{subject}/{cause}")
