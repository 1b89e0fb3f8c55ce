"""How notices reach people: each delivery, the days that are left out, and the mails of an installation that sends none."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql

from services.notify.schema import NotifyTable
from services.runtime.database.tables.access import (
    OPERATOR,
    Condition,
    readable,
)
from services.runtime.database.tables.table import column


class DeliveryRow(NotifyTable, table=True):
    """One notice to one person by one channel."""

    id: UUID = column(key=True)
    notice: UUID = column(references="notify.notice.id")
    channel: str
    person: UUID | None
    language: str
    state: str = column(default="'waiting'")
    attempts: int = column(default="0")
    next_try: datetime
    last_reason: str | None
    sent_at: datetime | None

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("channel in ('portal', 'email')", name="channel"),
        CheckConstraint("state in ('waiting', 'sent', 'kept', 'failed', 'skipped')", name="state"),
        Index("delivery_due", "next_try", postgresql_where=sql("state = 'waiting'")),
        Index("delivery_notice", "notice"),
        Index("delivery_wrong", "state", postgresql_where=sql("state in ('failed', 'kept')")),
    )
    __access__ = readable(Condition("exists (select from notify.notice told where (told.id = delivery.notice))"))


class SkipRow(NotifyTable, table=True):
    """Why a notice went nowhere by a channel."""

    notice: UUID = column(key=True, references="notify.notice.id")
    channel: str = column(key=True)
    reason: str = column(key=True)
    at: datetime

    __tablename__ = "skip"
    __access__ = readable(Condition("exists (select from notify.notice told where (told.id = skip.notice))"))


class OutboxRow(NotifyTable, table=True):
    """The mails written, as they were sent."""

    delivery: UUID = column(key=True, references="notify.delivery.id")
    message: str = column("message_id")
    subject: str
    body: str
    language: str
    at: datetime

    __tablename__ = "outbox"
    __table_args__ = (Index("outbox_at", sql("at desc")),)
    __access__ = readable(OPERATOR)
