"""The tables that every service has, as columns to inherit: its log, its inbox, its vault and its log of readings."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, LargeBinary, UniqueConstraint
from sqlalchemy.orm import declared_attr

from services.runtime.database.tables.access import UNGUARDED, Access, Condition, addable, granted, readable
from services.runtime.database.tables.table import Row, column

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
