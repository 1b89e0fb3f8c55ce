"""The tables that every service has, of whichever service: a statement about one is run by `QUERY.of(service)`."""

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
    RelayCursorColumns,
    SubjectSequenceColumns,
    VaultColumns,
)
from services.runtime.database.tables.table import THIS_SCHEMA, Row, Schema

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
