"""Slutrapport: hand it in, read it, and what was returned of it."""

from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral import handlers
from services.referral.pages.form_flow import FormFlow, blank, hand_in
from services.referral.pages.page_context import (
    BOTH,
    PROVIDER_ROLES,
    is_board,
    key_of,
    today_of,
    transaction,
)
from services.referral.pages.shown import answered
from services.referral.placements.pages import crumbs_of
from services.referral.placements.submissions import Submission, submissions
from services.referral.plans.pages import Kept, load_plans, opened
from services.referral.receipts.pages import receipt
from services.referral.reports.end_form import EndReport, end_report_fields, parse_end_report
from services.referral.reports.reported import goals_of
from services.referral.returns.form import markable
from services.referral.returns.returned import Returned, returns_of
from services.referral.shared.actor import Acting
from services.referral.shared.recorded_store import retracted_submissions
from services.referral.shared.states import ENDED_STATES
from services.runtime.language.identifiers import new_id
from services.runtime.language.words import Words
from services.runtime.web import Viewer, allow, not_found, pages_router, render
from services.runtime.web.page.drafts import Values

router = pages_router("referral")
END = Words(sv="Slutrapport", en="End report")


@router.get("/placements/{placement}/end-report")
async def end_report_page(
    request: Request, placement: UUID, new: bool = False, viewer: Viewer = Depends(allow(*BOTH))
) -> Response:
    """Show the end report; a provider that owes it gets the form."""
    kept, reports, returns = await load_end_report(request, viewer, placement)
    fields = end_report_fields(goals_of(kept, request))
    back = returns.get(reports[0][0].id) if reports else None
    owes = not is_board(viewer) and not kept.placement.concluded
    if owes and (new or not reports):
        flow = _end_flow(request, viewer, kept, back)
        return await blank(request, viewer, flow, reports[0][1] if reports else None)
    async with transaction(request, viewer) as work:
        retracted = await retracted_submissions(work, placement, ("end-report",))
    return render(
        request,
        "referral/end_report.html",
        viewer,
        title=END,
        crumbs=crumbs_of(viewer, kept.placement),
        placement=kept.placement,
        reports=[(report, answered(fields, typed)) for report, typed in reports],
        returns=returns,
        retracted=retracted,
        concludable=is_board(viewer) and bool(reports) and back is None and not kept.placement.concluded,
        again=owes and back is not None,
    )


async def load_end_report(
    request: Request, viewer: Viewer, placement: UUID
) -> tuple[Kept, list[tuple[Submission, Values]], dict[UUID, Returned]]:
    """Load an ended placement's end reports, newest first, and their returns; one that runs is the common 404."""
    kept = await load_plans(request, viewer, placement)
    if kept.placement.state not in ENDED_STATES:
        not_found()
    choices = markable(end_report_fields(goals_of(kept, request)))
    async with transaction(request, viewer) as work:
        attempts = await submissions(work, placement, "end-report")
        reports = await opened(request, work, kept.placement.case, attempts)
        returns = await returns_of(request, work, kept.placement.case, attempts, choices)
    return kept, reports, returns


def _end_flow(request: Request, viewer: Viewer, kept: Kept, back: Returned | None = None) -> FormFlow[EndReport]:
    identity, goals = kept.placement.id, goals_of(kept, request)
    today, person = today_of(request), kept.person
    return FormFlow(
        title=END,
        path=f"/placements/{identity}/end-report",
        form_page=f"/placements/{identity}/end-report?new=true",
        back=f"/placements/{identity}",
        button=Words(sv="Lämna slutrapport", en="Submit end report"),
        draft=key_of("end-report", identity),
        fields=end_report_fields(goals),
        parse=lambda typed: parse_end_report(typed, goals, today, person),
        crumbs=crumbs_of(viewer, kept.placement),
        template="referral/form_flow_lede.html",
        context={"back": back},
    )


@router.post("/placements/{placement}/end-report")
async def submit_end_report(
    request: Request, placement: UUID, viewer: Viewer = Depends(allow(*PROVIDER_ROLES))
) -> Response:
    """Take the end report."""
    kept = await load_plans(request, viewer, placement)
    submission = new_id()

    async def submit(acting: Acting, report: EndReport) -> None:
        await handlers.submit_end_report(acting, placement, report, submission)

    words = receipt("Slutrapporten", "The end report", submission, request.state.arrived)
    return await hand_in(request, viewer, _end_flow(request, viewer, kept), submit, f"/placements/{placement}", words)
