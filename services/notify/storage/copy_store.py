"""Statements that keep what notify needs of other services: roles, placements, contracts and their escalation clauses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, func, null, or_, select, update
from sqlmodel import col

from services.notify.copy_tables import CommissionRow, EntityRow, EscalationClauseRow
from services.notify.domain.terms import EscalationClause, Terms
from services.notify.storage.store import Rows
from services.runtime.database.expressions import among, as_lists, fields_of, given
from services.runtime.database.query import query
from services.runtime.database.work import Work


@dataclass(frozen=True)
class PartiesClause(EscalationClause):
    """An escalation clause with whose contract it is of."""

    board: UUID
    provider: UUID


@dataclass(frozen=True)
class Parties:
    """A board and a provider with a contract between them."""

    provider: UUID
    board: UUID


END_COMMISSIONS = query(update(CommissionRow).where(among(CommissionRow.id, "ended")).values(ended=True))
PLACE_AGAIN = query(update(EntityRow).where(among(EntityRow.ended_by, "facts")).values(ended_by=null()))
NEVER_PLACED = query(
    update(EntityRow).where(among(EntityRow.started_by, "facts")).values(ended_by=col(EntityRow.started_by))
)
_gone = given(id=EntityRow.id, by=EntityRow.ended_by)
END_PLACEMENTS = query(
    update(EntityRow)
    .where(col(EntityRow.id) == _gone.c.id, col(EntityRow.ended_by).is_(None))
    .values(ended_by=_gone.c.by)
)
_last = given(contract=EntityRow.id, last=EntityRow.valid_to)
END_CONTRACTS = query(
    update(EntityRow)
    .where(col(EntityRow.id) == _last.c.contract)
    .values(valid_to=func.least(EntityRow.valid_to, _last.c.last))
)
END_CLAUSES = query(
    update(EscalationClauseRow)
    .where(col(EscalationClauseRow.contract) == _last.c.contract)
    .values(valid_to=func.least(EscalationClauseRow.valid_to, _last.c.last))
)
CLAUSES = query(
    select(*fields_of(EscalationClauseRow, PartiesClause)).where(
        among(EscalationClauseRow.board, "boards"), among(EscalationClauseRow.provider, "providers")
    ),
    into=PartiesClause,
)
WITH_CONTRACT = query(
    select(col(EntityRow.provider), col(EntityRow.board))
    .distinct()
    .where(
        col(EntityRow.kind) == "contract",
        among(EntityRow.provider, "providers"),
        or_(col(EntityRow.valid_from).is_(None), col(EntityRow.valid_from) <= bindparam("today")),
        or_(col(EntityRow.valid_to).is_(None), col(EntityRow.valid_to) >= bindparam("today")),
    )
    .order_by(col(EntityRow.provider), col(EntityRow.board)),
    into=Parties,
)


async def keep_commissions(work: Work, rows: Rows, ended: Sequence[UUID]) -> None:
    """Keep who holds which role, and since when not."""
    await work.put(CommissionRow, rows)
    if ended:
        await work.run(END_COMMISSIONS, ended=ended)


async def keep_ends(work: Work, ends: Rows, errors: Sequence[UUID], contracts: Rows) -> None:
    """Keep which placements have ended, by the fact that says so, and the last days of contracts that ended early."""
    if errors:
        await work.run(PLACE_AGAIN, facts=errors)
        await work.run(NEVER_PLACED, facts=errors)
    if ends:
        await work.run(END_PLACEMENTS, **as_lists(ends))
    if contracts:
        await work.run(END_CONTRACTS, **as_lists(contracts))


async def keep_clauses(work: Work, rows: Rows, ended: Rows) -> None:
    """Keep escalation clauses, and cut those of contracts that ended early."""
    await work.add_new(EscalationClauseRow, rows)
    if ended:
        await work.run(END_CLAUSES, **as_lists(ended))


async def load_terms(work: Work, boards: Iterable[UUID], providers: Iterable[UUID], today: date) -> Terms:
    """Load the escalation clauses between some boards and providers."""
    found: dict[tuple[UUID, UUID], list[EscalationClause]] = {}
    known = sorted(providers)
    for clause in await work.all(CLAUSES, boards=sorted(boards), providers=known):
        found.setdefault((clause.board, clause.provider), []).append(clause)
    clauses = {pair: tuple(each) for pair, each in found.items()}
    return Terms(clauses, await boards_with_contract(work, known, today))


async def boards_with_contract(work: Work, providers: Iterable[UUID], today: date) -> dict[UUID, tuple[UUID, ...]]:
    """Give the boards that have a contract with each of some providers today."""
    found: dict[UUID, tuple[UUID, ...]] = {}
    for pair in await work.all(WITH_CONTRACT, providers=sorted(providers), today=today):
        found[pair.provider] = (*found.get(pair.provider, ()), pair.board)
    return found
