"""Keeping what was attested: the facts as they were told, and beside them the words, sealed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ARRAY, Uuid, bindparam, func, or_
from sqlmodel import col, select

from schemas.directory import EnteredInError, InformationAnswered, InformationRequested, StaffEngaged
from schemas.fact import FACTS, Fact
from services.directory.attestations.commands import EngageStaff
from services.directory.paper_tables import AttestedRow, AttestedWordsRow
from services.directory.register.facts import CONTRACT_FACTS, REGISTER_FACTS
from services.directory.shared.commands import Command
from services.directory.shared.state import PLATFORM, PORTAL, Attested, Register
from services.directory.shared.store import Wanted, contracts_of
from services.runtime.database.expressions import among, fields_of
from services.runtime.database.query import query
from services.runtime.database.work import Work
from services.runtime.vault.vault import Erased, Vault

SCHEMA = "directory"


@dataclass(frozen=True, slots=True)
class AttestedLine:
    """What was attested, as it is kept."""

    id: UUID
    subject: UUID
    teller: UUID
    provider: UUID | None
    board: UUID | None
    with_supervisor: bool
    occurred: datetime
    recorded_at: datetime
    type: str
    body: str


@dataclass(frozen=True, slots=True)
class SealedWords:
    """The words of a fact, sealed under a key."""

    fact: UUID
    provider: UUID
    key: UUID
    sealed: bytes


@dataclass(frozen=True, slots=True)
class Count:
    """How many facts of a subject are kept."""

    subject: UUID
    facts: int


@dataclass(frozen=True, slots=True)
class TellerOf:
    """Whose word a fact is."""

    id: UUID
    teller: UUID


_LINES = select(*fields_of(AttestedRow, AttestedLine))
_WORDS = select(*fields_of(AttestedWordsRow, SealedWords))
_BY_ID = query(_LINES.where(AttestedRow.id == bindparam("id")), into=AttestedLine)
_ABOUT = query(
    _LINES.where(
        or_(
            among(AttestedRow.id, "ids"),
            among(AttestedRow.subject, "ids"),
            among(AttestedRow.provider, "ids"),
            col(AttestedRow.provider).in_(select(AttestedRow.provider).where(among(AttestedRow.id, "ids"))),
        )
    ).order_by(col(AttestedRow.made)),
    into=AttestedLine,
)
_OF_SUBJECTS = query(
    _LINES.where(among(AttestedRow.subject, "subjects")).order_by(col(AttestedRow.made)), into=AttestedLine
)
_ALL = query(_LINES.order_by(col(AttestedRow.made)), into=AttestedLine)
_COUNTS = query(
    select(AttestedRow.subject, func.count().label("facts"))
    .where(among(AttestedRow.subject, "subjects"))
    .group_by(col(AttestedRow.subject)),
    into=Count,
)
_TELLERS = query(select(*fields_of(AttestedRow, TellerOf)).where(among(AttestedRow.id, "facts")), into=TellerOf)
_WORDS_OF = query(_WORDS.where(among(AttestedWordsRow.fact, "facts")), into=SealedWords)
_PROVIDERS = bindparam("providers", type_=ARRAY(Uuid))
_LABELS = query(
    _WORDS.join(AttestedRow, col(AttestedRow.id) == AttestedWordsRow.fact).where(
        AttestedRow.type == StaffEngaged.type,
        or_(_PROVIDERS.is_(None), among(AttestedWordsRow.provider, "providers")),
    ),
    into=SealedWords,
)


async def load(work: Work, register: Register, wanted: Wanted) -> None:
    """Add to a register what was attested about the things that acts speak of, and their providers' contracts' terms."""
    await _add(work, register, await work.all(_ABOUT, ids=[*wanted.ids, PORTAL]))


async def of_subjects(work: Work, register: Register, subjects: Iterable[UUID]) -> None:
    """Add to a register what was told about things, as far as the work's role may read it."""
    wanted = list(subjects)
    if wanted:
        for line in await work.all(_OF_SUBJECTS, subjects=wanted):
            register.entities[line.id] = _attested(line)


async def load_all(work: Work, register: Register) -> None:
    """Add everything attested, as far as the work's role may read it."""
    await _add(work, register, await work.all(_ALL))


async def one(work: Work, fact: UUID) -> Attested | None:
    """Give what was attested by its fact's id, if the work's role may read it."""
    line = await work.one(_BY_ID, id=fact)
    return _attested(line) if line else None


async def _add(work: Work, register: Register, lines: Iterable[AttestedLine]) -> None:
    entities = [_attested(line) for line in lines]
    for each in entities:
        register.entities[each.id] = each
    providers = list({each.provider for each in entities if each.provider is not None})
    if not providers:
        return
    for contract in await contracts_of(work, providers):
        register.entities.setdefault(contract.id, contract)


def _attested(line: AttestedLine) -> Attested:
    return Attested(
        id=line.id,
        subject=line.subject,
        teller=line.teller,
        provider=line.provider,
        counterpart=PLATFORM if line.with_supervisor else line.board,
        occurred=line.occurred,
        recorded_at=line.recorded_at,
        fact=FACTS[line.type].model_validate_json(line.body),
    )


async def save(work: Work, vault: Vault | None, entities: Iterable[Attested]) -> None:
    """Keep what was attested, and its words sealed. Raises ValueError when there are words and no vault."""
    entities = list(entities)
    await work.add(AttestedRow, [_values(each) for each in entities])
    spoken = [each for each in entities if each.words]
    if spoken and vault is None:
        raise ValueError("hand in the vault: what somebody wrote is kept sealed")
    if vault is not None:
        await work.add(AttestedWordsRow, [await _sealed(work, vault, each) for each in spoken])


async def _sealed(work: Work, vault: Vault, each: Attested) -> dict[str, object]:
    key = key_of(each)
    return {
        "fact": each.id,
        "provider": each.provider,
        "board": _board(each),
        "with_supervisor": each.counterpart == PLATFORM,
        "key": key,
        "sealed": await vault.seal_text(work, SCHEMA, key, each.words),
    }


async def counts(work: Work, subjects: Iterable[UUID]) -> Counter[UUID]:
    """Count what is kept of each subject."""
    return Counter({each.subject: each.facts for each in await work.all(_COUNTS, subjects=list(subjects))})


async def tellers(work: Work, facts: Iterable[UUID]) -> dict[UUID, UUID]:
    """Give whose word facts are, by their ids."""
    return {each.id: each.teller for each in await work.all(_TELLERS, facts=list(facts))}


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


def of_register(fact: Fact) -> bool:
    """Tell whether a fact is the register's own, which everybody may read: not a contract's, which is its board's."""
    if isinstance(fact, EnteredInError):
        return fact.register_word
    return isinstance(fact, REGISTER_FACTS) and not isinstance(fact, CONTRACT_FACTS)


def _board(each: Attested) -> UUID | None:
    return None if each.counterpart == PLATFORM else each.counterpart


def _values(each: Attested) -> dict[str, object]:
    return {
        "id": each.id,
        "type": each.fact.type,
        "subject": each.subject,
        "teller": each.teller,
        "provider": each.provider,
        "board": _board(each),
        "with_supervisor": each.counterpart == PLATFORM,
        "occurred": each.occurred,
        "recorded_at": each.recorded_at,
        "body": each.fact.model_dump_json(),
        "of_register": of_register(each.fact),
    }
