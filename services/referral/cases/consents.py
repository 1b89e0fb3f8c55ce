"""Consents of a case as rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlmodel import col, select

from services.referral.tables import ConsentRow
from services.runtime.database.expressions import fields_of
from services.runtime.database.query import query
from services.runtime.database.work import Work


@dataclass(frozen=True)
class Consent:
    """A consent: who may be informed, and when; what it covers is sealed."""

    id: UUID
    scope_sealed: bytes
    receivers: tuple[str, ...]
    valid_from: date
    valid_to: date
    withdrawn_at: datetime | None


_OF_CASE = query(
    select(*fields_of(ConsentRow, Consent))
    .where(ConsentRow.case == bindparam("case"))
    .order_by(col(ConsentRow.registered_at).desc(), col(ConsentRow.id).desc()),
    into=Consent,
)
_WITHDRAW = query(
    update(ConsentRow)
    .where(
        col(ConsentRow.id) == bindparam("id"),
        col(ConsentRow.case) == bindparam("case"),
        col(ConsentRow.withdrawn_at).is_(None),
    )
    .values(withdrawn_at=bindparam("at"))
)


async def consents(work: Work, case: UUID) -> list[Consent]:
    """List a case's consents, newest first."""
    return await work.all(_OF_CASE, case=case)


async def add_consent(work: Work, values: dict[str, Any]) -> None:
    """Keep a consent."""
    await work.add(ConsentRow, values)


async def withdraw_consent(work: Work, case: UUID, consent: UUID, at: datetime) -> int:
    """Note that a consent was withdrawn; give the number of rows that were in force."""
    return await work.run(_WITHDRAW, id=consent, case=case, at=at)


def in_force(known: Sequence[Consent], receiver: str, day: date) -> Consent | None:
    """Find a consent for a receiver in force on a day."""
    for consent in known:
        valid = consent.withdrawn_at is None and consent.valid_from <= day <= consent.valid_to
        if valid and receiver in consent.receivers:
            return consent
    return None
