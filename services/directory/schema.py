"""The schema of directory: its base class, and the tables that every service has."""

from pathlib import Path

from services.runtime.database.tables.access import Condition, Policy, also
from services.runtime.database.tables.declared import LOG
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

DIRECTORY = Schema("directory", functions=[LOG], views=[Path(__file__).with_name("functions.sql")])


class DirectoryTable(Row):
    """A row of a table of directory."""

    metadata = DIRECTORY


class LogRow(DirectoryTable, LogColumns, table=True):
    """The events of this service."""


class LogHeadRow(DirectoryTable, LogHeadColumns, table=True):
    """The end of its log."""


class RelayCursorRow(DirectoryTable, RelayCursorColumns, table=True):
    """How far its log is published."""


class SubjectSequenceRow(DirectoryTable, SubjectSequenceColumns, table=True):
    """The numbers its subjects have reached."""


class VaultRow(DirectoryTable, VaultColumns, table=True):
    """Sealed data of persons."""

    __access__ = opened_by(
        Condition("exists (select from directory.attested_words w where (w.key = vault.person))")
        | Condition("exists (select from directory.import_file f where (f.id = vault.person))")
        | Condition("exists (select from directory.invitation i where (i.id = vault.person))")
        | Condition(
            "exists (select from directory.commission k where (k.person = vault.person) "
            "and (k.organisation = runtime.my_administered()))"
        )
    ) + also(
        Policy(
            "words_of_proposals",
            "select",
            using=Condition("exists (select from directory.proposal p where (p.id = vault.person))"),
        )
    )


class ReadLogRow(DirectoryTable, ReadLogColumns, table=True):
    """Who has read it."""
