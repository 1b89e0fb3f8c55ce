"""What happens to a placement and when: start, hold, go on, end; and that all is done after its end."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral import handlers
from services.referral.incidents.happening import Happening
from services.referral.incidents.store import events
from services.referral.pages.page_context import BOTH, now_of, posting, transaction
from services.referral.placements.domain import Placement
from services.referral.placements.form import MOMENT_FIELDS, end_fields, moment_values, parse_end, parse_moment
from services.referral.placements.pages import crumbs_of
from services.referral.placements.store import load_placement
from services.referral.shared.actor import Acting
from services.referral.shared.commands import Pause, Resume, Start
from services.referral.shared.states import Act
from services.runtime.database.work import Work
from services.runtime.forms.field import Field
from services.runtime.forms.reader import Errors
from services.runtime.language.dates import instant
from services.runtime.language.words import Words
from services.runtime.web import (
    Viewer,
    allow,
    pages_router,
    read_form,
    redirect_done,
    render,
    typed_values,
)

router = pages_router("referral")
Doing = Callable[[Acting], Awaitable[Placement]]

_MOMENTS: dict[str, tuple[Words, Act]] = {
    "start": (Words(sv="Starta uppdraget", en="Start the placement"), Act.START),
    "pause": (Words(sv="Pausa uppdraget", en="Pause the placement"), Act.PAUSE),
    "resume": (Words(sv="Återuppta uppdraget", en="Resume the placement"), Act.RESUME),
    "end": (Words(sv="Avsluta uppdraget", en="End the placement"), Act.END_AS_PLANNED),
}
_DONE: dict[str, Words] = {
    "start": Words(sv="Uppdraget började {at}.", en="The placement started {at}."),
    "pause": Words(sv="Uppdraget är pausat från {at}.", en="The placement is paused from {at}."),
    "resume": Words(sv="Uppdraget pågår igen från {at}.", en="The placement goes on from {at}."),
    "end": Words(
        sv="Uppdraget avslutades {at}. Kvar att lämna: slutrapport.",
        en="The placement ended {at}. Still to come: the end report.",
    ),
}
_LEDES: dict[str, Words] = {
    "start": Words(sv="När började uppdraget?", en="When did the placement start?"),
    "pause": Words(sv="Från när vilar uppdraget?", en="From when does the placement rest?"),
    "resume": Words(sv="Från när pågår det igen?", en="From when does it go on?"),
    "end": Words(sv="Från när är ingen placerad? Papper som är kvar ska ändå lämnas.",
                 en="From when is nobody placed? What is still owed must be submitted all the same."),
}  # fmt: skip


@router.get("/placements/{placement}/start")
@router.get("/placements/{placement}/pause")
@router.get("/placements/{placement}/resume")
@router.get("/placements/{placement}/end")
async def moment_page(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOTH))) -> Response:
    """Ask when it happened."""
    async with transaction(request, viewer) as work:
        loaded = await load_placement(work, viewer, placement)
        happened = await _possible(work, placement)
    return _moment_form(request, viewer, loaded, moment_values(now_of(request)), {}, happened)


@router.post("/placements/{placement}/start")
@router.post("/placements/{placement}/pause")
@router.post("/placements/{placement}/resume")
@router.post("/placements/{placement}/end")
async def record_moment(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOTH))) -> Response:
    """Record that the placement started, rests, goes on or ended, and when."""
    typed = typed_values(await read_form(request, viewer))
    name = _name(request)
    async with transaction(request, viewer) as work:
        loaded = await load_placement(work, viewer, placement)
        happened = await _possible(work, placement)
    read = _doing(request, placement, typed, happened)
    if isinstance(read, Errors):
        return _moment_form(request, viewer, loaded, typed, read, happened)
    doing, at = read
    url = f"/placements/{placement}"
    words = _DONE[name].fill(at=Words(sv=instant(at), en=instant(at, "en")))
    async with posting(request, viewer, url, words) as acting:
        await doing(acting)
    return redirect_done(request, url, words)


async def _possible(work: Work, placement: UUID) -> list[Happening]:
    """Give the absences already recorded that an end may be."""
    known = await events(work, placement)
    return [one for one in known if one.ended_at is None and one.absence]


def _doing(
    request: Request, placement: UUID, typed: Mapping[str, Any], happened: Sequence[Happening]
) -> tuple[Doing, datetime] | Errors:
    name, now = _name(request), now_of(request)
    if name == "end":
        end = parse_end(typed, now, happened)
        if isinstance(end, Errors):
            return end
        return lambda acting: handlers.end_placement(acting, placement, end), end.ended_at
    moment = parse_moment(typed, now)
    if isinstance(moment, Errors):
        return moment
    acts: dict[str, Doing] = {
        "start": lambda acting: handlers.start(acting, placement, Start(moment)),
        "pause": lambda acting: handlers.pause(acting, placement, Pause(moment)),
        "resume": lambda acting: handlers.resume(acting, placement, Resume(moment)),
    }
    return acts[name], moment


def _name(request: Request) -> str:
    return request.url.path.rsplit("/", 1)[1]


def _moment_form(
    request: Request,
    viewer: Viewer,
    placement: Placement,
    values: Mapping[str, Any],
    errors: dict[str, Words],
    happened: Sequence[Happening],
) -> Response:
    name = _name(request)
    title, _ = _MOMENTS[name]
    fields: Sequence[Field] = end_fields(happened) if name == "end" else MOMENT_FIELDS
    return render(
        request,
        "referral/choose.html",
        viewer,
        title=title,
        crumbs=crumbs_of(viewer, placement),
        lede=_LEDES[name],
        action=f"/placements/{placement.id}/{name}",
        button=title,
        back=f"/placements/{placement.id}",
        form_fields=fields,
        values=values,
        errors=errors,
    )
