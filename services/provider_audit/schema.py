"""The schema of provider_audit: its base class, and the tables that every service has."""

from pathlib import Path
from uuid import UUID

from sqlalchemy import Computed, Index
from sqlalchemy import text as sql

from services.runtime.database.access import BOARD, PROVIDER, SUPERVISOR, Condition, Policy, also, readable
from services.runtime.database.declared import INBOX, LOG
from services.runtime.database.log_tables import (
    AppliedColumns,
    InboxColumns,
    InboxWatermarkColumns,
    LogColumns,
    LogHeadColumns,
    MessageSetAsideColumns,
    ProgressColumns,
    ReadLogColumns,
    RelayCursorColumns,
    SubjectSequenceColumns,
    VaultColumns,
    inbox_arguments,
    opened_by,
)
from services.runtime.database.table import Row, Schema, column

PROVIDER_AUDIT = Schema("provider_audit", functions=[LOG], views=[INBOX, Path(__file__).with_name("functions.sql")])


class AuditTable(Row):
    """A row of a table of provider_audit."""

    metadata = PROVIDER_AUDIT


class LogRow(AuditTable, LogColumns, table=True):
    """What this service told."""


class LogHeadRow(AuditTable, LogHeadColumns, table=True):
    """The end of its log."""


class RelayCursorRow(AuditTable, RelayCursorColumns, table=True):
    """How far its log is published."""


class SubjectSequenceRow(AuditTable, SubjectSequenceColumns, table=True):
    """The numbers its subjects have reached."""


class InboxRow(AuditTable, InboxColumns, table=True):
    """What the audit has heard, with the provider and the board it concerns."""

    provider: UUID | None = column(
        "provider_id", made=[Computed("(((body)::jsonb #>> '{data,provider}'::text[]))::uuid", persisted=True)]
    )
    board: UUID | None = column(
        "board_id", made=[Computed("(((body)::jsonb #>> '{data,board}'::text[]))::uuid", persisted=True)]
    )

    __tablename__ = "heard"
    __table_args__ = (
        *inbox_arguments(),
        Index("heard_id", "id"),
        Index("heard_interruption", "received", postgresql_where=sql("type like '%.PortalInterrupted.v1'")),
        Index("heard_provider", "provider_id", "received"),
        Index("heard_subject", "subject"),
    )
    __access__ = readable(BOARD | PROVIDER | Condition("board_id is null") & SUPERVISOR) + also(
        Policy("web_reads_interruptions", "select", using=Condition("type like '%.PortalInterrupted.v1'"))
    )


class InboxWatermarkRow(AuditTable, InboxWatermarkColumns, table=True):
    """How far it has heard."""


class AppliedRow(AuditTable, AppliedColumns, table=True):
    """How far it has applied, by subject."""


class ProgressRow(AuditTable, ProgressColumns, table=True):
    """How far it has applied, by time."""


class MessageSetAsideRow(AuditTable, MessageSetAsideColumns, table=True):
    """Messages it could not take into its inbox."""


class VaultRow(AuditTable, VaultColumns, table=True):
    """Sealed data of persons."""

    __access__ = opened_by(Condition("exists (select from provider_audit.finding f where (f.id = vault.person))"))


class ReadLogRow(AuditTable, ReadLogColumns, table=True):
    """Who has read it."""
