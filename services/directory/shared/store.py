"""Loading what acts need, and saving what they changed: one query or statement a table."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    cast,
    exists,
    false,
    func,
    or_,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import col, select

from schemas.codes import ClauseType
from schemas.directory import Clause
from services.directory.schema import DirectoryTable
from services.directory.shared import municipalities
from services.directory.shared.commands import Command
from services.directory.shared.state import (
    Board,
    Commission,
    Contract,
    Entity,
    Exemption,
    Permit,
    Provider,
    Register,
    Unit,
)
from services.directory.tables import (
    BoardRow,
    ClauseRow,
    CommissionRow,
    ContractRow,
    NotPermitBoundRow,
    PermitRow,
    ProviderRow,
    UnitRow,
)
from services.runtime.database.expressions import among, as_lists, fields_of, given
from services.runtime.database.query import Query, query
from services.runtime.database.work import Work


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause version of a contract as it is kept."""

    contract: UUID
    id: UUID
    version: int
    type: ClauseType
    number: str
    parameters: dict[str, int]
    valid_from: date
    valid_to: date | None


ROWS: dict[type[Any], type[DirectoryTable]] = {
    Board: BoardRow,
    Provider: ProviderRow,
    Contract: ContractRow,
    Unit: UnitRow,
    Permit: PermitRow,
    Exemption: NotPermitBoundRow,
    Commission: CommissionRow,
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
    )
}
_ALL = {kind: _on_file(kind) for kind in ROWS}
_CONTRACTS_OF = _on_file(Contract, among(ContractRow.provider, "providers"))
_CLAUSES_OF = query(
    select(*fields_of(ClauseRow, ClauseLine))
    .where(among(ClauseRow.contract, "contracts"), ~col(ClauseRow.retracted))
    .order_by(col(ClauseRow.version), col(ClauseRow.number), col(ClauseRow.id)),
    into=ClauseLine,
)
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
    return Register.of(await _with_clauses(work, entities), municipalities.codes())


async def load_all(work: Work, kinds: Iterable[type[Any]] = tuple(ROWS)) -> Register:
    """Load everything of some kinds, as far as the work's role may read it."""
    entities: list[Entity] = []
    for kind in kinds:
        entities += await work.all(_ALL[kind])
    return Register.of(await _with_clauses(work, entities), municipalities.codes())


async def load_provider(work: Work, provider: UUID) -> Register:
    """Load a provider with its units, permits and decisions, its contracts as far as the role may see, and every board."""
    register = await load(work, Wanted(ids={provider}))
    contracts = await _with_clauses(work, await contracts_of(work, [provider]))
    boards = await load_all(work, [Board])
    entities = (*register.entities.values(), *contracts, *boards.entities.values())
    return Register.of(entities, municipalities.codes())


async def contracts_of(work: Work, providers: Sequence[UUID]) -> list[Contract]:
    """Give the contracts with some providers, without their clauses, as far as the work's role may read them."""
    return await work.all(_CONTRACTS_OF, providers=providers)


async def _with_clauses(work: Work, entities: Sequence[Entity]) -> list[Entity]:
    contracts = [entity.id for entity in entities if isinstance(entity, Contract)]
    if not contracts:
        return list(entities)
    clauses: defaultdict[UUID, list[Clause]] = defaultdict(list)
    for line in await work.all(_CLAUSES_OF, contracts=contracts):
        terms = {name: getattr(line, name) for name in Clause.model_fields}
        clauses[line.contract].append(Clause(**terms))
    return [
        replace(entity, clauses=tuple(clauses[entity.id])) if isinstance(entity, Contract) else entity
        for entity in entities
    ]


async def save(work: Work, entities: Iterable[Entity]) -> None:
    """Save things as they are from now on, the last of each id, and every clause version that is new."""
    newest = {entity.id: entity for entity in entities}
    for kind, row in ROWS.items():
        await work.put(row, [_values(entity) for entity in newest.values() if isinstance(entity, kind)])
    contracts = [entity for entity in newest.values() if isinstance(entity, Contract)]
    clauses = [values for contract in contracts for values in _clause_values(contract)]
    if clauses:
        await work.run(_KEEP_CLAUSES, **as_lists(clauses))
    if contracts:
        kept = {name: [values[name] for values in clauses] for name in ("contract", "id", "version")}
        await work.run(_RETRACT_CLAUSES, contracts=[contract.id for contract in contracts], **kept)


def _values(entity: Entity) -> dict[str, Any]:
    return {name: getattr(entity, name) for name in _FIELDS[type(entity)]}


def _clause_values(contract: Contract) -> Iterable[dict[str, Any]]:
    for clause in contract.clauses:
        yield {
            **clause.model_dump(),
            "contract": contract.id,
            "board": contract.board,
            "provider": contract.provider,
            "parameters": json.dumps(clause.parameters),
        }


_GIVEN = given(
    contract=ClauseRow.contract,
    id=ClauseRow.id,
    version=ClauseRow.version,
    board=ClauseRow.board,
    provider=ClauseRow.provider,
    type=ClauseRow.type,
    number=ClauseRow.number,
    parameters=ClauseRow.number,  # as text: a list of documents would be taken apart
    valid_from=ClauseRow.valid_from,
    valid_to=ClauseRow.valid_to,
)
_ADD_CLAUSES = insert(ClauseRow).from_select(
    [getattr(ClauseRow, each.key) for each in _GIVEN.c],
    select(*(cast(each, JSONB) if each.key == "parameters" else each for each in _GIVEN.c)),
)
_KEEP_CLAUSES = query(
    _ADD_CLAUSES.on_conflict_do_update(
        index_elements=["contract_id", "id", "version"],
        set_={
            "type": _ADD_CLAUSES.excluded.type,
            "number": _ADD_CLAUSES.excluded.number,
            "parameters": _ADD_CLAUSES.excluded.parameters,
            "valid_from": _ADD_CLAUSES.excluded.valid_from,
            "valid_to": _ADD_CLAUSES.excluded.valid_to,
            "retracted": false(),
        },
        where=col(ClauseRow.retracted).is_(true()),
    )
)
"""A version that was retracted stands again as it is given; one that stands is left alone."""
_KEPT = given(contract=ClauseRow.contract, id=ClauseRow.id, version=ClauseRow.version)
_RETRACT_CLAUSES = query(
    update(ClauseRow)
    .where(
        among(ClauseRow.contract, "contracts"),
        ~col(ClauseRow.retracted),
        ~exists().where(
            _KEPT.c.contract == ClauseRow.contract, _KEPT.c.id == ClauseRow.id, _KEPT.c.version == ClauseRow.version
        ),
    )
    .values(retracted=true())
)
