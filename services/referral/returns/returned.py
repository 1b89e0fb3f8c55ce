"""What was returned, as both sides read it: why, until when, which fields, and the board's remarks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fastapi import Request

from services.referral.incidents.words import RETURN_WORDS
from services.referral.pages.page_context import vault_of
from services.referral.placements.submissions import Submission
from services.referral.shared.texts import SCHEMA
from services.runtime.database.work import Work
from services.runtime.forms.field import Choice
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
    request: Request, work: Work, case: UUID, handed_in: Sequence[Submission], choices: Sequence[Choice]
) -> dict[UUID, Returned]:
    """Give the returns by submission; remarks that are erased are empty."""
    found = {}
    for one in handed_in:
        if one.returned_at is not None and one.return_due is not None and one.return_reason is not None:
            found[one.id] = Returned(
                at=one.returned_at,
                due=one.return_due,
                reason=RETURN_WORDS[one.return_reason],
                not_a_report=one.not_a_report,
                remarks=await _remarks(request, work, case, one.remarks_sealed),
                fields=[choice for choice in choices if choice[0] in one.return_fields],
            )
    return found


async def _remarks(request: Request, work: Work, case: UUID, sealed: bytes | None) -> str:
    if sealed is None:
        return ""
    try:
        return await vault_of(request).open_text(work, SCHEMA, case, sealed)
    except Erased:
        return ""
