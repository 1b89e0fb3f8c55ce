"""What notify keeps: whole batches in one statement a table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, null, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from services.notify.copy_tables import CommissionRow, EscalationClauseRow, ThingRow
from services.notify.domain.dispatch import End, OpenNotice, ends
from services.notify.domain.notice import Closing, Delivery, EscalationClause, Notice, Skip, Terms
from services.notify.tables import DeliveryRow, NoticeRow, SkipRow
from services.runtime.database.query import among, as_lists, fields_of, given, query
from services.runtime.database.work import Work

Rows = Sequence[Mapping[str, Any]]


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


TAKE_TURNS = query(select(func.pg_advisory_xact_lock(func.hashtext("notify.notice"))))
END_COMMISSIONS = query(update(CommissionRow).where(among(CommissionRow.id, "ended")).values(ended=True))
PLACE_AGAIN = query(update(ThingRow).where(among(ThingRow.ended_by, "facts")).values(ended_by=null()))
NEVER_PLACED = query(
    update(ThingRow).where(among(ThingRow.started_by, "facts")).values(ended_by=col(ThingRow.started_by))
)
_gone = given(id=ThingRow.id, by=ThingRow.ended_by)
END_PLACEMENTS = query(
    update(ThingRow).where(col(ThingRow.id) == _gone.c.id, col(ThingRow.ended_by).is_(None)).values(ended_by=_gone.c.by)
)
_last = given(contract=ThingRow.id, last=ThingRow.valid_to)
END_CONTRACTS = query(
    update(ThingRow)
    .where(col(ThingRow.id) == _last.c.contract)
    .values(valid_to=func.least(ThingRow.valid_to, _last.c.last))
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
    select(col(ThingRow.provider), col(ThingRow.board))
    .distinct()
    .where(
        col(ThingRow.kind) == "contract",
        among(ThingRow.provider, "providers"),
        or_(col(ThingRow.valid_from).is_(None), col(ThingRow.valid_from) <= bindparam("today")),
        or_(col(ThingRow.valid_to).is_(None), col(ThingRow.valid_to) >= bindparam("today")),
    )
    .order_by(col(ThingRow.provider), col(ThingRow.board)),
    into=Parties,
)
KNOWN = query(select(col(NoticeRow.id)).where(among(NoticeRow.id, "ids")), into=UUID)
_serious = given(finding=NoticeRow.finding, sequence=NoticeRow.sequence, severity=NoticeRow.severity)
SHOW_SEVERITY = query(
    update(NoticeRow)
    .where(
        col(NoticeRow.matter) == _serious.c.finding,
        col(NoticeRow.finding) == _serious.c.finding,
        col(NoticeRow.sequence) < _serious.c.sequence,
        col(NoticeRow.over_at).is_(None),
        col(NoticeRow.severity) != _serious.c.severity,
    )
    .values(severity=_serious.c.severity)
)
OPEN = query(
    select(*fields_of(NoticeRow, OpenNotice))
    .where(
        or_(among(NoticeRow.matter, "matters"), among(NoticeRow.about, "matters")),
        or_(col(NoticeRow.over_at).is_(None), col(NoticeRow.state) == "planned"),
        col(NoticeRow.state) != "dropped",
    )
    .order_by(col(NoticeRow.id)),
    into=OpenNotice,
)
_end = given(id=NoticeRow.id, reason=NoticeRow.over_reason, at=NoticeRow.over_at)
END = query(
    update(NoticeRow)
    .where(col(NoticeRow.id) == _end.c.id, col(NoticeRow.over_at).is_(None))
    .values(over_at=_end.c.at, over_reason=func.coalesce(NoticeRow.over_reason, _end.c.reason))
)
DROP = query(
    update(NoticeRow)
    .where(col(NoticeRow.id) == _end.c.id)
    .values(over_at=_end.c.at, over_reason=_end.c.reason, state="dropped")
)
_chosen = aliased(NoticeRow)
TAKE = query(
    update(NoticeRow)
    .where(
        col(_chosen.id) == bindparam("id"),
        or_(col(NoticeRow.id) == _chosen.id, col(NoticeRow.finding) == _chosen.finding),
        *(
            condition
            for each in (_chosen, NoticeRow)
            for condition in (
                col(each.organisation) == bindparam("organisation"),
                col(each.role) == bindparam("role"),
                col(each.state) == "told",
                col(each.waits),
                col(each.taken_at).is_(None),
                col(each.over_at).is_(None),
            )
        ),
    )
    .values(taken_at=bindparam("at"), taken_by=bindparam("person"))
    .returning(col(NoticeRow.id)),
    into=UUID,
)
READ = query(
    update(NoticeRow)
    .where(col(NoticeRow.id) == bindparam("id"), col(NoticeRow.read_at).is_(None))
    .values(read_at=bindparam("now"))
)


async def one_at_a_time(work: Work) -> None:
    """Let applying and dispatching take turns: both change many notices at once and would lock them in each other's way."""
    await work.run(TAKE_TURNS)


async def keep_commissions(work: Work, rows: Rows, ended: Sequence[UUID]) -> None:
    """Keep who holds which role, and since when not."""
    await work.put(CommissionRow, rows)
    if ended:
        await work.run(END_COMMISSIONS, ended=ended)


async def keep_ends(work: Work, ends: Rows, errors: Sequence[UUID], contracts: Rows) -> None:
    """Keep which placements have ended, by the fact that told it, and the last days of contracts that ended early."""
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


def _row(identity: UUID, notice: Notice, now: datetime) -> dict[str, Any]:
    return {
        **vars(notice.subject),
        **vars(notice.recipient),
        "id": identity,
        "condition": notice.condition,
        "step": notice.step,
        "silent": notice.silent,
        "waits": notice.waits,
        "planned_at": now,
        "send_at": notice.send_at,
        "take_by": notice.take_by,
        "wait_until": notice.wait_until,
    }


async def add_notices(work: Work, notices: Sequence[Notice], now: datetime) -> set[UUID]:
    """Add notices and give the ids of those that were not there yet; whoever calls has taken their turn."""
    named: dict[UUID, Notice] = {}
    for notice in notices:
        named.setdefault(notice.id, notice)
    known = set(await work.all(KNOWN, ids=list(named))) if named else set()
    await work.add(NoticeRow, [_row(each, notice, now) for each, notice in named.items() if each not in known])
    return named.keys() - known


async def show_severity(work: Work, rows: Rows) -> None:
    """Have what was told of findings, and is not over, show how serious they are now: rows of finding, sequence, severity."""
    if rows:
        await work.run(SHOW_SEVERITY, **as_lists(rows))


async def close_notices(work: Work, closings: Sequence[Closing]) -> list[End]:
    """End the waiting of notices, drop those that shall never be told, and give the ends of these."""
    if not closings:
        return []
    notices = await work.all(OPEN, matters=sorted({one.matter for one in closings}))
    ended, dropped = ends(notices, closings)
    for statement, found in ((END, ended), (DROP, dropped)):
        if found:
            await work.run(statement, **as_lists([{"id": one.id, "reason": one.reason, "at": one.at} for one in found]))
    return dropped


async def add_deliveries(work: Work, deliveries: Sequence[Delivery], now: datetime) -> None:
    """Keep what is to be sent, from now on."""
    await work.add_new(DeliveryRow, [{**vars(one), "id": one.id, "next_try": now} for one in deliveries])


async def add_skips(work: Work, skips: Sequence[Skip], now: datetime) -> None:
    """Keep why notices were not sent."""
    await work.add_new(SkipRow, [{**vars(one), "at": now} for one in skips])
