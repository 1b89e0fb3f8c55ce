"""What notify keeps of other logs to address a notice, kept as their facts arrive."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlalchemy import text as sql

from services.notify.schema import NotifyTable
from services.runtime.database.tables.access import (
    BOARD,
    EVERYBODY,
    OPERATOR,
    PROVIDER,
    THEMSELVES,
    UNGUARDED,
    readable,
)
from services.runtime.database.tables.table import column


class CommissionRow(NotifyTable, table=True):
    """Who acts for an organisation, as the directory reports."""

    id: UUID = column(key=True)
    person: UUID | None
    organisation: UUID | None
    role: str | None
    unit: UUID | None
    valid_from: date | None
    valid_to: date | None
    ended: bool = column(default="false")

    __tablename__ = "commission"
    __table_args__ = (Index("commission_organisation", "organisation", "role"),)
    __access__ = readable(OPERATOR)


class ContactRow(NotifyTable, table=True):
    """The language of a person, and whether mail reaches them."""

    person: UUID = column(key=True)
    language: str
    mailable: bool

    __tablename__ = "contact"
    __table_args__ = (CheckConstraint("language in ('sv', 'en')", name="language"),)
    __access__ = readable(THEMSELVES)


class EscalationClauseRow(NotifyTable, table=True):
    """How many hours somebody has to take a notice, by contract."""

    clause: UUID = column(key=True)
    version: int = column(key=True)
    contract: UUID
    board: UUID = column("board_id")
    provider: UUID = column("provider_id")
    hours: int
    valid_from: date
    valid_to: date | None

    __tablename__ = "escalation_clause"
    __table_args__ = (
        Index("escalation_clause_contract", "contract"),
        Index("escalation_clause_parties", "board_id", "provider_id"),
    )
    __access__ = readable(BOARD | PROVIDER)


class AppliedUntilRow(NotifyTable, table=True):
    """Up to which position and instant every event of a log has been applied."""

    log: str = column(key=True)
    position: int = column(kind=BigInteger)
    until: datetime

    __tablename__ = "applied_until"
    __access__ = UNGUARDED


class OrganisationRow(NotifyTable, table=True):
    """The name of a board or provider, as the directory reports."""

    id: UUID = column(key=True)
    kind: str
    name: str

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("kind in ('board', 'provider')", name="kind"),)
    __access__ = readable(EVERYBODY)


class SettlingRow(NotifyTable, table=True):
    """How far each log has been read a second time to close notices that an earlier version left waiting."""

    log: str = column(key=True)
    position: int = column(default="0", kind=BigInteger)
    until: int = column(kind=BigInteger)

    __tablename__ = "settling"
    __access__ = UNGUARDED


class EntityRow(NotifyTable, table=True):
    """A referral, placement or contract that notices speak of."""

    id: UUID = column(key=True)
    kind: str
    case: UUID | None = column("case_id")
    board: UUID = column("board_id")
    provider: UUID = column("provider_id")
    unit: UUID | None
    valid_from: date | None
    valid_to: date | None
    started_by: UUID | None
    ended_by: UUID | None

    __tablename__ = "entity"
    __table_args__ = (
        CheckConstraint("kind in ('referral', 'placement', 'contract')", name="kind"),
        Index("entity_ended", "ended_by", postgresql_where=sql("ended_by is not null")),
        Index("entity_parties", "provider_id", "board_id"),
        Index("entity_started", "started_by", postgresql_where=sql("started_by is not null")),
    )
    __access__ = readable(BOARD | PROVIDER | OPERATOR)
