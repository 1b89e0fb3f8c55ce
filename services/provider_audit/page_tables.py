"""What the audit keeps for its pages beside the judgement itself: names, clauses, what is coming, what is stuck."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, Text
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY

from services.provider_audit.schema import AuditTable
from services.runtime.database.tables.access import (
    BOARD,
    EVERYBODY,
    OPERATOR,
    PROVIDER,
    SUPERVISOR,
    Condition,
    addable,
    readable,
)
from services.runtime.database.tables.table import Document, column


class CaseworkEventRow(AuditTable, table=True):
    """What somebody did with a finding; its words are sealed."""

    id: UUID = column(key=True)
    finding: UUID
    at: datetime
    kind: str
    side: str
    organisation: UUID
    role: str
    person: UUID
    stand: str | None
    ground: str | None
    receipt: str | None
    reason: str | None
    sealed: bytes | None = column(kind=LargeBinary)
    remedy_by: date | None
    sealed_remedy: bytes | None = column(kind=LargeBinary)
    reply_due: datetime | None

    __tablename__ = "casework_event"
    __table_args__ = (
        CheckConstraint("kind in ('replied', 'confirmed', 'dismissed', 'closed', 'completion_requested')", name="kind"),
        Index("casework_event_finding", "finding", "at"),
    )
    __access__ = readable(
        Condition("exists (select 1 from provider_audit.finding seen where (seen.id = casework_event.finding))")
        & (
            Condition("kind <> 'replied'")
            | Condition("side = 'provider'")
            | Condition("cardinality(runtime.my_boards()) = 0")
            | Condition("organisation = any(runtime.my_boards())")
        )
    ) + addable(
        Condition(
            "exists (select 1 from provider_audit.finding_party party where (party.finding = casework_event.finding))"
        )
        | SUPERVISOR
        & Condition(
            "exists (select 1 from provider_audit.finding seen where (seen.id = casework_event.finding and "
            "(cardinality(seen.boards) = 0)))"
        )
    )


class ClauseRow(AuditTable, table=True):
    """A version of a clause, for the pages."""

    id: UUID = column(key=True)
    version: int = column(key=True)
    contract: UUID
    board: UUID = column("board_id")
    provider: UUID = column("provider_id")
    number: str
    type: str
    parameters: Document
    valid_from: date
    valid_to: date | None

    __tablename__ = "clause"
    __access__ = readable(BOARD | PROVIDER | SUPERVISOR)


class ContractRow(AuditTable, table=True):
    """A contract's number, for the pages."""

    id: UUID = column(key=True)
    board: UUID = column("board_id")
    provider: UUID = column("provider_id")
    number: str

    __tablename__ = "contract"
    __access__ = readable(BOARD | PROVIDER | SUPERVISOR)


class ExpectedRow(AuditTable, table=True):
    """What will be owed next, for pages that look ahead."""

    about: UUID = column(key=True)
    period: str = column(key=True)
    provider: UUID = column("provider_id")
    board: UUID = column("board_id")
    due: datetime

    __tablename__ = "expected"
    __table_args__ = (Index("expected_provider", "provider_id"),)
    __access__ = readable(BOARD | PROVIDER | SUPERVISOR)


class SubjectRow(AuditTable, table=True):
    """A referral or placement, for the pages."""

    id: UUID = column(key=True)
    kind: str
    case: UUID = column("case_id")
    board: UUID = column("board_id")
    provider: UUID = column("provider_id")
    paused_from: datetime | None
    ended_by: UUID | None

    __tablename__ = "matter"
    __table_args__ = (
        Index("matter_case", "case_id"),
        Index("matter_ended_by", "ended_by", postgresql_where=sql("ended_by is not null")),
        # Uppföljning, for what is on hold.
        Index("matter_paused", "provider_id", postgresql_where=sql("paused_from is not null")),
    )
    __access__ = readable(BOARD | PROVIDER)


class OrganisationRow(AuditTable, table=True):
    """The name of a board or provider, for the pages."""

    id: UUID = column(key=True)
    kind: str
    name: str

    __tablename__ = "organisation"
    __access__ = readable(EVERYBODY)


class StuckRow(AuditTable, table=True):
    """A subject that cannot be judged, since when and why."""

    provider: UUID = column("provider_id", key=True)
    subject: UUID = column(key=True)
    fact: UUID | None
    since: datetime
    why: str
    holds: list[str] = column(default="'{units,boards}'", kind=ARRAY(Text))

    __tablename__ = "stuck"
    __access__ = readable(
        PROVIDER
        | SUPERVISOR
        | OPERATOR
        | Condition(
            "exists (select 1 from provider_audit.contract c where (c.provider_id = stuck.provider_id and "
            "c.board_id = any(runtime.my_boards())))"
        )
    )
