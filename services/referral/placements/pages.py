"""Uppdrag: the list, one placement with what is owed, start, hold, end and conclude."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral import handlers
from services.referral.cases.lines import KINDS, provider_line
from services.referral.cases.store import request_lines
from services.referral.incidents.happening import Happening
from services.referral.incidents.store import events
from services.referral.pages.page_context import (
    BOARD_ROLES,
    BOTH,
    PROVIDER_ROLES,
    author_of,
    is_board,
    now_of,
    transaction,
)
from services.referral.pages.timeline import entries
from services.referral.placements.domain import Placement, report_periods
from services.referral.placements.form import MOMENT_FIELDS, end_fields, moment_values, parse_end, parse_moment
from services.referral.placements.store import handed_in_of, load_placement
from services.referral.shared.actor import side
from services.referral.shared.commands import Pause, Resume, Start
from services.referral.shared.history import placement_history
from services.referral.shared.lifecycle import ENDED_STATES, Act, State, allowed, state_words
from services.referral.shared.terms_store import names
from services.referral.shared.words import END_WORDS
from services.runtime.database.work import Work
from services.runtime.forms.field import Field
from services.runtime.forms.reader import Errors
from services.runtime.language.code_words import AGE_BAND_WORDS, FORM_WORDS, TARGET_GROUP_WORDS
from services.runtime.language.dates import instant
from services.runtime.language.identifiers import reference
from services.runtime.language.words import Words
from services.runtime.web import (
    Paging,
    Viewer,
    allow,
    ask_first,
    fill,
    pages_router,
    post_once,
    read_form,
    redirect_done,
    render,
    typed_values,
)

router = pages_router("referral")
TITLE = Words(sv="Uppdrag", en="Placements")
Doing = Callable[[Work], Awaitable[Placement]]
END_WORDS_BY_CODE = {code.value: words for code, words in END_WORDS.items()}


def crumbs_of(viewer: Viewer, placement: Placement) -> list[tuple[Words, str]]:
    """Give the pages above a placement's pages: the board comes from its case."""
    number = reference(placement.id)
    here = (Words(sv=f"Uppdrag {number}", en=f"Placement {number}"), f"/placements/{placement.id}")
    if is_board(viewer):
        case = reference(placement.case)
        above = Words(sv=f"Ärende {case}", en=f"Case {case}"), f"/cases/{placement.case}"
        return [(Words(sv="Ärenden", en="Cases"), "/cases"), above, here]
    return [(TITLE, "/placements"), here]


@router.get("/placements")
async def list_page(
    request: Request, ended: bool = False, page: str = "", viewer: Viewer = Depends(allow(*PROVIDER_ROLES))
) -> Response:
    """List the placements: running ones, or those whose papers are all in."""
    async with transaction(request, viewer) as work:
        listed = [one for one in await request_lines(work, viewer) if one.placement is not None]
        known = await names(work)
    every = [provider_line(one, now_of(request), viewer.person) for one in listed]
    done = [line for line in every if line.concluded or line.state is State.CANCELLED]
    running = [line for line in every if not (line.concluded or line.state is State.CANCELLED)]
    tabs = [
        (Words(sv=f"Pågående ({len(running)})", en=f"Running ({len(running)})"), "/placements", not ended),
        (Words(sv=f"Avslutade ({len(done)})", en=f"Ended ({len(done)})"), "/placements?ended=true", ended),
    ]
    lines = done if ended else running
    paging = Paging("/placements", {"ended": "true"} if ended else {}, len(lines), page)
    return render(
        request,
        "referral/placements.html",
        viewer,
        title=TITLE,
        tabs=tabs,
        lines=paging.cut(lines),
        paging=paging,
        names=known,
    )


@router.get("/placements/{placement}")
async def placement_page(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOTH))) -> Response:
    """Show what is owed for a placement, and what has happened."""
    now = now_of(request)
    async with transaction(request, viewer) as work:
        standing = await load_placement(work, viewer, placement)
        history = await placement_history(work, placement, standing.referral)
        handed_in = await handed_in_of(work, placement)
        known = await names(work)
        happened = await events(work, placement)
    slots = {"placement": placement, "board": standing.board, "provider": standing.provider}
    await fill(request, viewer, "placement_timeline", **slots)
    periods = {one.period: one for one in reversed(handed_in) if one.kind == "report"}
    newest = {one.kind: one for one in reversed(handed_in)}
    return render(
        request,
        "referral/placement.html",
        viewer,
        title=Words(sv=f"Uppdrag {reference(placement)}", en=f"Placement {reference(placement)}"),
        crumbs=crumbs_of(viewer, standing)[:-1],
        placement=standing,
        words=state_words(standing.state, concluded=standing.concluded),
        kind=KINDS[standing.state],
        acts={act.value for act in allowed(standing.state, side(viewer), concluded=standing.concluded)},
        ended=standing.state in ENDED_STATES,
        periods=[(period, periods.get(period)) for period in reversed(report_periods(standing, now))],
        newest=newest,
        **_waiting(happened),
        entries=entries(history, known, viewer),
        names=known,
        slots=slots,
        board=is_board(viewer),
        form_words=FORM_WORDS[standing.form],
        age_words=AGE_BAND_WORDS[standing.age_band],
        group_words=TARGET_GROUP_WORDS[standing.target_group],
        end_words=END_WORDS_BY_CODE.get(standing.end_reason or ""),
    )


