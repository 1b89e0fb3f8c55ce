"""The schema of notify: its base class, and the tables that every service has."""

from services.runtime.database.tables.access import THEMSELVES
from services.runtime.database.tables.declared import INBOX, LOG
from services.runtime.database.tables.inbox_tables import (
    AppliedColumns,
    InboxColumns,
    InboxWatermarkColumns,
    ProgressColumns,
    UnreadableMessageColumns,
)
from services.runtime.database.tables.log_tables import (
    LogColumns,
    LogHeadColumns,
    ReadLogColumns,
    RelayCursorColumns,
    SubjectSequenceColumns,
    VaultColumns,
    opened_by,
)
from services.runtime.database.tables.table import Row, Schema

NOTIFY = Schema("notify", functions=[LOG], views=[INBOX])


class NotifyTable(Row):
    """A row of a table of notify."""

    metadata = NOTIFY


class LogRow(NotifyTable, LogColumns, table=True):
    """The events this service emitted."""


class LogHeadRow(NotifyTable, LogHeadColumns, table=True):
    """The end of its log."""


class RelayCursorRow(NotifyTable, RelayCursorColumns, table=True):
    """How far its log is published."""


class SubjectSequenceRow(NotifyTable, SubjectSequenceColumns, table=True):
    """The numbers its subjects have reached."""


class InboxRow(NotifyTable, InboxColumns, table=True):
    """The events it consumed, and whether each is applied."""


class InboxWatermarkRow(NotifyTable, InboxWatermarkColumns, table=True):
    """How far it has consumed each log."""


class AppliedRow(NotifyTable, AppliedColumns, table=True):
    """How far it has applied, by subject."""


class ProgressRow(NotifyTable, ProgressColumns, table=True):
    """How far it has applied, by time."""


class UnreadableMessageRow(NotifyTable, UnreadableMessageColumns, table=True):
    """Messages that its inbox could not accept."""


class VaultRow(NotifyTable, VaultColumns, table=True):
    """Sealed data of persons."""

    __access__ = opened_by(THEMSELVES)


class ReadLogRow(NotifyTable, ReadLogColumns, table=True):
    """Who has read it."""
