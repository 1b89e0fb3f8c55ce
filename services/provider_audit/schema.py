"""The schema of provider_audit: its base class, and the tables that every service has."""

from pathlib import Path

from sqlalchemy import Index
from sqlalchemy import text as sql

from services.runtime.database.tables.access import BOARD, PROVIDER, SUPERVISOR, Condition, Policy, also, readable
from services.runtime.database.tables.declared import INBOX, LOG
from services.runtime.database.tables.inbox_tables import (
    AppliedColumns,
    InboxColumns,
    InboxWatermarkColumns,
    ProgressColumns,
    UnreadableMessageColumns,
    inbox_arguments,
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

PROVIDER_AUDIT = Schema(
    "provider_audit",
    functions=[LOG],
    views=[INBOX, *(Path(__file__).with_name(name) for name in ("functions.sql", "counting.sql"))],
)


class AuditTable(Row):
    """A row of a table of provider_audit."""

    metadata = PROVIDER_AUDIT


class LogRow(AuditTable, LogColumns, table=True):
    """Its events."""


class LogHeadRow(AuditTable, LogHeadColumns, table=True):
    """The end of its log."""


class RelayCursorRow(AuditTable, RelayCursorColumns, table=True):
    """How far its log is published."""


class SubjectSequenceRow(AuditTable, SubjectSequenceColumns, table=True):
    """The numbers its subjects have reached."""


class InboxRow(AuditTable, InboxColumns, table=True):
    """The events the audit has consumed, which a viewer reads by the provider and the board they concern."""

    __table_args__ = (
        *inbox_arguments(),
        Index("inbox_id", "id"),
        Index("inbox_interruption", "received", postgresql_where=sql("type like '%.PortalInterrupted.v1'")),
        Index("inbox_provider", "provider_id", "received"),
        Index("inbox_subject", "subject"),
    )
    __access__ = readable(BOARD | PROVIDER | Condition("board_id is null") & SUPERVISOR) + also(
        Policy("web_reads_interruptions", "select", using=Condition("type like '%.PortalInterrupted.v1'"))
    )


class InboxWatermarkRow(AuditTable, InboxWatermarkColumns, table=True):
    """How far it has consumed each log."""


class AppliedRow(AuditTable, AppliedColumns, table=True):
    """How far it has applied, by subject."""


class ProgressRow(AuditTable, ProgressColumns, table=True):
    """How far it has applied, by time."""


class UnreadableMessageRow(AuditTable, UnreadableMessageColumns, table=True):
    """Messages it could not take into its inbox."""


class VaultRow(AuditTable, VaultColumns, table=True):
    """Sealed data of persons."""

    __access__ = opened_by(Condition("exists (select from provider_audit.finding f where (f.id = vault.person))"))


class ReadLogRow(AuditTable, ReadLogColumns, table=True):
    """Who has read it."""
