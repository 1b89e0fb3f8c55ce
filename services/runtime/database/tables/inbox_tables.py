"""The tables of an inbox, as columns to inherit: what a service consumed, and how far it has consumed and applied."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Computed, Identity, Index, LargeBinary, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import declared_attr

from services.runtime.database.tables.access import UNGUARDED, granted
from services.runtime.database.tables.table import Document, Row, column


class InboxColumns(Row):
    """The events that a service has consumed from other logs, and what has become of each.

    `body` is the event whole, as its log exports it, or what was kept of one that cannot be read. What readers ask for is read from
    it once, as it is consumed, and stands beside it: `provider` and `board` are those that the fact names, `data` is its fields.
    """

    log: str = column(key=True)
    position: int = column(key=True, kind=BigInteger)
    id: UUID
    type: str
    subject: UUID
    sequence: int = column(kind=BigInteger)
    received: datetime
    occurred: datetime
    arrived: datetime
    teller: UUID
    origin: str
    provider: UUID | None = column("provider_id")
    board: UUID | None = column("board_id")
    data: dict[str, Any] = column(kind=JSONB)
    body: str
    state: str = column(default="'waiting'")
    reason: str | None

    __tablename__ = "inbox"
    __access__ = UNGUARDED

    @declared_attr.directive
    def __table_args__(cls) -> Any:
        return inbox_arguments()


def inbox_arguments() -> tuple[Any, ...]:
    """Give what stands beside the columns of an inbox."""
    return (
        CheckConstraint("state in ('waiting', 'applied', 'parked', 'void')", name="state"),
        Index("inbox_waiting", "log", "position", postgresql_where=sql("state = 'waiting'")),
        Index("inbox_parked", "log", "subject", postgresql_where=sql("state = 'parked'")),
    )


class InboxWatermarkColumns(Row):
    """How far each log has been consumed, with the time up to which nothing more can come."""

    log: str = column(key=True)
    position: int = column(kind=BigInteger)
    received: datetime

    __tablename__ = "inbox_watermark"
    __access__ = granted("select")


class AppliedColumns(Row):
    """How far each subject of each log has been applied."""

    log: str = column(key=True)
    subject: UUID = column(key=True)
    sequence: int = column(kind=BigInteger)

    __tablename__ = "applied"
    __access__ = UNGUARDED


class ProgressColumns(Row):
    """How far the inbox has been applied in the one order of time; one row.

    `fence` is another with every transaction that changes what was applied, so that nobody saves what was decided before it.
    """

    one: bool = column(key=True, default="true")
    until: datetime | None
    log_positions: dict[str, Any] = column(default="'{}'", kind=JSONB)
    fence: UUID | None

    __tablename__ = "progress"
    __access__ = granted("select")

    @declared_attr.directive
    def __table_args__(cls) -> Any:
        return (CheckConstraint("one", name="one"),)


class UnreadableMessageColumns(Row):
    """Messages that could not be taken into the inbox, whole, with the reason."""

    id: int = column(key=True, kind=BigInteger, made=[Identity(always=True)])
    log: str
    topic: str
    partition: int
    offset: int = column("kafka_offset", kind=BigInteger)
    reason: str
    headers: Document
    value: bytes | None = column(kind=LargeBinary)
    at: datetime = column(default="runtime.now()")
    digest: str | None = column(made=[Computed("md5(coalesce(value, ''))", persisted=True)])

    __tablename__ = "unreadable_message"
    __access__ = UNGUARDED

    @declared_attr.directive
    def __table_args__(cls) -> Any:
        return (
            UniqueConstraint("topic", "partition", "kafka_offset", "digest"),
            Index("unreadable_message_content", "topic", "digest"),
        )