def _waiting(happened: Sequence[Happening]) -> dict[str, Any]:
    """Count a placement's events, and name those that wait for the board's word or for the provider's report."""
    return {
        "to_attest": [event.id for event in happened if event.awaits_attestation],
        "to_report": [event.id for event in happened if event.awaits_report],
        "incidents": len(happened),
    }


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
_CONCLUDE = Words(sv="Markera som klar", en="Conclude")
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
        standing = await load_placement(work, viewer, placement)
        happened = await _possible(work, placement)
    return _moment_form(request, viewer, standing, moment_values(now_of(request)), {}, happened)


@router.post("/placements/{placement}/start")
@router.post("/placements/{placement}/pause")
@router.post("/placements/{placement}/resume")
@router.post("/placements/{placement}/end")
async def tell_moment(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOTH))) -> Response:
    """Tell that the placement started, rests, goes on or ended, and when."""
    typed = typed_values(await read_form(request, viewer))
    name = _name(request)
    async with transaction(request, viewer) as work:
        standing = await load_placement(work, viewer, placement)
        happened = await _possible(work, placement)
    read = _doing(request, viewer, placement, typed, happened)
    if isinstance(read, Errors):
        return _moment_form(request, viewer, standing, typed, read, happened)
    doing, at = read
    url = f"/placements/{placement}"
    words = _DONE[name].fill(at=Words(sv=instant(at), en=instant(at, "en")))
    async with transaction(request, viewer) as work:
        await post_once(work, request, url, words)
        await doing(work)
    return redirect_done(request, url, words)


async def _possible(work: Work, placement: UUID) -> list[Happening]:
    """Give the absences already told of that an end may be."""
    known = await events(work, placement)
    return [one for one in known if one.ended_at is None and one.absence]


def _doing(
    request: Request, viewer: Viewer, placement: UUID, typed: Mapping[str, Any], happened: Sequence[Happening]
) -> tuple[Doing, datetime] | Errors:
    name, now, author = _name(request), now_of(request), author_of(request, viewer)
    if name == "end":
        end = parse_end(typed, now, happened)
        if isinstance(end, Errors):
            return end
        return lambda work: handlers.end_placement(work, viewer, author, placement, end), end.ended_at
    moment = parse_moment(typed, now)
    if isinstance(moment, Errors):
        return moment
    acts: dict[str, Doing] = {
        "start": lambda work: handlers.start(work, viewer, author, placement, Start(moment)),
        "pause": lambda work: handlers.pause(work, viewer, author, placement, Pause(moment)),
        "resume": lambda work: handlers.resume(work, viewer, author, placement, Resume(moment)),
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


@router.get("/placements/{placement}/conclude")
async def conclude_page(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Ask before a placement is concluded."""
    async with transaction(request, viewer) as work:
        standing = await load_placement(work, viewer, placement)
    return render(
        request,
        "confirm.html",
        viewer,
        title=_CONCLUDE,
        crumbs=crumbs_of(viewer, standing),
        what=Words(
            sv="Inget mer papper ska lämnas. Utföraren ser inte längre personuppgifterna.",
            en="No more paper is owed. The provider no longer sees the personal details.",
        ),
        pairs=[(Words(sv="Uppdrag", en="Placement"), reference(placement))],
        action=f"/placements/{placement}/conclude",
        button=_CONCLUDE,
        back=f"/placements/{placement}/end-report",
        fields={"sure": "yes"},
    )


@router.post("/placements/{placement}/conclude")
async def conclude(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Note that no more paper is owed, once that is meant."""
    async with transaction(request, viewer) as work:
        standing = await load_placement(work, viewer, placement)
    if not (await read_form(request, viewer)).get("sure"):
        return ask_first(request)
    url, words = f"/cases/{standing.case}", Words(sv="Uppdraget är klart.", en="The placement is concluded.")
    async with transaction(request, viewer) as work:
        await post_once(work, request, url, words)
        await handlers.conclude(work, viewer, author_of(request, viewer), placement)
    return redirect_done(request, url, words)
