"""Deliveries as statements: claiming what is due, writing what came of a try, finding whom no mail reaches."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import aliased
from sqlmodel import col

from schemas.codes import Origin
from services.notify.copy_tables import EntityRow
from services.notify.delivery_tables import DeliveryRow
from services.notify.domain.notice import Addressed
from services.notify.storage.people import RoleAt
from services.notify.tables import NoticeRow
from services.runtime.database.expressions import among, fields_of, given
from services.runtime.database.query import query


@dataclass(frozen=True)
class Claimed:
    """A delivery that is to be sent now, with what is known of its notice."""

    id: UUID
    notice: UUID
    person: UUID | None
    language: str
    attempts: int
    last_reason: str | None
    origin: Origin
    taken_at: datetime | None
    over_reason: str | None

    @property
    def needless(self) -> str:
        """Give why a try that failed before is not made again; empty when it is."""
        return ("already_taken" if self.taken_at else self.over_reason or "") if self.last_reason is not None else ""


_due = aliased(DeliveryRow)
CLAIM = query(
    update(DeliveryRow)
    .where(
        col(NoticeRow.id) == DeliveryRow.notice,
        col(DeliveryRow.id).in_(
            select(col(_due.id))
            .where(
                col(_due.state) == "waiting",
                col(_due.next_try) <= bindparam("now"),
                col(_due.channel) == bindparam("channel"),
            )
            .order_by(col(_due.next_try), col(_due.id))
            .limit(bindparam("batch"))
            .with_for_update(skip_locked=True)
        ),
    )
    .values(attempts=col(DeliveryRow.attempts) + 1, next_try=bindparam("until"))
    .returning(
        *fields_of(DeliveryRow, Claimed, ("origin", "taken_at", "over_reason")),
        col(NoticeRow.origin),
        col(NoticeRow.taken_at),
        col(NoticeRow.over_reason),
    ),
    into=Claimed,
)
GIVE_UP = query(update(DeliveryRow).where(among(DeliveryRow.id, "ids")).values(state="skipped"))


@dataclass(frozen=True)
class Written:
    """A delivery after a try, as it is stored."""

    id: UUID
    state: str
    last_reason: str | None
    next_try: datetime
    sent_at: datetime | None


_written = given(**{name: getattr(DeliveryRow, name) for name in Written.__dataclass_fields__})
WRITE = query(
    update(DeliveryRow)
    .where(col(DeliveryRow.id) == _written.c.id, col(DeliveryRow.state) == "waiting")
    .values({name: _written.c[name] for name in Written.__dataclass_fields__ if name != "id"})
)
NO_MAIL_LEFT = query(
    select(
        *fields_of(NoticeRow, Addressed, ("unit", "entity_board")),
        col(EntityRow.unit),
        col(EntityRow.board).label("entity_board"),
    )
    .outerjoin(EntityRow, col(EntityRow.id) == NoticeRow.entity)
    .where(
        among(NoticeRow.id, "notices"),
        col(NoticeRow.over_at).is_(None),
        col(NoticeRow.taken_at).is_(None),
        ~exists().where(
            col(DeliveryRow.notice) == NoticeRow.id,
            col(DeliveryRow.channel) == "email",
            col(DeliveryRow.state).in_(["waiting", "sent"]),
        ),
    ),
    into=Addressed,
)
"""Notices that nobody has taken and for which no mail was sent or will be."""
NOTIFIED_ROLES = query(
    select(col(NoticeRow.organisation), col(NoticeRow.role)).distinct().where(among(NoticeRow.id, "notices")),
    into=RoleAt,
)
