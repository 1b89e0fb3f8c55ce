"""The words of what was attested, sealed beside the facts: kept, opened, and known again by their labels."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, Uuid, bindparam, or_
from sqlmodel import col, select

from schemas.directory import InformationAnswered, InformationRequested, StaffEngaged
from services.directory.attestation_tables import AttestedRow, AttestedWordsRow
from services.directory.attestations.commands import EngageStaff
from services.directory.shared.attested import Attested
from services.directory.shared.commands import Command
from services.runtime.database.expressions import among, fields_of
from services.runtime.database.query import query
from services.runtime.database.work import Work
from services.runtime.vault.vault import Erased, Vault


@dataclass(frozen=True, slots=True)
class SealedWords:
    """The words of a fact, sealed under a key."""

    fact: UUID
    provider: UUID
    key: UUID
    sealed: bytes


SCHEMA = "directory"
_WORDS = select(*fields_of(AttestedWordsRow, SealedWords))
_WORDS_OF = query(_WORDS.where(among(AttestedWordsRow.fact, "facts")), into=SealedWords)
_PROVIDERS = bindparam("providers", type_=ARRAY(Uuid))
_LABELS = query(
    _WORDS.join(AttestedRow, col(AttestedRow.id) == AttestedWordsRow.fact).where(
        AttestedRow.type == StaffEngaged.type,
        or_(_PROVIDERS.is_(None), among(AttestedWordsRow.provider, "providers")),
    ),
    into=SealedWords,
)


def key_of(each: Attested) -> UUID:
    """Give whose key seals the words: the pseudonym of somebody of the staff, or the request's own."""
    fact = each.fact
    if isinstance(fact, StaffEngaged):
        return fact.staff
    return fact.request if isinstance(fact, InformationRequested | InformationAnswered) else each.id


async def words_of(work: Work, vault: Vault, facts: Iterable[UUID]) -> dict[UUID, str]:
    """Open the words of facts, as far as the work's role may read them; what was erased is left out."""
    return await _opened(work, vault, await work.all(_WORDS_OF, facts=list(facts)))


async def _opened(work: Work, vault: Vault, lines: Iterable[SealedWords]) -> dict[UUID, str]:
    opened: dict[UUID, str] = {}
    for line in lines:
        try:
            opened[line.fact] = await vault.open_text(work, SCHEMA, line.key, line.sealed)
        except Erased:
            continue
    return opened


async def staff_by_label(
    work: Work, vault: Vault, providers: Iterable[UUID] | None = None
) -> dict[tuple[UUID, str], UUID]:
    """Give the pseudonyms of staff by provider and the provider's own label, as far as the work's role may read them."""
    lines = await work.all(_LABELS, providers=None if providers is None else list(providers))
    labels = await _opened(work, vault, lines)
    return {(line.provider, labels[line.fact]): line.key for line in lines if line.fact in labels}


async def with_pseudonyms(work: Work, vault: Vault | None, commands: Iterable[Command]) -> list[Command]:
    """Give whoever is engaged a pseudonym: the one that the provider's label of them has, else a random one."""
    asked = list(commands)
    new = [each for each in asked if isinstance(each, EngageStaff) and each.staff is None]
    if not new or vault is None:
        return asked
    known = await staff_by_label(work, vault, {each.provider for each in new})
    return [with_pseudonym(each, known) if isinstance(each, EngageStaff) else each for each in asked]


def with_pseudonym(command: EngageStaff, known: dict[tuple[UUID, str], UUID]) -> EngageStaff:
    """Give one act its pseudonym, and remember a new one under the label."""
    if command.staff is not None:
        return command
    return replace(command, staff=known.setdefault((command.provider, " ".join(command.words.split())), uuid4()))
