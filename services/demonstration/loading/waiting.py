"""Waiting until what was recorded has been consumed, applied and judged; the demonstration's people act on what they see."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, DateTime, bindparam, case, exists, func, or_, true
from sqlmodel import col, select

from services.directory import schema as directory
from services.notify import schema as notify
from services.notify.tables import NoticeRow
from services.provider_audit import schema as provider_audit
from services.referral import schema as referral
from services.runtime.database.pool import Database
from services.runtime.database.query import query
from services.runtime.database.tables.inbox_tables import AppliedColumns, InboxColumns
from services.runtime.database.tables.log_tables import LogHeadColumns

TIMEOUT, PAUSE = 60.0, 0.02
_MINUTE = timedelta(minutes=1)
"""A notice is decided a minute after its instant."""
_HEADS: dict[str, type[LogHeadColumns]] = {
    "directory": directory.LogHeadRow,
    "referral": referral.LogHeadRow,
    "provider_audit": provider_audit.LogHeadRow,
}


def _behind(inbox: type[InboxColumns], applied: type[AppliedColumns], log: str) -> ColumnElement[bool]:
    """Say that a service has not consumed a whole log, or has a fact whose turn it is and has not applied it.

    What claims a position that the log has not reached is no fact of it; what comes after a fact that cannot be read waits for
    people. The facts are counted only when it seems that all are applied.
    """
    head = select(_HEADS[log].position).scalar_subquery()
    of_log = (col(inbox.log) == log, col(inbox.position) <= head)
    last = select(func.max(applied.sequence)).where(
        col(applied.log) == col(inbox.log), col(applied.subject) == col(inbox.subject)
    )
    turn = func.coalesce(last.correlate(inbox).scalar_subquery(), 0) + 1
    furthest = select(func.max(inbox.position)).where(of_log[0]).scalar_subquery()
    number = select(func.count()).select_from(inbox).where(*of_log).scalar_subquery()
    return case(
        (exists().where(*of_log, col(inbox.state) == "waiting", col(inbox.sequence) <= turn), true()),
        (head > func.coalesce(furthest, 0), true()),
        else_=head > number,
    )


_JUDGED = select(provider_audit.ProgressRow.until).scalar_subquery()
_MOMENT = bindparam("moment", type_=DateTime(timezone=True))
_OVERDUE = exists().where(col(NoticeRow.state) == "planned", col(NoticeRow.send_at) < _MOMENT - _MINUTE)
_WAITS = query(
    select(
        case(
            (_JUDGED.is_(None) | (_JUDGED < _MOMENT), "judge"),
            (
                or_(
                    _behind(referral.InboxRow, referral.AppliedRow, "directory"),
                    *(_behind(notify.InboxRow, notify.AppliedRow, log) for log in _HEADS),
                ),
                "applied",
            ),
            (_OVERDUE, "notices"),
            else_="nothing",
        )
    ),
    into=str,
)
"""What is waited for."""


async def until_judged(
    database: Database,
    moment: datetime,
    decide: Callable[[], Awaitable[object]] | None = None,
    seconds: float = TIMEOUT,
) -> None:
    """Wait until the audit has judged up to `moment`, the others have applied what was recorded, and notices up to then are decided.

    With `decide` they are decided by that as soon as nothing else is waited for: notify's own loop looks once a second.
    Raises TimeoutError when it all takes longer than `seconds`: a part stands still.
    """
    waits = "the database"
    try:
        async with asyncio.timeout(seconds):
            while (waits := await _waits(database, moment)) != "nothing":
                if waits == "notices" and decide is not None:
                    await decide()
                    waits = await _waits(database, moment)
                if waits != "nothing":
                    await asyncio.sleep(PAUSE)
    except TimeoutError:
        raise TimeoutError(f"after {seconds:.0f} s still waited for: {waits}") from None


async def _waits(database: Database, moment: datetime) -> str:
    async with database.plain() as plain:
        return await plain.one(_WAITS, moment=moment) or "nothing"
