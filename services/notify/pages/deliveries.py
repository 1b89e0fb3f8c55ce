"""What the pages of notify read of deliveries: how notices went out, and what an operator must look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, desc, distinct, func, literal, null, select, tuple_, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col

from services.notify.copy_tables import OrganisationRow
from services.notify.delivery_tables import DeliveryRow, SkipRow
from services.notify.pages.selection import WHOSE
from services.notify.tables import NoticeRow
from services.notify.views import DeliveryLine, Way, Worded
from services.runtime.database.expressions import among, fields_of, if_given
from services.runtime.database.query import query
from services.runtime.database.work import Work

OVERDUE_AFTER = timedelta(minutes=5)
_of = aliased(OrganisationRow)
WAYS = query(
    union_all(
        select(
            col(DeliveryRow.notice),
            col(DeliveryRow.channel),
            col(DeliveryRow.state),
            col(DeliveryRow.last_reason).label("reason"),
            func.max(func.coalesce(DeliveryRow.sent_at, DeliveryRow.next_try)).label("at"),
        )
        .where(among(DeliveryRow.notice, "notices"))
        .group_by(
            col(DeliveryRow.notice), col(DeliveryRow.channel), col(DeliveryRow.state), col(DeliveryRow.last_reason)
        ),
        select(
            col(SkipRow.notice), col(SkipRow.channel), literal("skipped"), col(SkipRow.reason), col(SkipRow.at)
        ).where(among(SkipRow.notice, "notices")),
    ).order_by("notice", desc("channel"), "at"),
    into=Way,
)


def _entries(row: Any, **more: Any) -> Any:
    """Give deliveries, or what was not sent, with the words of their notices."""
    return (
        select(
            *fields_of(NoticeRow, Worded, ("of_name",)),
            col(NoticeRow.id),
            col(NoticeRow.role),
            col(NoticeRow.step),
            col(_of.name).label("of_name"),
            col(WHOSE.name).label("name"),
            row.channel,
            *(each.label(name) for name, each in more.items()),
        )
        .select_from(row)
        .join(NoticeRow, col(NoticeRow.id) == row.notice)
        .outerjoin(WHOSE, col(WHOSE.id) == NoticeRow.organisation)
        .outerjoin(_of, col(_of.id) == NoticeRow.entity)
    )


_log = union_all(
    _entries(
        DeliveryRow,
        attempts=col(DeliveryRow.attempts),
        state=col(DeliveryRow.state),
        reason=col(DeliveryRow.last_reason),
        next_try=col(DeliveryRow.next_try),
        at=func.coalesce(DeliveryRow.sent_at, NoticeRow.notified_at),
    ),
    _entries(
        SkipRow,
        attempts=literal(0),
        state=literal("skipped"),
        reason=col(SkipRow.reason),
        next_try=null(),
        at=col(SkipRow.at),
    ),
).subquery("log")
DELIVERIES = query(
    select(_log)
    .where(if_given(_log.c.state, "state"), if_given(_log.c.reason, "reason"))
    .order_by(_log.c.at.desc(), _log.c.id, _log.c.channel)
    .limit(bindparam("limit")),
    into=DeliveryLine,
)


@dataclass(frozen=True)
class Wrong:
    """How many deliveries were refused, are tried again, are kept for want of a server; roles without anybody; overdue notices."""

    failed: int
    retried: int
    kept: int
    nobody: int
    overdue: int


def _number(*where: Any, of: Any = None) -> Any:
    return select(func.count() if of is None else func.count(of)).where(*where).scalar_subquery()


COUNTS = query(
    select(
        _number(col(DeliveryRow.state) == "failed").label("failed"),
        _number(col(DeliveryRow.state) == "waiting", col(DeliveryRow.last_reason).is_not(None)).label("retried"),
        _number(col(DeliveryRow.state) == "kept", col(DeliveryRow.last_reason) == "no_server").label("kept"),
        _number(
            col(NoticeRow.state) == "unreached",
            col(NoticeRow.over_at).is_(None),
            of=distinct(tuple_(NoticeRow.organisation, NoticeRow.role)),
        ).label("nobody"),
        _number(col(NoticeRow.state) == "planned", col(NoticeRow.send_at) < bindparam("overdue_since")).label(
            "overdue"
        ),
    ),
    into=Wrong,
)


async def ways(work: Work, notices: Sequence[UUID]) -> Mapping[UUID, list[Way]]:
    """Give how each notice went out, or why not, by notice; people are never named."""
    found: dict[UUID, list[Way]] = {notice: [] for notice in notices}
    for way in await work.all(WAYS, notices=notices):
        found[way.notice].append(way)
    return found


async def delivery_log(work: Work, state: str | None, reason: str | None, limit: int) -> list[DeliveryLine]:
    """Give the latest deliveries and skips of everybody, for the operator."""
    return await work.all(DELIVERIES, state=state, reason=reason, limit=limit)


async def delivery_counts(work: Work, now: datetime) -> dict[str, int]:
    """Count what an operator must look at: refused, tried again, kept for want of a server, reaching nobody, overdue."""
    found = await work.one(COUNTS, overdue_since=now - OVERDUE_AFTER)
    return dict(vars(found)) if found else {}
