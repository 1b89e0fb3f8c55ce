"""What the pages of notify read of the viewer's notices, as the viewer, under row-level security."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, func, or_
from sqlmodel import col

from services.notify.domain.kinds import ON_START, OWN_WORK
from services.notify.pages.selection import (
    LASTS,
    LATEST,
    MINE,
    NOTIFIED,
    OTHER,
    OWN,
    READ,
    TAKEN,
    URGENT,
    WAITING,
    WHOSE,
    chosen_notices,
    counted,
    part_of,
)
from services.notify.tables import NoticeRow
from services.notify.views import NoticeLine, RoleNotice
from services.runtime.database.query import query
from services.runtime.database.work import Work
from services.runtime.web import Viewer

NEW_FOR = timedelta(days=14)
COUNT_WAITING = counted(MINE, WAITING)
COUNT_OWN = counted(MINE, WAITING, OWN)
COUNT_TAKEN = counted(MINE, TAKEN)
COUNT_OTHERS = counted(MINE, OTHER)
LIST_WAITING = part_of(chosen_notices(MINE, WAITING), URGENT)
LIST_OWN = query(chosen_notices(MINE, WAITING, OWN).order_by(*URGENT).limit(bindparam("limit")), into=NoticeLine)
LIST_TAKEN = part_of(chosen_notices(MINE, TAKEN), LATEST)
LIST_OTHERS = part_of(chosen_notices(MINE, OTHER), LATEST)
UNREAD = query(
    chosen_notices(
        MINE,
        NOTIFIED,
        col(NoticeRow.notified_at) > bindparam("since"),
        col(NoticeRow.condition) != "missed",
        col(NoticeRow.over_at).is_(None),
        col(NoticeRow.taken_at).is_(None),
        ~and_(WAITING, OWN),
        ~READ,
    )
    .order_by(*LATEST)
    .limit(5),
    into=NoticeLine,
)
ONE = query(chosen_notices(MINE, col(NoticeRow.id) == bindparam("id"), NOTIFIED), into=NoticeLine)
OF_FINDING = query(
    chosen_notices(
        MINE,
        col(NoticeRow.finding) == bindparam("finding"),
        NOTIFIED,
        col(NoticeRow.waits),
        col(NoticeRow.over_at).is_(None),
        LASTS,
    ).order_by(col(NoticeRow.notified_at), col(NoticeRow.id)),
    into=NoticeLine,
)
ABOUT = query(
    chosen_notices(
        or_(col(NoticeRow.finding) == bindparam("resolve_key"), col(NoticeRow.obligation) == bindparam("resolve_key")),
        col(NoticeRow.condition) != "due_soon",
    )
    .add_columns(WHOSE.name)
    .outerjoin(WHOSE, col(WHOSE.id) == NoticeRow.organisation)
    .order_by(
        col(NoticeRow.step),
        func.coalesce(NoticeRow.notified_at, NoticeRow.send_at),
        col(NoticeRow.role),
        col(NoticeRow.id),
    ),
    into=RoleNotice,
)


def _mine(viewer: Viewer) -> dict[str, Any]:
    return {"organisation": viewer.organisation, "role": viewer.role, "unit": viewer.unit}


def _seen(viewer: Viewer) -> dict[str, Any]:
    return {**_mine(viewer), "person": viewer.person}


async def count_waiting(work: Work, viewer: Viewer, now: datetime) -> int:
    """Count what waits for the viewer's role and nobody has taken."""
    return await work.one(COUNT_WAITING, **_mine(viewer), now=now) or 0


async def waiting(work: Work, viewer: Viewer, now: datetime, offset: int, limit: int) -> list[NoticeLine]:
    """Give a part of what waits for the viewer's role, the most urgent first."""
    return await work.all(LIST_WAITING, **_seen(viewer), now=now, limit=limit, offset=offset)


async def count_own_work(work: Work, viewer: Viewer, now: datetime, kinds: Collection[str] = OWN_WORK) -> int:
    """Count what waits for the viewer's role and is about neither a duty nor a finding: no other list shows it."""
    return await work.one(COUNT_OWN, **_mine(viewer), now=now, own=sorted(kinds)) or 0


async def own_work(work: Work, viewer: Viewer, now: datetime, limit: int) -> list[NoticeLine]:
    """Give the most urgent of what waits for the viewer's role and is on no other list of *Start*."""
    return await work.all(LIST_OWN, **_seen(viewer), now=now, own=sorted(ON_START), limit=limit)


async def count_taken(work: Work, viewer: Viewer) -> int:
    """Count what somebody of the role takes care of and that is not over."""
    return await work.one(COUNT_TAKEN, **_mine(viewer)) or 0


async def taken(work: Work, viewer: Viewer, _now: datetime, offset: int, limit: int) -> list[NoticeLine]:
    """Give a part of what somebody of the role takes care of and that is not over, the latest first."""
    return await work.all(LIST_TAKEN, **_seen(viewer), limit=limit, offset=offset)


async def count_others(work: Work, viewer: Viewer, now: datetime) -> int:
    """Count what the role was notified of and that neither waits nor is taken care of."""
    return await work.one(COUNT_OTHERS, **_mine(viewer), now=now) or 0


async def others(work: Work, viewer: Viewer, now: datetime, offset: int, limit: int) -> list[NoticeLine]:
    """Give a part of what the role was notified of and that neither waits nor is taken care of, the latest first."""
    return await work.all(LIST_OTHERS, **_seen(viewer), now=now, limit=limit, offset=offset)


async def unread(work: Work, viewer: Viewer, now: datetime) -> list[NoticeLine]:
    """Give the latest five the viewer has not opened, that are not over, and are not elsewhere on the page."""
    return await work.all(UNREAD, **_seen(viewer), now=now, since=now - NEW_FOR, own=sorted(OWN_WORK))


async def one(work: Work, viewer: Viewer, notice: UUID) -> NoticeLine | None:
    """Give one notice of the viewer's role, None when there is none."""
    return await work.one(ONE, **_seen(viewer), id=notice)


async def own_waiting(work: Work, viewer: Viewer, finding: UUID, now: datetime) -> list[NoticeLine]:
    """Give what waits for the viewer's role about a finding."""
    return await work.all(OF_FINDING, **_seen(viewer), finding=finding, now=now)


async def about(work: Work, viewer: Viewer, resolve_key: UUID) -> list[RoleNotice]:
    """Give every notice about a finding or an obligation that the viewer may know of, in the order they were due."""
    return await work.all(ABOUT, resolve_key=resolve_key, person=viewer.person)
