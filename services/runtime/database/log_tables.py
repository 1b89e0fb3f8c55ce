"""The tables that every service has, as columns to inherit: its log, its inbox, its vault and its log of readings."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Computed, Identity, Index, LargeBinary, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import declared_attr

from services.runtime.database.access import UNGUARDED, Access, Condition, addable, granted, readable
from services.runtime.database.declared import INBOX, LOG
from services.runtime.database.table import THIS_SCHEMA, Document, Row, Schema, column

_OWN_READINGS = Condition("reader = runtime.me()")
_ANY = Condition("true")


class LogColumns(Row):
    """The events of a service, whole and for ever, at gapless positions."""

    position: int = column(key=True, kind=BigInteger)
    id: UUID = column(unique=True)
    type: str
    subject: UUID
    sequence: int = column(kind=BigInteger)
    received: datetime
    body: str

    __tablename__ = "log"
    __access__ = granted("insert")

    @declared_attr.directive
    def __table_args__(cls) -> Any:
        return (UniqueConstraint("subject", "sequence"),)


class LogHeadColumns(Row):
    """The last position of the log and when it was received; one row, whose lock orders the log."""

    one: bool = column(key=True, default="true")
    epoch: int = column(default="0")
    position: int = column(default="0", kind=BigInteger)
    received: datetime = column(default="'-infinity'")

    __tablename__ = "log_head"
    __access__ = granted("select")

    @declared_attr.directive
    def __table_args__(cls) -> Any:
        return (CheckConstraint("one", name="one"),)


class RelayCursorColumns(Row):
    """How far the relay has published the log; one row."""

    one: bool = column(key=True, default="true")
    epoch: int = column(default="0")
    position: int = column(default="0", kind=BigInteger)

    __tablename__ = "relay_cursor"
    __access__ = UNGUARDED

    @declared_attr.directive
    def __table_args__(cls) -> Any:
        return (CheckConstraint("one", name="one"),)


class SubjectSequenceColumns(Row):
    """The last sequence number that each subject of the log has."""

    subject: UUID = column(key=True)
    sequence: int = column(kind=BigInteger)

    __tablename__ = "subject_sequence"
    __access__ = UNGUARDED


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
    """How far the inbox has been applied in the one order of time; one row."""

    one: bool = column(key=True, default="true")
    until: datetime | None
    log_positions: dict[str, Any] = column(default="'{}'", kind=JSONB)

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


class VaultColumns(Row):
    """Sealed data of persons, each under a key of its own; without its key a row says nothing about anybody."""

    person: UUID = column(key=True)
    wrapped_key: bytes | None = column(kind=LargeBinary)
    sealed: bytes | None = column(kind=LargeBinary)

    __tablename__ = "vault"


def opened_by(related: Condition) -> Access:
    """Let the web role open such rows of a vault, and add keys; it never replaces or destroys one."""
    return readable(related) + addable(_ANY)


class ReadLogColumns(Row):
    """Who has read what of a person, when and why; the reader's own lines are theirs to see."""

    id: UUID = column(key=True)
    person: UUID
    reader: UUID
    organisation: UUID
    about: UUID
    what: str
    why: str
    at: datetime

    __tablename__ = "read_log"
    __access__ = readable(_OWN_READINGS) + addable(_OWN_READINGS)


THIS = Schema(THIS_SCHEMA, functions=[LOG], views=[INBOX])
"""The schema of whichever service: what the runtime does for all of them speaks of these tables; see `Query.of`."""


class _ThisTable(Row):
    metadata = THIS


class LogRow(_ThisTable, LogColumns, table=True):
    """Its events."""


class LogHeadRow(_ThisTable, LogHeadColumns, table=True):
    """The end of its log."""


class RelayCursorRow(_ThisTable, RelayCursorColumns, table=True):
    """How far its log is published."""


class SubjectSequenceRow(_ThisTable, SubjectSequenceColumns, table=True):
    """The numbers its subjects have reached."""


class InboxRow(_ThisTable, InboxColumns, table=True):
    """The events it has consumed."""


class InboxWatermarkRow(_ThisTable, InboxWatermarkColumns, table=True):
    """How far it has consumed each log."""


class AppliedRow(_ThisTable, AppliedColumns, table=True):
    """How far it has applied, by subject."""


class ProgressRow(_ThisTable, ProgressColumns, table=True):
    """How far it has applied, by time."""


class UnreadableMessageRow(_ThisTable, UnreadableMessageColumns, table=True):
    """Messages it could not take into its inbox."""


class VaultRow(_ThisTable, VaultColumns, table=True):
    """Sealed data of persons."""
