"""The board's word about a call: to attest that the provider phoned, or to object that it did not."""

from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral import handlers
from services.referral.incidents.happening import Happening
from services.referral.incidents.pages import load_incident, title_of
from services.referral.incidents.which_event import event_words
from services.referral.pages.page_context import (
    BOARD_ROLES,
    now_of,
    posting,
)
from services.referral.placements.domain import Placement
from services.referral.placements.form import MOMENT_FIELDS, moment_values, parse_moment
from services.referral.placements.pages import crumbs_of
from services.runtime.forms.reader import Errors
from services.runtime.language.dates import instant
from services.runtime.language.words import Words
from services.runtime.web import Viewer, allow, ask_first, pages_router, read_form, redirect_done, render, typed_values

router = pages_router("referral")


ATTEST = Words(sv="Intyga samtalet", en="Attest the call")
DENY = Words(sv="Invänd", en="Object")


@router.get("/placements/{placement}/incidents/{incident}/call")
async def call_page(
    request: Request, placement: UUID, incident: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))
) -> Response:
    """Ask when the provider phoned; its own word is filled in."""
    loaded, event = await load_incident(request, viewer, placement, incident)
    values = moment_values(event.phoned_at or now_of(request))
    return _call_form(request, viewer, loaded, event, values, {})


@router.post("/placements/{placement}/incidents/{incident}/call")
async def attest_call(
    request: Request, placement: UUID, incident: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))
) -> Response:
    """Attest that the provider phoned."""
    typed = typed_values(await read_form(request, viewer))
    at = parse_moment(typed, now_of(request))
    if isinstance(at, Errors):
        loaded, event = await load_incident(request, viewer, placement, incident)
        return _call_form(request, viewer, loaded, event, typed, at)
    url = f"/placements/{placement}/incidents/{incident}"
    words = Words(sv=f"Samtalet {instant(at)} är intygat.", en=f"The call of {instant(at, 'en')} is attested.")
    async with posting(request, viewer, url, words) as acting:
        await handlers.attest_call(acting, placement, incident, at)
    return redirect_done(request, url, words)


def _call_form(
    request: Request, viewer: Viewer, placement: Placement, event: Happening, values: object, errors: dict[str, Words]
) -> Response:
    page = f"/placements/{placement.id}/incidents/{event.id}"
    return render(
        request,
        "referral/choose.html",
        viewer,
        title=ATTEST,
        crumbs=(*crumbs_of(viewer, placement), (title_of(event), page)),
        lede=Words(
            sv="När ringde utföraren er om händelsen?", en="When did the provider phone you about the incident?"
        ),
        action=f"{page}/call",
        button=ATTEST,
        back=page,
        form_fields=MOMENT_FIELDS,
        values=values,
        errors=errors,
    )


@router.get("/placements/{placement}/incidents/{incident}/deny")
async def deny_page(
    request: Request, placement: UUID, incident: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))
) -> Response:
    """Ask before the board objects that a call was never made."""
    loaded, event = await load_incident(request, viewer, placement, incident)
    url = f"/placements/{placement}/incidents/{incident}"
    return render(
        request,
        "confirm.html",
        viewer,
        title=DENY,
        crumbs=(*crumbs_of(viewer, loaded), (title_of(event), url)),
        what=Words(
            sv="Ni säger att utföraren inte ringde. Utförarens ord om samtalet räknas då inte.",
            en="You say that the provider did not phone. The provider's word about the call then does not count.",
        ),
        pairs=[(Words(sv="Händelse", en="Incident"), event_words(event))],
        action=f"{url}/deny",
        button=DENY,
        back=url,
        fields={"sure": "yes"},
    )


@router.post("/placements/{placement}/incidents/{incident}/deny")
async def deny_call(
    request: Request, placement: UUID, incident: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))
) -> Response:
    """Object that the call was never made, once that is meant."""
    await load_incident(request, viewer, placement, incident)
    url = f"/placements/{placement}/incidents/{incident}"
    if not (await read_form(request, viewer)).get("sure"):
        return ask_first(request)
    words = Words(sv="Er invändning är registrerad.", en="Your objection is registered.")
    async with posting(request, viewer, url, words) as acting:
        await handlers.deny_call(acting, placement, incident)
    return redirect_done(request, url, words)
