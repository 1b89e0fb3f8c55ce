"""Keeping what was attested: the facts as they were recorded, and beside them the words, sealed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, or_
from sqlmodel import col, select

from schemas.fact import FACTS
from services.directory.attestation_tables import AttestedRow, AttestedWordsRow
from services.directory.attestations.register_facts import of_register
from services.directory.attestations.sealed_words import SCHEMA, key_of
from services.directory.shared.attested import Attested
from services.directory.shared.register import Register
from services.directory.shared.state import PLATFORM, PORTAL
from services.directory.shared.store import Wanted, contracts_of
from services.runtime.database.expressions import among, fields_of
from services.runtime.database.query import query
from services.runtime.database.work import Work
from services.runtime.vault.vault import Vault


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


_LINES = select(*fields_of(AttestedRow, AttestedLine))
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


async def load(work: Work, register: Register, wanted: Wanted) -> None:
    """Add to a register what was attested about the things that acts speak of, and their providers' contracts' terms."""
    await _add(work, register, await work.all(_ABOUT, ids=[*wanted.ids, PORTAL]))


async def of_subjects(work: Work, register: Register, subjects: Iterable[UUID]) -> None:
    """Add to a register what was recorded about subjects, as far as the work's role may read it."""
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
