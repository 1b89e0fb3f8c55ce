"""Att lämna in: when is everything due; the audit, which counts the duties, fills the page."""

from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral.cases.queries import ToCorrect
from services.referral.cases.store import to_correct, to_report
from services.referral.incidents.words import INCIDENT_WORDS, RETURN_WORDS
from services.referral.pages.page_context import PROVIDER_ROLES, transaction
from services.runtime.language.dates import period_name
from services.runtime.language.words import Words
from services.runtime.web import Viewer, allow, fill, pages_router, render

router = pages_router("referral")
_COUNTS_FOR_NOTHING = Words(
    sv=". Räknas inte som lämnad. Lämna på nytt", en=". Does not count as submitted. Submit anew"
)


@router.get("/due")
async def due_page(request: Request, viewer: Viewer = Depends(allow(*PROVIDER_ROLES))) -> Response:
    """Show everything the provider is to submit, by when."""
    async with transaction(request, viewer) as work:
        returned, incidents = await to_correct(work, viewer), await to_report(work, viewer)
    notes = {_duty(one): _note(one) for one in returned}
    filled = await fill(request, viewer, "due", notes=notes)
    counted = {duty for each in filled if each.context for duty in each.context.get("noted", ())}
    returned = [one for one in returned if _duty(one) not in counted]
    return render(
        request,
        "referral/due.html",
        viewer,
        title=Words(sv="Att lämna in", en="To submit"),
        empty=not (filled or returned or incidents),
        returned=[_correction(one) for one in returned],
        incidents=[(one, INCIDENT_WORDS[one.kind]) for one in incidents],
    )


def _duty(one: ToCorrect) -> tuple[UUID, str]:
    """Name the duty that a return asks for: its placement, and the return itself or, of what was no report, what it was to be."""
    if one.not_a_report:
        return one.placement, one.period or one.kind
    return one.placement, f"return/{one.returned_fact}"


def _note(one: ToCorrect) -> Words:
    """Say why it was returned."""
    words = RETURN_WORDS[one.return_reason]
    return words + _COUNTS_FOR_NOTHING if one.not_a_report else words


def _correction(one: ToCorrect) -> dict[str, Any]:
    """Give a line of what was returned and that the audit counts no duty of: what, where to correct it, and until when."""
    base, period = f"/placements/{one.placement}", one.period
    words, page = {
        "plan": (Words(sv="Plan", en="Plan"), f"{base}/plan/new"),
        "report": (Words(sv="Månadsrapport", en="Monthly report"), f"{base}/reports/{period}?new=true"),
    }.get(one.kind, (Words(sv="Slutrapport", en="End report"), f"{base}/end-report?new=true"))
    if one.kind == "report":
        words += Words(sv=f" {period_name(period)}", en=f" {period_name(period, 'en')}")
    return {"words": words, "url": page, "reason": _note(one), "returned": one}
