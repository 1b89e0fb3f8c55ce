"""The tables of permits, and of decisions that none is needed."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql
from sqlalchemy.sql.elements import conv

from services.directory.access import confirmed
from services.directory.schema import DirectoryTable
from services.runtime.database.tables.access import (
    EVERYBODY,
    KEEPER,
    NOBODY,
    addable,
    changeable,
    readable,
)
from services.runtime.database.tables.table import Texts, column


class NotPermitBoundRow(DirectoryTable, table=True):
    """The inspectorate's word that a unit's form of service needs no permit."""

    id: UUID = column(key=True)
    provider: UUID = column("provider_id", references="directory.provider.id")
    unit: UUID = column("unit_id", references="directory.unit.id")
    orgnr: str
    form: str
    decided_by: UUID
    on: date = column("decided_on")
    retracted: bool = column(default="false")

    __tablename__ = "not_permit_bound"
    __table_args__ = (
        Index("not_permit_bound_unit", "orgnr", "form", "unit_id", unique=True, postgresql_where=sql("not retracted")),
    )
    __access__ = (
        readable(EVERYBODY)
        + addable(KEEPER | confirmed("not_permit_bound.id") | NOBODY)
        + changeable(KEEPER | confirmed("not_permit_bound.id"))
    )


class PermitRow(DirectoryTable, table=True):
    """A permit of a unit."""

    id: UUID = column(key=True)
    provider: UUID = column("provider_id", references="directory.provider.id")
    unit: UUID = column("unit_id", references="directory.unit.id")
    orgnr: str
    number: str
    form: str
    age_bands: Texts
    target_groups: Texts
    maximum: int
    valid_from: date
    valid_to: date | None
    ended_at: date | None
    end_reason: str | None
    retracted: bool = column(default="false")

    __tablename__ = "permit"
    __table_args__ = (
        CheckConstraint("valid_to >= valid_from", name=conv("permit_check")),
        CheckConstraint("maximum >= 0", name="maximum"),
        Index(
            "permit_number",
            "provider_id",
            "number",
            unique=True,
            postgresql_where=sql("number <> '' and (not retracted)"),
        ),
    )
    __access__ = (
        readable(EVERYBODY)
        + addable(KEEPER | confirmed("permit.id") | NOBODY)
        + changeable(KEEPER | confirmed("permit.id"))
    )
