"""What the audit keeps of its duties in numbers, and what must be counted anew; counting.sql says how, and who may know."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index

from services.provider_audit.schema import AuditTable
from services.runtime.database.tables.table import Ids, column


class DutyCountRow(AuditTable, table=True):
    """How many duties stand one way in a cell of *Uppföljning*."""

    id: int = column(key=True, made=[Identity(always=True)], kind=BigInteger)
    provider: UUID = column("provider_id")
    rule: str
    cell_month: str
    cell_week: str
    owes: str
    board: UUID | None = column("board_id")
    boards: Ids
    way: str
    day: date | None
    finding_boards: Ids
    hidden_until: datetime | None
    number: int = column(kind=BigInteger)

    __tablename__ = "duty_count"
    __table_args__ = (
        # The counting replaces by it.
        Index("duty_count_key", "provider_id", "rule", "cell_month"),
        # Uppföljning, by month and by week.
        Index("duty_count_month", "cell_month"),
        Index("duty_count_week", "cell_week"),
    )


class DutyToCountRow(AuditTable, table=True):
    """A provider's duties of a rule and month that have changed, or one duty whose finding has: in whichever month it stands."""

    id: int = column(key=True, made=[Identity(always=True)], kind=BigInteger)
    provider: UUID | None = column("provider_id")
    rule: str | None
    cell_month: str | None
    obligation: UUID | None

    __tablename__ = "duty_to_count"
