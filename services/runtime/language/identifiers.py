"""Identifiers: time-ordered for what is new, derived for what must come out the same again, short for people."""

from uuid import UUID, uuid5

import uuid_utils

NAMESPACE = UUID("6f7b9a52-3c1e-5d8a-9b64-7574766167aa")
PLATFORM = UUID(int=0)
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id() -> UUID:
    """Give a new UUIDv7."""
    return UUID(bytes=uuid_utils.uuid7().bytes)


def derived(kind: str, *parts: object) -> UUID:
    """Give the UUIDv5 of a kind and its parts: the same parts always give the same id."""
    return uuid5(NAMESPACE, "|".join((kind, *(str(part) for part in parts))))


def short(prefix: str, identity: UUID) -> str:
    """Give a short receipt-like number for people, such as U-8F2K."""
    return f"{prefix}-{_spoken(identity, 4)}"


def reference(identity: UUID) -> str:
    """Give the number people use for a case or placement, such as K7M4-QX2P; it tells nothing about anybody."""
    letters = _spoken(identity, 8)
    return f"{letters[:4]}-{letters[4:]}"


def _spoken(identity: UUID, length: int) -> str:
    number = uuid5(NAMESPACE, identity.hex).int
    letters = []
    for _ in range(length):
        number, index = divmod(number, 30)
        letters.append(_LETTERS[index])
    return "".join(letters)
