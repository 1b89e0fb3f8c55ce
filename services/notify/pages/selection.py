"""Which notices a list of the viewer's holds, and in which order, as expressions."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from services.notify.copy_tables import EntityRow, OrganisationRow
from services.notify.tables import NoticeRow, ReadingRow
from services.notify.views import NoticeLine
from services.runtime.database.expressions import among, fields_of, if_given
from services.runtime.database.query import Query, query

NOTIFIED = col(NoticeRow.state) == "told"
LASTS = or_(col(NoticeRow.wait_until).is_(None), col(NoticeRow.wait_until) > bindparam("now"))
"""That a notice with an end of its own has not reached it."""
WAITING = and_(
    NOTIFIED, col(NoticeRow.waits), col(NoticeRow.taken_at).is_(None), col(NoticeRow.over_at).is_(None), LASTS
)
TAKEN = and_(NOTIFIED, col(NoticeRow.taken_at).is_not(None), col(NoticeRow.over_at).is_(None))
OTHER = and_(NOTIFIED, ~WAITING, ~TAKEN)
MINE = and_(
    col(NoticeRow.organisation) == bindparam("organisation"),
    col(NoticeRow.role) == bindparam("role"),
    or_(col(EntityRow.unit).is_(None), if_given(EntityRow.unit, "unit")),
)
OWN = among(NoticeRow.condition, "own")
"""That a notice is about neither a duty nor a finding."""
READ = exists().where(col(ReadingRow.notice) == NoticeRow.id, col(ReadingRow.person) == bindparam("person"))
_of = aliased(OrganisationRow)
WHOSE = aliased(OrganisationRow)
OF_NAME = select(col(_of.name)).where(col(_of.id) == NoticeRow.entity).scalar_subquery()
LATEST = (col(NoticeRow.notified_at).desc(), col(NoticeRow.id))
URGENT = (col(NoticeRow.due).asc().nulls_last(), col(NoticeRow.notified_at), col(NoticeRow.id))


def chosen_notices(*where: Any) -> Any:
    """Give the notices that hold the conditions, with what a list shows of them."""
    return (
        select(
            *fields_of(NoticeRow, NoticeLine, ("case", "kind", "of_name", "read_by_me")),
            col(EntityRow.case),
            col(EntityRow.kind),
            OF_NAME.label("of_name"),
            READ.label("read_by_me"),
        )
        .select_from(NoticeRow)
        .outerjoin(EntityRow, col(EntityRow.id) == NoticeRow.entity)
        .where(*where)
    )


def counted(*where: Any) -> Query[int]:
    """Give the statement that counts the notices that hold the conditions."""
    of_entity = col(EntityRow.id) == NoticeRow.entity
    return query(select(func.count()).select_from(NoticeRow).outerjoin(EntityRow, of_entity).where(*where), into=int)


def part_of(chosen: Any, order: Sequence[Any]) -> Query[NoticeLine]:
    """Give the statement for a page of chosen notices: `limit` of them after `offset`."""
    return query(chosen.order_by(*order).limit(bindparam("limit")).offset(bindparam("offset")), into=NoticeLine)
