"""The clauses of contracts, version by version: loaded with their contracts, kept, and retracted."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    cast,
    exists,
    false,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import col, select

from schemas.codes import ClauseType
from schemas.directory import Clause
from services.directory.shared.register import Entity
from services.directory.shared.state import Contract
from services.directory.tables import (
    ClauseRow,
)
from services.runtime.database.expressions import among, fields_of, given
from services.runtime.database.query import query
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


_CLAUSES_OF = query(
    select(*fields_of(ClauseRow, ClauseLine))
    .where(among(ClauseRow.contract, "contracts"), ~col(ClauseRow.retracted))
    .order_by(col(ClauseRow.version), col(ClauseRow.number), col(ClauseRow.id)),
    into=ClauseLine,
)


async def with_clauses(work: Work, entities: Sequence[Entity]) -> list[Entity]:
    """Give things that were loaded, the contracts among them with their clauses."""
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


def clause_values(contract: Contract) -> Iterable[dict[str, Any]]:
    """Give the rows of a contract's clauses, each with whose contract it is."""
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
KEEP_CLAUSES = query(
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
RETRACT_CLAUSES = query(
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
