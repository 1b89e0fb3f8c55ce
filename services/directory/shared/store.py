"""Loading what acts need, and saving what they changed: one query or statement a table."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    func,
    or_,
)
from sqlmodel import col, select

from services.directory.people_tables import InvitationRow
from services.directory.permit_tables import NotPermitBoundRow, PermitRow
from services.directory.schema import DirectoryTable
from services.directory.shared import municipalities
from services.directory.shared.clause_store import KEEP_CLAUSES, RETRACT_CLAUSES, clause_values, with_clauses
from services.directory.shared.commands import Command
from services.directory.shared.register import Entity, Register
from services.directory.shared.state import Board, Commission, Contract, Exemption, Invitation, Permit, Provider, Unit
from services.directory.tables import BoardRow, CommissionRow, ContractRow, ProviderRow, UnitRow
from services.runtime.database.expressions import among, as_lists, fields_of
from services.runtime.database.query import Query, query
from services.runtime.database.work import Work

ROWS: dict[type[Any], type[DirectoryTable]] = {
    Board: BoardRow,
    Provider: ProviderRow,
    Contract: ContractRow,
    Unit: UnitRow,
    Permit: PermitRow,
    Exemption: NotPermitBoundRow,
    Commission: CommissionRow,
    Invitation: InvitationRow,
}
"""In the order in which rows are saved: a board may speak of a provider's units once its contract is on file."""
_OF_ITS_CLAUSES = "clauses"
_FIELDS = {kind: [each.name for each in fields(kind) if each.name != _OF_ITS_CLAUSES] for kind in ROWS}


def _on_file(kind: type[Any], *conditions: ColumnElement[bool]) -> Query[Any]:
    """Give the query of one kind of thing: what was entered in error is on file no more."""
    row: Any = ROWS[kind]
    chosen = select(*fields_of(row, kind, besides=[_OF_ITS_CLAUSES])).where(*conditions)
    return query(chosen.where(~col(row.retracted)) if hasattr(row, "retracted") else chosen, into=kind)


def _kept_together(row: Any, *keys: ColumnElement[bool]) -> ColumnElement[bool]:
    return or_(among(row.id, "ids"), *keys)


_LOAD = {
    kind: _on_file(kind, _kept_together(ROWS[kind], together))
    for kind, together in (
        (Board, among(BoardRow.municipality, "words")),
        (Provider, among(ProviderRow.orgnr, "words")),
        (Unit, among(UnitRow.provider, "ids")),
        (Permit, among(PermitRow.provider, "ids")),
        (Exemption, among(NotPermitBoundRow.provider, "ids")),
        (
            Contract,
            among(ContractRow.board, "ids") & (among(ContractRow.number, "words") | among(ContractRow.provider, "ids")),
        ),
        (Commission, among(CommissionRow.person, "ids")),
        (Invitation, among(InvitationRow.id, "ids")),
    )
}
_ALL = {kind: _on_file(kind) for kind in ROWS}
_CONTRACTS_OF = _on_file(Contract, among(ContractRow.provider, "providers"))
_ONE_WRITER = query(select(func.pg_advisory_xact_lock(5_270_118)))


@dataclass
class Wanted:
    """What some acts speak of: every id in them, and every word that may be a natural key."""

    ids: set[UUID] = field(default_factory=set)
    words: set[str] = field(default_factory=set)

    @classmethod
    def by(cls, acts: Iterable[Command]) -> "Wanted":
        """Gather what acts speak of."""
        wanted = cls()
        for act in acts:
            wanted.add(act)
        return wanted

    def add(self, value: object) -> None:
        """Gather the ids and words of one value, however deep."""
        if isinstance(value, UUID):
            self.ids.add(value)
        elif isinstance(value, str):
            self.words.update({value, " ".join(value.split()), re.sub(r"\D", "", value)[-10:]})
        elif isinstance(value, tuple):
            for part in value:
                self.add(part)
        elif is_dataclass(value):
            for each in fields(value):
                if each.name != "words":
                    self.add(getattr(value, each.name))


async def one_writer(work: Work) -> None:
    """Let one transaction at a time decide over the directory; it changes seldom, and its checks look across things."""
    await work.run(_ONE_WRITER)


async def load(work: Work, wanted: Wanted) -> Register:
    """Load what acts speak of and what must be compared with it."""
    keys: dict[str, Any] = {"ids": list(wanted.ids), "words": list(wanted.words)}
    entities: list[Entity] = []
    for each in _LOAD.values():
        entities += await work.all(each, **{name: keys[name] for name in each.names})
    return Register.of(await with_clauses(work, entities), municipalities.codes())


async def load_all(work: Work, kinds: Iterable[type[Any]] = tuple(ROWS)) -> Register:
    """Load everything of some kinds, as far as the work's role may read it."""
    entities: list[Entity] = []
    for kind in kinds:
        entities += await work.all(_ALL[kind])
    return Register.of(await with_clauses(work, entities), municipalities.codes())


async def load_provider(work: Work, provider: UUID) -> Register:
    """Load a provider with its units, permits and decisions, its contracts as far as the role may see, and every board."""
    register = await load(work, Wanted(ids={provider}))
    contracts = await with_clauses(work, await contracts_of(work, [provider]))
    boards = await load_all(work, [Board])
    entities = (*register.entities.values(), *contracts, *boards.entities.values())
    return Register.of(entities, municipalities.codes())


async def contracts_of(work: Work, providers: Sequence[UUID]) -> list[Contract]:
    """Give the contracts with some providers, without their clauses, as far as the work's role may read them."""
    return await work.all(_CONTRACTS_OF, providers=providers)


async def save(work: Work, entities: Iterable[Entity]) -> None:
    """Save things as they are from now on, the last of each id, and every clause version that is new."""
    newest = {entity.id: entity for entity in entities}
    for kind, row in ROWS.items():
        await work.put(row, [_values(entity) for entity in newest.values() if isinstance(entity, kind)])
    contracts = [entity for entity in newest.values() if isinstance(entity, Contract)]
    clauses = [values for contract in contracts for values in clause_values(contract)]
    if clauses:
        await work.run(KEEP_CLAUSES, **as_lists(clauses))
    if contracts:
        kept = {name: [values[name] for values in clauses] for name in ("contract", "id", "version")}
        await work.run(RETRACT_CLAUSES, contracts=[contract.id for contract in contracts], **kept)


def _values(entity: Entity) -> dict[str, Any]:
    return {name: getattr(entity, name) for name in _FIELDS[type(entity)]}
