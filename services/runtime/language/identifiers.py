"""Identifiers: time-ordered for what is new, derived for what must come out the same again, short for people."""

from uuid import UUID, uuid5

import uuid_utils

NAMESPACE = UUID("6f7b9a52-3c1e-5d8a-9b64-7574766167aa")
PLATFORM = UUID(int=0)
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_SHORT = 4
"""Letters of a short number."""


def new_id() -> UUID:
    """Give a new UUIDv7."""
    return UUID(bytes=uuid_utils.uuid7().bytes)


def derived(kind: str, *parts: object) -> UUID:
    """Give the UUIDv5 of a kind and its parts: the same parts always give the same id."""
    return uuid5(NAMESPACE, "|".join((kind, *(str(part) for part in parts))))


def short(prefix: str, identity: UUID) -> str:
    """Give a short receipt-like number for people, such as U-8F2K."""
    return f"{prefix}-{_spoken(identity, _SHORT)}"


def is_short(prefix: str, typed: str) -> bool:
    """Tell whether a text is written as a short number with this prefix is; it need not be anybody's."""
    start, letters = typed[: len(prefix) + 1], typed[len(prefix) + 1 :]
    return start == f"{prefix}-" and len(letters) == _SHORT and set(letters) <= set(_LETTERS)


def reference(identity: UUID) -> str:
    """Give the number people use for a case or placement, such as K7M4-QX2P; it tells nothing about anybody."""
    letters = _spoken(identity, 8)
    return f"{letters[:4]}-{letters[4:]}"


def is_reference(typed: str) -> bool:
    """Tell whether a text is written as such a number is; it need not be anything's."""
    return len(typed) == 2 * _SHORT + 1 and typed[_SHORT] == "-" and set(typed.replace("-", "", 1)) <= set(_LETTERS)


def _spoken(identity: UUID, length: int) -> str:
    number = uuid5(NAMESPACE, identity.hex).int
    letters = []
    for _ in range(length):
        number, index = divmod(number, 30)
        letters.append(_LETTERS[index])
    return "".join(letters)
