"""Who has read a person's identity, and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import col, select

from services.referral.schema import ReadLogRow
from services.runtime.database.expressions import fields_of
from services.runtime.database.query import query
from services.runtime.database.work import Work
from services.runtime.language.identifiers import new_id


@dataclass(frozen=True)
class Reading:
    """A reading of a person's identity: by whom, for which organisation, when and why."""

    reader: UUID
    organisation: UUID
    what: str
    why: str
    at: datetime


_READINGS = query(
    select(*fields_of(ReadLogRow, Reading))
    .where(ReadLogRow.about == bindparam("case"))
    .order_by(col(ReadLogRow.at).desc(), col(ReadLogRow.id).desc()),
    into=Reading,
)


async def log_reading(work: Work, reading: dict[str, Any]) -> None:
    """Log that somebody reads a person's identity; before it is shown."""
    await work.add(ReadLogRow, {"id": new_id(), **reading})


async def readings(work: Work, case: UUID) -> list[Reading]:
    """List who has read a case's person, newest first."""
    return await work.all(_READINGS, case=case)
