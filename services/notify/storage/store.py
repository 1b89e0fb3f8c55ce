"""What notify keeps: whole batches in one statement a table."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from services.notify.delivery_tables import DeliveryRow, SkipRow
from services.notify.domain.delivery import Delivery, Skip
from services.notify.domain.ending import End, OpenNotice, ends
from services.notify.domain.notice import Closing, Notice
from services.notify.tables import NoticeRow
from services.runtime.database.expressions import among, as_lists, fields_of, given
from services.runtime.database.query import query
from services.runtime.database.work import Work

Rows = Sequence[Mapping[str, Any]]
TAKE_TURNS = query(select(func.pg_advisory_xact_lock(func.hashtext("notify.notice"))))
KNOWN = query(select(col(NoticeRow.id)).where(among(NoticeRow.id, "ids")), into=UUID)
_serious = given(finding=NoticeRow.finding, sequence=NoticeRow.sequence, severity=NoticeRow.severity)
SHOW_SEVERITY = query(
    update(NoticeRow)
    .where(
        col(NoticeRow.resolve_key) == _serious.c.finding,
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
        or_(among(NoticeRow.resolve_key, "resolve_keys"), among(NoticeRow.about, "resolve_keys")),
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
    """Give the open notices of findings their severity as it is now: rows of finding, sequence, severity."""
    if rows:
        await work.run(SHOW_SEVERITY, **as_lists(rows))


async def close_notices(work: Work, closings: Sequence[Closing]) -> list[End]:
    """End the waiting of notices, drop those that are never sent, and give the ends of these."""
    if not closings:
        return []
    notices = await work.all(OPEN, resolve_keys=sorted({one.resolve_key for one in closings}))
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
