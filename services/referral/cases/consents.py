"""Consents of a case as rows."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.runtime.database.transaction import Row
from services.runtime.database.work import Work


async def consents(work: Work, case: UUID) -> list[Row]:
    """List a case's consents, newest first."""
    return await work.rows(
        "select * from referral.consent where case_id = :case order by registered_at desc, id desc", case=case
    )


async def add_consent(work: Work, values: dict[str, Any]) -> None:
    """Keep a consent."""
    await work.run(
        "insert into referral.consent (id, case_id, board_id, scope_sealed, receivers, valid_from, valid_to, "
        "registered_at, registered_by) values (:id, :case, :board, :scope, cast(:receivers as text[]), :valid_from, "
        ":valid_to, :at, :person)",
        **values,
    )


async def withdraw_consent(work: Work, case: UUID, consent: UUID, at: datetime) -> int:
    """Note that a consent was withdrawn; give the number of rows that were in force."""
    return await work.run(
        "update referral.consent set withdrawn_at = :at where id = :id and case_id = :case and withdrawn_at is null",
        id=consent,
        case=case,
        at=at,
    )


def in_force(rows: list[Row], receiver: str, day: date) -> Row | None:
    """Find a consent for a receiver in force on a day."""
    for row in rows:
        if receiver in row["receivers"] and row["withdrawn_at"] is None and row["valid_from"] <= day <= row["valid_to"]:
            return row
    return None
