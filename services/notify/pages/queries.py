"""What the pages of notify read of the viewer's notices, as the viewer, under row-level security."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from services.notify.copy_tables import EntityRow, OrganisationRow
from services.notify.domain.kinds import ON_START, OWN_WORK
from services.notify.tables import NoticeRow, ReadingRow
from services.notify.views import NoticeLine, RoleNotice
from services.runtime.database.query import Query, among, fields_of, if_given, query
from services.runtime.database.work import Work
from services.runtime.web import Viewer

NEW_FOR = timedelta(days=14)

_notified = col(NoticeRow.state) == "told"
_lasts = or_(col(NoticeRow.wait_until).is_(None), col(NoticeRow.wait_until) > bindparam("now"))
WAITING = and_(
    _notified, col(NoticeRow.waits), col(NoticeRow.taken_at).is_(None), col(NoticeRow.over_at).is_(None), _lasts
)
TAKEN = and_(_notified, col(NoticeRow.taken_at).is_not(None), col(NoticeRow.over_at).is_(None))
OTHER = and_(_notified, ~WAITING, ~TAKEN)
MINE = and_(
    col(NoticeRow.organisation) == bindparam("organisation"),
    col(NoticeRow.role) == bindparam("role"),
    or_(col(EntityRow.unit).is_(None), if_given(EntityRow.unit, "unit")),
)
OWN = among(NoticeRow.condition, "own")
"""That a notice is about neither a duty nor a finding."""
_read = exists().where(col(ReadingRow.notice) == NoticeRow.id, col(ReadingRow.person) == bindparam("person"))
_of = aliased(OrganisationRow)
_whose = aliased(OrganisationRow)
_of_name = select(col(_of.name)).where(col(_of.id) == NoticeRow.entity).scalar_subquery()
_LATEST = (col(NoticeRow.notified_at).desc(), col(NoticeRow.id))
_URGENT = (col(NoticeRow.due).asc().nulls_last(), col(NoticeRow.notified_at), col(NoticeRow.id))


def _chosen(*where: Any) -> Any:
    return (
        select(
            *fields_of(NoticeRow, NoticeLine, ("case", "kind", "of_name", "read_by_me")),
            col(EntityRow.case),
            col(EntityRow.kind),
            _of_name.label("of_name"),
            _read.label("read_by_me"),
        )
        .select_from(NoticeRow)
        .outerjoin(EntityRow, col(EntityRow.id) == NoticeRow.entity)
        .where(*where)
    )


def _counted(*where: Any) -> Query[int]:
    of_entity = col(EntityRow.id) == NoticeRow.entity
    return query(select(func.count()).select_from(NoticeRow).outerjoin(EntityRow, of_entity).where(*where), into=int)


def _part(chosen: Any, order: Sequence[Any]) -> Query[NoticeLine]:
    return query(chosen.order_by(*order).limit(bindparam("limit")).offset(bindparam("offset")), into=NoticeLine)


COUNT_WAITING = _counted(MINE, WAITING)
COUNT_OWN = _counted(MINE, WAITING, OWN)
COUNT_TAKEN = _counted(MINE, TAKEN)
COUNT_OTHERS = _counted(MINE, OTHER)
LIST_WAITING = _part(_chosen(MINE, WAITING), _URGENT)
LIST_OWN = query(_chosen(MINE, WAITING, OWN).order_by(*_URGENT).limit(bindparam("limit")), into=NoticeLine)
LIST_TAKEN = _part(_chosen(MINE, TAKEN), _LATEST)
LIST_OTHERS = _part(_chosen(MINE, OTHER), _LATEST)
UNREAD = query(
    _chosen(
        MINE,
        _notified,
        col(NoticeRow.notified_at) > bindparam("since"),
        col(NoticeRow.condition) != "missed",
        col(NoticeRow.over_at).is_(None),
        col(NoticeRow.taken_at).is_(None),
        ~and_(WAITING, OWN),
        ~_read,
    )
    .order_by(*_LATEST)
    .limit(5),
    into=NoticeLine,
)
ONE = query(_chosen(MINE, col(NoticeRow.id) == bindparam("id"), _notified), into=NoticeLine)
OF_FINDING = query(
    _chosen(
        MINE,
        col(NoticeRow.finding) == bindparam("finding"),
        _notified,
        col(NoticeRow.waits),
        col(NoticeRow.over_at).is_(None),
        _lasts,
    ).order_by(col(NoticeRow.notified_at), col(NoticeRow.id)),
    into=NoticeLine,
)
ABOUT = query(
    _chosen(
        or_(col(NoticeRow.finding) == bindparam("resolve_key"), col(NoticeRow.obligation) == bindparam("resolve_key")),
        col(NoticeRow.condition) != "due_soon",
    )
    .add_columns(_whose.name)
    .outerjoin(_whose, col(_whose.id) == NoticeRow.organisation)
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
