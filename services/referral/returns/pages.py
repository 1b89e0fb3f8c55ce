"""Återlämna: the board sends a plan, a monthly report or an end report back, with reasons and remarks."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.reasons import ReturnReason
from services.referral import handlers
from services.referral.pages.form_flow import FormFlow, blank, hand_in
from services.referral.pages.page_context import BOARD_ROLES, key_of, now_of, today_of
from services.referral.placements.domain import Placement
from services.referral.placements.pages import crumbs_of
from services.referral.plans.pages import PLAN_CHOICES, load_plans
from services.referral.reports.end_form import end_report_fields
from services.referral.reports.end_pages import load_end_report
from services.referral.reports.monthly_fields import report_fields
from services.referral.reports.reported import goals_of, load_report
from services.referral.returns.domain import correct_by
from services.referral.returns.form import Returning, markable, parse_return, return_fields
from services.referral.shared.actor import Acting
from services.runtime.forms.field import Choice
from services.runtime.language.dates import last_day, period_name, weekday
from services.runtime.language.words import Words
from services.runtime.web import Viewer, allow, not_found, pages_router

router = pages_router("referral")
RETURNED = Words(sv="Återlämnat. Utföraren ser det nu.", en="Returned. The provider sees it now.")


@dataclass(frozen=True)
class _Newest:
    """What may be returned: its name, its page, its fields as choices, and whose it is."""

    kind: str
    period: str
    words: Words
    page: str
    choices: tuple[Choice, ...]
    placement: Placement
    person: str


@router.get("/placements/{placement}/plan/return")
@router.get("/placements/{placement}/end-report/return")
async def return_page(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Ask why the plan or the end report is returned, and what is to be corrected."""
    newest = await _newest(request, viewer, placement)
    return await blank(request, viewer, _flow(request, viewer, newest))


@router.post("/placements/{placement}/plan/return")
@router.post("/placements/{placement}/end-report/return")
async def give_back(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Return the newest plan or end report."""
    return await _take(request, viewer, await _newest(request, viewer, placement))


@router.get("/placements/{placement}/reports/{period}/return")
async def return_report_page(
    request: Request, placement: UUID, period: str, viewer: Viewer = Depends(allow(*BOARD_ROLES))
) -> Response:
    """Ask why the monthly report is returned, and what is to be corrected."""
    newest = await _newest_report(request, viewer, placement, period)
    return await blank(request, viewer, _flow(request, viewer, newest))


@router.post("/placements/{placement}/reports/{period}/return")
async def give_report_back(
    request: Request, placement: UUID, period: str, viewer: Viewer = Depends(allow(*BOARD_ROLES))
) -> Response:
    """Return the newest report of the period."""
    return await _take(request, viewer, await _newest_report(request, viewer, placement, period))


async def _newest(request: Request, viewer: Viewer, placement: UUID) -> _Newest:
    if request.url.path.endswith("/plan/return"):
        kept = await load_plans(request, viewer, placement)
        there, kind, words = bool(kept.plans), "plan", Words(sv="planen", en="the plan")
        choices = PLAN_CHOICES
    else:
        kept, reports, _ = await load_end_report(request, viewer, placement)
        there, kind, words = bool(reports), "end-report", Words(sv="slutrapporten", en="the end report")
        choices = markable(end_report_fields(goals_of(kept, request)))
    if not there:
        not_found()
    page = f"/placements/{placement}/{kind}"
    return _Newest(kind, "", words, page, choices, kept.placement, kept.person)


async def _newest_report(request: Request, viewer: Viewer, placement: UUID, period: str) -> _Newest:
    found = await load_report(request, viewer, placement, period)
    if not found.reports:
        not_found()
    words = Words(sv=f"rapporten för {period_name(period)}", en=f"the report for {period_name(period, 'en')}")
    page, choices = f"/placements/{placement}/reports/{period}", markable(report_fields(found.frame))
    return _Newest("report", period, words, page, choices, found.placement, found.kept.person)


def _flow(request: Request, viewer: Viewer, newest: _Newest) -> FormFlow[Returning]:
    today, person = today_of(request), newest.person
    title = Words(sv=f"Återlämna {newest.words.sv}", en=f"Return {newest.words.en}")
    due = correct_by(ReturnReason.INCOMPLETE, now_of(request))
    lede = Words(
        sv=f"Utföraren ska rätta senast {weekday(last_day(due))}. Den första inlämningen blir inte sen av det.",
        en=f"The provider is to correct it by {weekday(last_day(due), 'en')}. "
        "It does not make the first submission late.",
    )
    return FormFlow(
        title=title,
        path=f"{newest.page}/return",
        back=newest.page,
        button=title,
        draft=key_of("return", newest.placement.id, f"{newest.kind}{newest.period}"),
        fields=return_fields(newest.choices),
        parse=lambda typed: parse_return(typed, newest.choices, today, person),
        crumbs=crumbs_of(viewer, newest.placement),
        template="referral/form_flow_lede.html",
        context={"lede": lede},
    )


async def _take(request: Request, viewer: Viewer, newest: _Newest) -> Response:
    placement = newest.placement.id

    async def submit(acting: Acting, returning: Returning) -> None:
        if newest.kind == "plan":
            await handlers.return_plan(acting, placement, returning)
        elif newest.kind == "report":
            await handlers.return_report(acting, placement, newest.period, returning)
        else:
            await handlers.return_end_report(acting, placement, returning)

    return await hand_in(request, viewer, _flow(request, viewer, newest), submit, newest.page, RETURNED)
