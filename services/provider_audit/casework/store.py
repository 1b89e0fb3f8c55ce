"""What is kept of casework: how a finding stands, and what people did with it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import DateTime, bindparam, func, update
from sqlmodel import col, select

from schemas.findings import Party
from services.provider_audit.casework.state import CaseworkItem
from services.provider_audit.page_tables import CaseworkEventRow
from services.provider_audit.tables import FindingRow
from services.runtime.database.expressions import fields_of
from services.runtime.database.query import query


@dataclass(frozen=True)
class Locked(CaseworkItem):
    """A finding whose row is locked; `revision` rises with every act."""

    revision: int = 1


@dataclass(frozen=True)
class Done:
    """One act of casework, but for its words."""

    at: datetime
    kind: str
    side: Party
    organisation: UUID
    role: str
    stand: str | None
    ground: str | None
    receipt: str | None
    reason: str | None
    reply_due: datetime | None
    id: UUID


@dataclass(frozen=True)
class Sealed(Done):
    """One act of casework with its words as they are kept."""

    sealed: bytes | None
    sealed_remedy: bytes | None
    remedy_by: date | None


LOCKED = query(
    select(
        col(FindingRow.id).label("finding"),
        col(FindingRow.answer_by).label("reply_due"),
        *fields_of(FindingRow, Locked, besides=("finding", "reply_due")),
    )
    .where(col(FindingRow.id) == bindparam("finding"))
    .with_for_update(),
    into=Locked,
)
_instant = DateTime(timezone=True)
# What is given as None stays as it is.
TAKEN = query(
    update(FindingRow)
    .where(col(FindingRow.id) == bindparam("finding"))
    .values(
        casework=bindparam("casework"),
        replied=bindparam("replied"),
        supervisor_from=bindparam("supervisor_from"),
        completion_due=func.coalesce(bindparam("due", type_=_instant), FindingRow.completion_due),
        decided_at=func.coalesce(bindparam("decided", type_=_instant), FindingRow.decided_at),
        revision=col(FindingRow.revision) + 1,
    )
)
ACTS = query(
    select(*fields_of(CaseworkEventRow, Sealed))
    .where(col(CaseworkEventRow.finding) == bindparam("finding"))
    .order_by(col(CaseworkEventRow.at)),
    into=Sealed,
)
