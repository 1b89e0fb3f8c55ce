"""What was returned, as both sides read it: why, until when, which fields, and the board's remarks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import Request

from schemas.codes import ReturnReason
from services.referral.forms.field import Choice
from services.referral.incidents.words import RETURN_WORDS
from services.referral.pages.desk import vault_of
from services.referral.shared.texts import SCHEMA
from services.runtime.database.transaction import Row
from services.runtime.database.work import Work
from services.runtime.language.words import Words
from services.runtime.vault.vault import Erased


@dataclass(frozen=True)
class Returned:
    """A return of something handed in; `due` is none of its own when it was no report."""

    at: datetime
    due: datetime
    reason: Words
    not_a_report: bool
    remarks: str
    fields: list[Choice]


async def returns_of(
    request: Request, work: Work, case: UUID, rows: Sequence[Row], choices: Sequence[Choice]
) -> dict[UUID, Returned]:
    """Give the returns by submission; remarks that are erased are empty."""
    found = {}
    for row in rows:
        if row["returned_at"] is not None:
            found[row["id"]] = Returned(
                at=row["returned_at"],
                due=row["return_due"],
                reason=RETURN_WORDS[ReturnReason(row["return_reason"])],
                not_a_report=row["not_a_report"],
                remarks=await _remarks(request, work, case, row["remarks_sealed"]),
                fields=[choice for choice in choices if choice[0] in row["return_fields"]],
            )
    return found


async def _remarks(request: Request, work: Work, case: UUID, sealed: bytes | None) -> str:
    if sealed is None:
        return ""
    try:
        return await vault_of(request).open_text(work, SCHEMA, case, sealed)
    except Erased:
        return ""
