"""The tables of directory, as they are now, and who may see and change their rows."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index
from sqlalchemy import text as sql
from sqlalchemy.sql.elements import conv

from services.directory.access import confirmed, contracted
from services.directory.schema import DirectoryTable
from services.runtime.database.tables.access import (
    ADMINISTRATOR,
    BOARD,
    EVERYBODY,
    KEEPER,
    OPERATOR,
    PROVIDER,
    SUPERVISOR,
    THEMSELVES,
    Condition,
    Policy,
    addable,
    also,
    changeable,
    readable,
)
from services.runtime.database.tables.table import Document, Texts, column


class BoardRow(DirectoryTable, table=True):
    """A board of a municipality."""

    id: UUID = column(key=True)
    municipality: str
    name: str

    __tablename__ = "board"
    __table_args__ = (Index("board_name", "municipality", sql("lower(name)"), unique=True),)
    __access__ = readable(EVERYBODY)


class ProviderRow(DirectoryTable, table=True):
    """A provider by its organisation number."""

    id: UUID = column(key=True)
    orgnr: str
    name: str
    legal_form: str
    fiscal_year_end: str
    audited_from: date
    retracted: bool = column(default="false")

    __tablename__ = "provider"
    __table_args__ = (
        CheckConstraint("orgnr ~ '^[0-9]{10}$'", name="orgnr"),
        Index("provider_orgnr", "orgnr", unique=True, postgresql_where=sql("not retracted")),
    )
    __access__ = (
        readable(EVERYBODY)
        + addable(KEEPER | confirmed("provider.id") | Condition("cardinality(runtime.my_boards()) > 0"))
        + changeable(KEEPER | confirmed("provider.id"))
    )


class ContractRow(DirectoryTable, table=True):
    """A board's contract with a provider."""

    id: UUID = column(key=True)
    board: UUID = column("board_id", references="directory.board.id")
    provider: UUID = column("provider_id", references="directory.provider.id")
    number: str
    forms: Texts
    valid_from: date
    valid_to: date | None
    audited_from: date
    ended_at: date | None
    retracted: bool = column(default="false")
    on_file: datetime

    __tablename__ = "contract"
    __table_args__ = (
        CheckConstraint("valid_to >= valid_from", name=conv("contract_check")),
        Index("contract_number", "board_id", "number", unique=True, postgresql_where=sql("not retracted")),
        Index("contract_provider", "provider_id"),
    )
    __access__ = (
        readable(BOARD | PROVIDER | SUPERVISOR | OPERATOR)
        + addable(BOARD)
        + changeable(BOARD)
        + also(Policy("keeper_reads", "select", using=KEEPER))
    )


class UnitRow(DirectoryTable, table=True):
    """A unit of a provider."""

    id: UUID = column(key=True)
    provider: UUID = column("provider_id", references="directory.provider.id")
    name: str
    county: str | None
    retracted: bool = column(default="false")

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint("county ~ '^[0-9]{2}$'", name="county"),
        Index("unit_name", "provider_id", sql("lower(name)"), unique=True, postgresql_where=sql("not retracted")),
    )
    __access__ = (
        readable(EVERYBODY)
        + addable(KEEPER | confirmed("unit.id") | PROVIDER | contracted("unit"))
        + changeable(KEEPER | confirmed("unit.id"))
    )


class ClauseRow(DirectoryTable, table=True):
    """A version of a clause of a contract."""

    contract: UUID = column("contract_id", key=True, references="directory.contract.id")
    id: UUID = column(key=True)
    version: int = column(key=True)
    board: UUID = column("board_id")
    provider: UUID = column("provider_id")
    type: str
    number: str
    parameters: Document
    valid_from: date
    valid_to: date | None
    retracted: bool = column(default="false")

    __tablename__ = "clause"
    __access__ = (
        readable(BOARD | PROVIDER | SUPERVISOR | OPERATOR)
        + addable(BOARD)
        + changeable(BOARD)
        + also(Policy("keeper_reads", "select", using=KEEPER))
    )


class CommissionRow(DirectoryTable, table=True):
    """Who may act for an organisation, in which role, from when to when."""

    id: UUID = column(key=True)
    person: UUID
    organisation: UUID
    role: str
    unit: UUID | None = column(references="directory.unit.id")
    valid_from: date
    valid_to: date | None
    ended: datetime | None
    made: int = column(made=[Identity(always=True)], kind=BigInteger)

    __tablename__ = "commission"
    __table_args__ = (Index("commission_person", "person"),)
    __access__ = (
        addable(ADMINISTRATOR)
        + changeable(ADMINISTRATOR)
        + readable(
            THEMSELVES
            | Condition("organisation = any(runtime.my_boards())")
            | Condition("organisation = any(runtime.my_providers())")
            | OPERATOR
            | ADMINISTRATOR
        )
    )
