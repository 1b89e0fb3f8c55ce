"""The vault: person data sealed per person; destroying a person's key erases them everywhere, backups included."""

import json
import os
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID
from weakref import WeakKeyDictionary

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import bindparam, null, update
from sqlmodel import col, select

from services.runtime.database.expressions import among, fields_of
from services.runtime.database.query import query
from services.runtime.database.tables.this_service import VaultRow
from services.runtime.database.work import Work

_NONCE = 12


@dataclass(frozen=True)
class Key:
    """A person's key under the master key; none where it was destroyed."""

    wrapped_key: bytes | None


@dataclass(frozen=True)
class Sealed:
    """What is kept of a person, under that person's key."""

    person: UUID
    wrapped_key: bytes
    sealed: bytes


_PERSON = col(VaultRow.person) == bindparam("of_person")
_KEY_OF = query(select(VaultRow.wrapped_key).where(_PERSON), into=Key)
_SEALED_OF = query(select(VaultRow.sealed).where(_PERSON, col(VaultRow.sealed).is_not(None)), into=bytes)
_ALL_SEALED = query(
    select(*fields_of(VaultRow, Sealed)).where(
        among(VaultRow.person, "persons"), col(VaultRow.wrapped_key).is_not(None), col(VaultRow.sealed).is_not(None)
    ),
    into=Sealed,
)
_SEAL = query(update(VaultRow).where(_PERSON).values(sealed=bindparam("new_sealed")))
_ERASE = query(update(VaultRow).where(_PERSON).values(wrapped_key=null(), sealed=null()))


class Erased(LookupError):
    """The person's key has been destroyed, or never was."""


class Vault:
    """Seals and opens what belongs to one person, under that person's own key wrapped by the master key."""

    def __init__(self, master: bytes) -> None:
        self._master = AESGCM(master)
        self._opened: WeakKeyDictionary[Work, dict[tuple[str, UUID], AESGCM]] = WeakKeyDictionary()
        """The keys a transaction has opened: they serve it to its end, and are gone with it."""

    async def put(self, work: Work, schema: str, person: UUID, fields: dict[str, str]) -> None:
        """Keep a person's identity, replacing what was there: only a worker may do the latter."""
        words = json.dumps(fields, ensure_ascii=False)
        if await self._make(work, schema, person, words):
            return
        sealed = _seal(await self._key(work, schema, person, make=False), person, words)
        await work.run(_SEAL.of(schema), new_sealed=sealed, of_person=person)

    async def reveal(self, work: Work, schema: str, person: UUID) -> dict[str, str]:
        """Open a person's identity. Log the reading first. Raises Erased."""
        sealed = await work.one(_SEALED_OF.of(schema), of_person=person)
        if sealed is None:
            raise Erased(schema)
        key = await self._key(work, schema, person, make=False)
        opened: dict[str, str] = json.loads(_open(key, person, sealed))
        return opened

    async def reveal_all(self, work: Work, schema: str, persons: Collection[UUID]) -> dict[UUID, dict[str, str]]:
        """Open the identities of several persons by one query; those who are erased or unknown are left out."""
        found: dict[UUID, dict[str, str]] = {}
        for kept in await work.all(_ALL_SEALED.of(schema), persons=list(persons)):
            key = AESGCM(bytes.fromhex(_open(self._master, kept.person, kept.wrapped_key)))
            found[kept.person] = json.loads(_open(key, kept.person, kept.sealed))
        return found

    async def seal_text(self, work: Work, schema: str, person: UUID, words: str) -> bytes:
        """Seal a text about a person under that person's key."""
        return _seal(await self._key(work, schema, person, make=True), person, words)

    async def open_text(self, work: Work, schema: str, person: UUID, sealed: bytes) -> str:
        """Open a text about a person. Raises Erased."""
        return _open(await self._key(work, schema, person, make=False), person, sealed)

    async def erase(self, work: Work, schema: str, person: UUID) -> None:
        """Destroy the person's key; nothing sealed under it can be read again."""
        self._opened.pop(work, None)
        await work.run(_ERASE.of(schema), of_person=person)

    async def _key(self, work: Work, schema: str, person: UUID, *, make: bool) -> AESGCM:
        opened = self._opened.setdefault(work, {})
        if (schema, person) not in opened:
            opened[schema, person] = await self._read_key(work, schema, person, make=make)
        return opened[schema, person]

    async def _read_key(self, work: Work, schema: str, person: UUID, *, make: bool) -> AESGCM:
        kept = await work.one(_KEY_OF.of(schema), of_person=person)
        if kept is None and make:
            if await self._make(work, schema, person):
                return self._opened[work][schema, person]
            # Another may have made it meanwhile: the first key is the person's.
            kept = await work.one(_KEY_OF.of(schema), of_person=person)
        if kept is None or kept.wrapped_key is None:
            raise Erased(schema)
        return AESGCM(bytes.fromhex(_open(self._master, person, kept.wrapped_key)))

    async def _make(self, work: Work, schema: str, person: UUID, words: str | None = None) -> bool:
        """Make a person's key, and seal what is kept under it; False when the person has one already."""
        made = AESGCM.generate_key(256)
        row = {
            "person": person,
            "wrapped_key": _seal(self._master, person, made.hex()),
            "sealed": None if words is None else _seal(AESGCM(made), person, words),
        }
        new = await work.add_new(VaultRow, row, schema=schema)
        if new:
            # A portal's transaction may not see the row before what it belongs to is there: the key is in hand.
            self._opened.setdefault(work, {})[schema, person] = AESGCM(made)
        return bool(new)


def _seal(key: AESGCM, person: UUID, words: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + key.encrypt(nonce, words.encode(), person.bytes)


def _open(key: AESGCM, person: UUID, sealed: bytes) -> str:
    return key.decrypt(sealed[:_NONCE], sealed[_NONCE:], person.bytes).decode()
