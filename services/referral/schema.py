"""The schema of referral: its base class, and the tables that every service has."""

from pathlib import Path

from services.runtime.database.tables.access import Condition, Policy, also
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

REFERRAL = Schema("referral", functions=[LOG], views=[INBOX, Path(__file__).with_name("functions.sql")])


class ReferralTable(Row):
    """A row of a table of referral."""

    metadata = REFERRAL


class LogRow(ReferralTable, LogColumns, table=True):
    """What this service recorded."""


class LogHeadRow(ReferralTable, LogHeadColumns, table=True):
    """The end of its log."""


class RelayCursorRow(ReferralTable, RelayCursorColumns, table=True):
    """How far its log is published."""


class SubjectSequenceRow(ReferralTable, SubjectSequenceColumns, table=True):
    """The numbers its subjects have reached."""


class InboxRow(ReferralTable, InboxColumns, table=True):
    """InboxColumns of this service."""


class InboxWatermarkRow(ReferralTable, InboxWatermarkColumns, table=True):
    """How far it has consumed."""


class AppliedRow(ReferralTable, AppliedColumns, table=True):
    """How far it has applied, by subject."""


class ProgressRow(ReferralTable, ProgressColumns, table=True):
    """How far it has applied, by time."""


class UnreadableMessageRow(ReferralTable, UnreadableMessageColumns, table=True):
    """Messages it could not take into its inbox."""


class VaultRow(ReferralTable, VaultColumns, table=True):
    """Sealed data of persons."""

    __access__ = opened_by(
        Condition("exists (select from referral.case_ c where (c.id = vault.person))")
        | Condition("exists (select from referral.referral r where (r.case_id = vault.person))")
        | Condition("exists (select from referral.placement p where (p.case_id = vault.person))")
    )


class ReadLogRow(ReferralTable, ReadLogColumns, table=True):
    """Who has read it."""

    __access__ = ReadLogColumns.__access__ + also(
        Policy(
            "web_reads_own_cases",
            "select",
            using=Condition("exists (select from referral.case_ c where (c.id = read_log.about))"),
        )
    )
