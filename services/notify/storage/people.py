"""Who holds a role now, and whether mail reaches them, as the directory reports."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Exists, and_, bindparam, exists, false, func, or_, select
from sqlmodel import col

from schemas.codes import Role
from services.notify.copy_tables import CommissionRow, ContactRow
from services.notify.domain.delivery import Holder
from services.runtime.database.expressions import among
from services.runtime.database.query import query
from services.runtime.database.work import Work

IN_FORCE: ColumnElement[bool] = and_(
    ~col(CommissionRow.ended),
    col(CommissionRow.valid_from) <= bindparam("today"),
    or_(col(CommissionRow.valid_to).is_(None), col(CommissionRow.valid_to) >= bindparam("today")),
)
"""That a commission is in force today."""
MAILABLE = func.coalesce(ContactRow.mailable, false())
HOLDERS = query(
    select(
        col(CommissionRow.person).label("id"),
        col(CommissionRow.organisation),
        col(CommissionRow.role),
        col(CommissionRow.unit),
        MAILABLE.label("mailable"),
        func.coalesce(ContactRow.language, "sv").label("language"),
    )
    .outerjoin(ContactRow, col(ContactRow.person) == CommissionRow.person)
    .where(among(CommissionRow.organisation, "organisations"), IN_FORCE)
    .order_by(col(CommissionRow.person)),
    into=Holder,
)


@dataclass(frozen=True)
class RoleAt:
    """A role at an organisation."""

    organisation: UUID
    role: Role


HELD = query(
    select(col(CommissionRow.organisation), col(CommissionRow.role)).where(
        col(CommissionRow.person) == bindparam("person")
    ),
    into=RoleAt,
)


def anybody(organisation: Any, role: Any, unit: Any) -> Exists:
    """Ask whether anybody holds a role now, for a unit where one is named."""
    return exists().where(
        col(CommissionRow.organisation) == organisation,
        col(CommissionRow.role) == role,
        IN_FORCE,
        or_(col(CommissionRow.unit).is_(None), unit.is_(None), col(CommissionRow.unit) == unit),
    )


async def holders(work: Work, organisations: set[UUID], today: date) -> dict[tuple[UUID, Role], Sequence[Holder]]:
    """Give who holds which role at some organisations."""
    held: dict[tuple[UUID, Role], list[Holder]] = defaultdict(list)
    for one in await work.all(HOLDERS, organisations=sorted(organisations), today=today):
        held[one.organisation, one.role].append(one)
    return dict(held)


async def roles_of(work: Work, person: UUID) -> list[RoleAt]:
    """Give the roles that somebody holds or held."""
    return await work.all(HELD, person=person)
