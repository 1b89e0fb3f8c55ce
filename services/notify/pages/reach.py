"""Whether what is sent to a provider reaches anybody, and the mails of the outbox."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select
from sqlmodel import col

from schemas.codes import Role
from services.notify.copy_tables import CommissionRow, ContactRow
from services.notify.delivery_tables import DeliveryRow, OutboxRow
from services.notify.domain.times import civil_day
from services.notify.pages.selection import WHOSE
from services.notify.storage.people import IN_FORCE
from services.notify.tables import NoticeRow
from services.notify.views import MailLine
from services.runtime.database.expressions import if_given
from services.runtime.database.query import query
from services.runtime.database.work import Work

MAILS = query(
    select(
        col(NoticeRow.id),
        col(NoticeRow.role),
        col(WHOSE.name),
        col(OutboxRow.subject),
        col(OutboxRow.body),
        col(OutboxRow.language),
        col(OutboxRow.at),
    )
    .select_from(OutboxRow)
    .join(DeliveryRow, col(DeliveryRow.id) == OutboxRow.delivery)
    .join(NoticeRow, col(NoticeRow.id) == DeliveryRow.notice)
    .outerjoin(WHOSE, col(WHOSE.id) == NoticeRow.organisation)
    .order_by(col(OutboxRow.at).desc(), col(OutboxRow.delivery))
    .limit(bindparam("limit")),
    into=MailLine,
)
IS_DEMONSTRATION = query(select(func.runtime.is_demonstration()), into=bool)


@dataclass(frozen=True)
class Reach:
    """How many people hold a role, and how many of them get mail."""

    people: int
    mailable: int


REACH = query(
    select(func.count().label("people"), func.count().filter(col(ContactRow.mailable)).label("mailable"))
    .select_from(CommissionRow)
    .outerjoin(ContactRow, col(ContactRow.person) == CommissionRow.person)
    .where(
        col(CommissionRow.organisation) == bindparam("provider"),
        col(CommissionRow.role) == Role.PROVIDER_MANAGER.value,
        IN_FORCE,
        or_(col(CommissionRow.unit).is_(None), if_given(CommissionRow.unit, "unit")),
    ),
    into=Reach,
)


async def mails(work: Work, limit: int) -> list[MailLine]:
    """Give the latest mails of the outbox, with the role they were for."""
    return await work.all(MAILS, limit=limit)


async def is_demonstration(work: Work) -> bool:
    """Say whether the database is marked as a demonstration."""
    return await work.one(IS_DEMONSTRATION) or False


async def reach(work: Work, provider: UUID, unit: UUID | None, now: datetime) -> str:
    """Say whether what is sent to a provider's manager reaches anybody now: "nobody", "no_mail" or "reached"."""
    found = await work.one(REACH, provider=provider, unit=unit, today=civil_day(now))
    if found is None or not found.people:
        return "nobody"
    return "reached" if found.mailable else "no_mail"
