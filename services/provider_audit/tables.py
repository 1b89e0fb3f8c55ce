"""The tables of provider_audit, as they are now, and who may see and change their rows."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Computed, Index, Text, UniqueConstraint, Uuid
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.elements import conv

from services.provider_audit.schema import AuditTable
from services.runtime.database.tables.access import BOARD, NOBODY, PROVIDER, SUPERVISOR, Condition, changeable, readable
from services.runtime.database.tables.table import Document, Ids, Texts, column


class DossierRow(AuditTable, table=True):
    """What the judge carries from batch to batch for a provider, and when it must judge next.

    `judged_until` lies beyond the progress while a batch that touches many goes on in pieces.
    """

    provider: UUID = column("provider_id", key=True)
    document: Document
    next_due: datetime | None
    version: UUID
    judged_by: int = column(default="0")
    judged_until: datetime | None

    __tablename__ = "dossier"
    __table_args__ = (
        Index("dossier_due", "next_due", postgresql_where=sql("next_due is not null")),
        Index("dossier_judged_by", "judged_by"),
    )
    __access__ = readable(NOBODY)


class FindingRow(AuditTable, table=True):
    """A finding as it stands, with its casework."""

    id: UUID = column(key=True)
    provider: UUID = column("provider_id")
    rule: str
    owes: Texts
    boards: Ids
    about: UUID
    obligation: UUID | None
    severity: str
    standing: str
    raised_at: datetime
    judged_at: datetime
    reply_due: datetime
    settled_at: datetime | None
    document: Document
    casework: str = column(default="'unanswered'")
    replied: list[str] = column(default="'{}'", kind=ARRAY(Text))
    decided_at: datetime | None
    supervisor_from: datetime | None
    revision: int = column(default="1", kind=BigInteger)
    fallen_at: datetime | None
    completion_due: datetime | None
    answer_by: datetime = column(made=[Computed("COALESCE(completion_due, reply_due)", persisted=True)])
    over: bool = column(default="false")

    __tablename__ = "finding"
    __table_args__ = (
        CheckConstraint(
            "casework in ('unanswered', 'replied', 'completion', 'confirmed', 'dismissed', 'closed')", name="casework"
        ),
        CheckConstraint("severity in ('critical', 'high', 'medium', 'low')", name="severity"),
        CheckConstraint("standing in ('standing', 'settled', 'withdrawn')", name="standing"),
        Index("finding_about", "about"),
        # Uppföljning, for conditions: those of a duty are counted with it.
        Index("finding_condition", "raised_at", postgresql_where=sql("obligation is null")),
        Index("finding_provider", "provider_id", "raised_at"),
        Index(
            "finding_stands",
            "provider_id",
            postgresql_where=sql(
                "standing = 'standing' and casework <> 'dismissed' and (not (casework = 'closed' and over))"
            ),
        ),
        Index(
            "finding_undecided",
            "answer_by",
            postgresql_where=sql("standing <> 'withdrawn' and casework in ('unanswered', 'replied', 'completion')"),
        ),
    )
    __access__ = readable(
        Condition("exists (select 1 from provider_audit.finding_party party where (party.finding = finding.id))")
        | SUPERVISOR & Condition("supervisor_from <= (select runtime.now() AS now)")
    ) + changeable(
        Condition("exists (select 1 from provider_audit.finding_party party where (party.finding = finding.id))")
        | SUPERVISOR & Condition("cardinality(boards) = 0")
    )


class FindingPartyRow(AuditTable, table=True):
    """Which boards and which provider a finding concerns."""

    finding: UUID
    board: UUID | None = column("board_id")
    provider: UUID | None = column("provider_id")

    __tablename__ = "finding_party"
    __table_args__ = (
        CheckConstraint("num_nonnulls(board_id, provider_id) = 1", name=conv("finding_party_check")),
        UniqueConstraint("finding", "board_id", "provider_id", postgresql_nulls_not_distinct=True),
    )
    __access__ = readable(BOARD | PROVIDER)
    __mapper_args__: ClassVar = {"primary_key": ["finding", "board", "provider"]}


class ObligationRow(AuditTable, table=True):
    """A duty as it stands."""

    id: UUID = column(key=True)
    provider: UUID = column("provider_id")
    board: UUID | None = column("board_id")
    rule: str
    owes: str
    about: UUID
    period: str
    due: datetime
    state: str
    opened_at: datetime | None
    met_by: UUID | None
    delay_seconds: float | None
    finding: UUID | None
    cell_month: str
    cell_week: str
    document: Document
    boards: list[UUID] = column(default="'{}'", kind=ARRAY(Uuid))
    fallen_at: datetime | None

    __tablename__ = "obligation"
    __table_args__ = (
        CheckConstraint("state in ('open', 'met', 'missed', 'met_late', 'lapsed', 'waived')", name="state"),
        Index("obligation_about", "about"),
        Index("obligation_board", "board_id", "cell_month"),
        Index("obligation_boards", "boards", postgresql_using="gin"),
        Index("obligation_cell", "provider_id", "cell_month"),
        Index("obligation_open", "due", postgresql_where=sql("state = 'open'")),
        Index("obligation_to_do", "due", postgresql_where=sql("state in ('open', 'missed')")),
    )
    __access__ = readable(
        Condition("boards && runtime.my_boards()")
        | PROVIDER
        | SUPERVISOR
        & (
            Condition("not (state in ('missed', 'met_late'))")
            | Condition("exists (select 1 from provider_audit.finding f where (f.id = obligation.finding))")
        )
    )
