"""Att lämna in: when is everything due; the audit, which counts the duties, fills the page."""

from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import IncidentKind, ReturnReason
from services.referral.cases.overview import to_correct, to_report
from services.referral.incidents.words import INCIDENT_WORDS, RETURN_WORDS
from services.referral.pages.desk import PROVIDER_ROLES, working
from services.runtime.database.transaction import Row
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
    async with working(request, viewer) as work:
        returned, told = await to_correct(work, viewer), await to_report(work, viewer)
    notes = {_duty(row): _note(row) for row in returned}
    filled = await fill(request, viewer, "due", notes=notes)
    counted = {duty for each in filled if each.context for duty in each.context.get("noted", ())}
    returned = [row for row in returned if _duty(row) not in counted]
    return render(
        request,
        "referral/due.html",
        viewer,
        title=Words(sv="Att lämna in", en="To submit"),
        empty=not (filled or returned or told),
        returned=[_correction(row) for row in returned],
        told=[(row, INCIDENT_WORDS[IncidentKind(row["kind"])]) for row in told],
    )


def _duty(row: Row) -> tuple[UUID, str]:
    """Name the duty that a return asks for: its placement, and the return itself or, of what was no report, what it was to be."""
    if row["not_a_report"]:
        return row["placement_id"], row["period"] or row["kind"]
    return row["placement_id"], f"return/{row['returned_fact']}"


def _note(row: Row) -> Words:
    """Say why it was returned."""
    words = RETURN_WORDS[ReturnReason(row["return_reason"])]
    return words + _COUNTS_FOR_NOTHING if row["not_a_report"] else words


def _correction(row: Row) -> dict[str, Any]:
    """Give a line of what was returned and that the audit counts no duty of: what, where to correct it, and until when."""
    base, period = f"/placements/{row['placement_id']}", row["period"]
    words, page = {
        "plan": (Words(sv="Plan", en="Plan"), f"{base}/plan/new"),
        "report": (Words(sv="Månadsrapport", en="Monthly report"), f"{base}/reports/{period}?new=true"),
    }.get(row["kind"], (Words(sv="Slutrapport", en="End report"), f"{base}/end-report?new=true"))
    if row["kind"] == "report":
        words += Words(sv=f" {period_name(period)}", en=f" {period_name(period, 'en')}")
    return {"words": words, "url": page, "reason": _note(row), "row": row}
