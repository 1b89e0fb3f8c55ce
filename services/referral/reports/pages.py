"""Månadsrapporter and slutrapport: hand them in, read them beside last time's, approve them."""

from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral import handlers
from services.referral.pages.form_flow import FormFlow, blank, hand_in
from services.referral.pages.page_context import (
    BOARD_ROLES,
    BOTH,
    PROVIDER_ROLES,
    is_board,
    key_of,
    now_of,
    posting,
    transaction,
)
from services.referral.pages.shown import answered
from services.referral.placements.domain import report_periods
from services.referral.placements.pages import crumbs_of
from services.referral.placements.submissions import submissions
from services.referral.plans.pages import load_plans
from services.referral.receipts.pages import receipt
from services.referral.reports.monthly_fields import MonthlyReport, report_fields
from services.referral.reports.monthly_form import parse_report
from services.referral.reports.reported import Reported, load_report
from services.referral.shared.actor import Acting
from services.referral.shared.recorded_store import retracted_submissions
from services.runtime.language.dates import period_name
from services.runtime.language.identifiers import new_id
from services.runtime.language.words import Words
from services.runtime.web import Viewer, allow, pages_router, redirect_done, render

router = pages_router("referral")
REPORTS = Words(sv="Rapporter", en="Reports")
SUBMIT = Words(sv="Lämna rapport", en="Submit report")


@router.get("/placements/{placement}/reports")
async def list_page(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOTH))) -> Response:
    """List the periods, with what was received for each."""
    kept = await load_plans(request, viewer, placement)
    async with transaction(request, viewer) as work:
        newest = {report.period: report for report in await submissions(work, placement, "report")}
    periods = [(period, newest.get(period)) for period in reversed(report_periods(kept.placement, now_of(request)))]
    return render(
        request,
        "referral/reports.html",
        viewer,
        title=REPORTS,
        crumbs=crumbs_of(viewer, kept.placement),
        placement=kept.placement,
        periods=periods,
        board=is_board(viewer),
    )


@router.get("/placements/{placement}/reports/{period}")
async def report_page(
    request: Request, placement: UUID, period: str, new: bool = False, viewer: Viewer = Depends(allow(*BOTH))
) -> Response:
    """Show the report of a period beside last time's; a provider that owes it gets the form."""
    found = await load_report(request, viewer, placement, period)
    accepted = any(report.accepted_at for report, _ in found.reports)
    if not is_board(viewer) and not found.placement.concluded and (not found.reports or (new and not accepted)):
        return await blank(request, viewer, _flow(viewer, found), found.reports[0][1] if found.reports else None)
    fields = report_fields(found.frame)
    async with transaction(request, viewer) as work:
        retracted = await retracted_submissions(work, placement, ("report",), period)
    return render(
        request,
        "referral/report.html",
        viewer,
        title=_title(period),
        crumbs=crumbs_of(viewer, found.placement),
        placement=found.placement,
        period=period,
        reports=[(report, answered(fields, typed, found.before)) for report, typed in found.reports],
        returns=found.returns,
        retracted=retracted,
        acceptable=is_board(viewer)
        and bool(found.reports)
        and not accepted
        and found.back is None
        and not found.placement.concluded,
        again=not is_board(viewer) and not accepted and not found.placement.concluded,
        compared=found.before is not None,
    )


def _title(period: str) -> Words:
    return Words(sv=f"Månadsrapport {period_name(period)}", en=f"Monthly report {period_name(period, 'en')}")


def _flow(viewer: Viewer, found: Reported) -> FormFlow[MonthlyReport]:
    identity = found.placement.id
    return FormFlow(
        title=_title(found.period),
        path=f"/placements/{identity}/reports/{found.period}",
        form_page=f"/placements/{identity}/reports/{found.period}?new=true",
        back=f"/placements/{identity}",
        button=SUBMIT,
        draft=key_of("report", identity, found.period),
        fields=report_fields(found.frame),
        parse=lambda typed: parse_report(typed, found.frame),
        crumbs=crumbs_of(viewer, found.placement),
        template="referral/form_flow_lede.html",
        context={"back": found.back},
    )


@router.post("/placements/{placement}/reports/{period}")
async def submit_report(
    request: Request, placement: UUID, period: str, viewer: Viewer = Depends(allow(*PROVIDER_ROLES))
) -> Response:
    """Take the monthly report."""
    found = await load_report(request, viewer, placement, period)
    submission = new_id()

    async def submit(acting: Acting, report: MonthlyReport) -> None:
        await handlers.submit_report(acting, placement, report, submission)

    words = receipt("Rapporten", "The report", submission, request.state.arrived)
    return await hand_in(request, viewer, _flow(viewer, found), submit, f"/placements/{placement}", words)


@router.post("/placements/{placement}/reports/{period}/accept")
async def accept_report(
    request: Request, placement: UUID, period: str, viewer: Viewer = Depends(allow(*BOARD_ROLES))
) -> Response:
    """Find the report good."""
    url = f"/placements/{placement}/reports/{period}"
    words = Words(sv="Rapporten är godkänd.", en="The report is accepted.")
    async with posting(request, viewer, url, words) as acting:
        await handlers.accept_report(acting, placement, period)
    return redirect_done(request, url, words)
