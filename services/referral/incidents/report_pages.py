"""Rapportera händelse, anmäl avvikelse, and the board's telling of an incident it noticed: the forms."""

from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral import handlers
from services.referral.incidents.form import (
    IncidentReport,
    Notice,
    incident_fields,
    notice_fields,
    parse_incident,
    parse_notice,
    present,
)
from services.referral.incidents.form_context import FormContext, first_values, load_context
from services.referral.pages.form_flow import FormFlow, blank, hand_in
from services.referral.pages.page_context import (
    BOARD_ROLES,
    PROVIDER_ROLES,
    key_of,
    now_of,
)
from services.referral.placements.pages import crumbs_of
from services.referral.receipts.pages import receipt
from services.referral.shared.actor import Acting
from services.runtime.language.identifiers import new_id
from services.runtime.language.words import Words
from services.runtime.web import Viewer, allow, pages_router

router = pages_router("referral")
REPORT = Words(sv="Rapportera händelse", en="Report an incident")
NOTICE = Words(sv="Berätta om händelse", en="Tell of an incident")
RING_FIRST = Words(
    sv="Ring först, inom 1 timme. Skriv sedan, inom 24 timmar.",
    en="Phone first, within 1 hour. Then write, within 24 hours.",
)
NOTICE_LEDE = Words(
    sv="Utföraren ser händelsen på uppdraget och ska skriva sin rapport inom 24 timmar.",
    en="The provider sees the incident on the placement and is to write its report within 24 hours.",
)


@router.get("/placements/{placement}/incidents/new")
async def report_page(
    request: Request, placement: UUID, event: str = "", viewer: Viewer = Depends(allow(*PROVIDER_ROLES))
) -> Response:
    """Ask what happened, when it became known, and whether the board was phoned."""
    context = await load_context(request, viewer, placement, lambda event: event.lacks_report)
    values = first_values(context, event, present(now_of(request), "aware"))
    return await blank(request, viewer, _report_flow(request, viewer, context), values)


@router.post("/placements/{placement}/incidents/new")
async def report(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*PROVIDER_ROLES))) -> Response:
    """Take the report."""
    context = await load_context(request, viewer, placement, lambda event: event.lacks_report)
    submission = new_id()

    async def submit(acting: Acting, report: IncidentReport) -> None:
        await handlers.report_incident(acting, placement, report, submission)

    words = receipt("Händelsen", "The incident", submission, request.state.arrived)
    return await hand_in(request, viewer, _report_flow(request, viewer, context), submit, context.page, words)


def _report_flow(request: Request, viewer: Viewer, context: FormContext) -> FormFlow[IncidentReport]:
    now = now_of(request)
    return FormFlow(
        title=REPORT,
        path=f"{context.page}/incidents/new",
        back=context.page,
        button=REPORT,
        draft=key_of("incident", context.placement.id),
        fields=incident_fields(context.events),
        parse=lambda typed: parse_incident(typed, now, context.events, context.person),
        crumbs=crumbs_of(viewer, context.placement),
        template="referral/form_flow_lede.html",
        context={"lede": RING_FIRST},
    )


@router.get("/placements/{placement}/incidents/notice")
async def notice_page(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Ask what the board has noticed."""
    context = await load_context(request, viewer, placement, lambda event: event.only_absence)
    return await blank(request, viewer, _notice_flow(request, viewer, context), first_values(context, "", {}))


@router.post("/placements/{placement}/incidents/notice")
async def notice(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Tell the provider of it."""
    context = await load_context(request, viewer, placement, lambda event: event.only_absence)

    async def submit(acting: Acting, report: Notice) -> None:
        await handlers.notice_incident(acting, placement, report)

    words = Words(sv="Händelsen är berättad för utföraren.", en="The provider has been told of the incident.")
    return await hand_in(request, viewer, _notice_flow(request, viewer, context), submit, context.page, words)


def _notice_flow(request: Request, viewer: Viewer, context: FormContext) -> FormFlow[Notice]:
    now = now_of(request)
    return FormFlow(
        title=NOTICE,
        path=f"{context.page}/incidents/notice",
        back=context.page,
        button=NOTICE,
        draft=key_of("notice", context.placement.id),
        fields=notice_fields(context.events),
        parse=lambda typed: parse_notice(typed, now, context.events, context.person),
        crumbs=crumbs_of(viewer, context.placement),
        template="referral/form_flow_lede.html",
        context={"lede": NOTICE_LEDE},
    )
