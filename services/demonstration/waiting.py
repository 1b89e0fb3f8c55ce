"""Waiting until what was told has been heard, applied and judged; the demonstration's people act on what they see."""

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
from services.runtime.database.log_tables import InboxColumns, LogHeadColumns
from services.runtime.database.pool import Database
from services.runtime.database.query import query

PATIENCE, PAUSE = 60.0, 0.02
_MINUTE = timedelta(minutes=1)
"""A notice is decided a minute after its instant."""
_HEADS: dict[str, type[LogHeadColumns]] = {
    "directory": directory.LogHeadRow,
    "referral": referral.LogHeadRow,
    "provider_audit": provider_audit.LogHeadRow,
}


def _behind(inbox: type[InboxColumns], log: str) -> ColumnElement[bool]:
    """Say that a service has not applied a whole log; the facts are counted only when it seems that it has."""
    of_log, head = col(inbox.log) == log, select(_HEADS[log].position).scalar_subquery()
    last = select(func.max(inbox.position)).where(of_log).scalar_subquery()
    number = select(func.count()).select_from(inbox).where(of_log).scalar_subquery()
    return case(
        (exists().where(of_log, col(inbox.state) == "waiting"), true()),
        (head > func.coalesce(last, 0), true()),
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
                    _behind(referral.InboxRow, "directory"),
                    *(_behind(notify.InboxRow, log) for log in _HEADS),
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
    database: Database, moment: datetime, decide: Callable[[], Awaitable[object]] | None = None
) -> None:
    """Wait until the audit has judged up to `moment`, the others know what was told, and notices up to then are decided.

    With `decide` they are decided by that as soon as nothing else is waited for: notify's own loop looks once a second.
    Raises TimeoutError when it all takes longer than a minute: a part stands still.
    """
    async with asyncio.timeout(PATIENCE):
        while (waits := await _waits(database, moment)) != "nothing":
            if waits == "notices" and decide is not None:
                await decide()
                waits = await _waits(database, moment)
            if waits != "nothing":
                await asyncio.sleep(PAUSE)


async def _waits(database: Database, moment: datetime) -> str:
    async with database.plain() as plain:
        return await plain.one(_WAITS, moment=moment) or "nothing"
