"""Avvikelser: the provider reports an absence, an unplanned end or a discharge at own request."""

from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral import handlers
from services.referral.incidents.form import (
    Absence,
    absence_fields,
    parse_absence,
    present,
)
from services.referral.incidents.form_context import FormContext, first_values, load_context
from services.referral.pages.form_flow import FormFlow, blank, hand_in
from services.referral.pages.page_context import (
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


ABSENCE = Words(sv="Anmäl avvikelse", en="Report an absence")
ABSENCE_LEDE = Words(
    sv="Avvikelse, oplanerat avslut och avslut på egen begäran anmäls samma dag som ni märkte det.",
    en="Absence, an unplanned end and a discharge at own request are reported the day you noticed it.",
)


@router.get("/placements/{placement}/absences/new")
async def absence_page(
    request: Request, placement: UUID, event: str = "", viewer: Viewer = Depends(allow(*PROVIDER_ROLES))
) -> Response:
    """Ask what it is, and when it was noticed."""
    context = await load_context(request, viewer, placement, lambda event: event.lacks_absence)
    values = first_values(context, event, present(now_of(request), "noticed"))
    values.pop("kind", None)
    return await blank(request, viewer, _absence_flow(request, viewer, context), values)


@router.post("/placements/{placement}/absences/new")
async def report_absence(
    request: Request, placement: UUID, viewer: Viewer = Depends(allow(*PROVIDER_ROLES))
) -> Response:
    """Take the report of an absence."""
    context = await load_context(request, viewer, placement, lambda event: event.lacks_absence)
    submission = new_id()

    async def submit(acting: Acting, report: Absence) -> None:
        await handlers.report_absence(acting, placement, report, submission)

    words = receipt("Avvikelsen", "The absence", submission, request.state.arrived)
    return await hand_in(request, viewer, _absence_flow(request, viewer, context), submit, context.page, words)


def _absence_flow(request: Request, viewer: Viewer, context: FormContext) -> FormFlow[Absence]:
    now = now_of(request)
    return FormFlow(
        title=ABSENCE,
        path=f"{context.page}/absences/new",
        back=context.page,
        button=ABSENCE,
        draft=key_of("absence", context.placement.id),
        fields=absence_fields(context.events),
        parse=lambda typed: parse_absence(typed, now, context.events, context.person),
        crumbs=crumbs_of(viewer, context.placement),
        template="referral/form_flow_lede.html",
        context={"lede": ABSENCE_LEDE},
    )
