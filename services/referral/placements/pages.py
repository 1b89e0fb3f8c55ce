"""Uppdrag: the list, and one placement with what is owed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral.cases.lines import KINDS, provider_line
from services.referral.cases.store import count_placed, placed_lines
from services.referral.incidents.happening import Happening
from services.referral.incidents.store import events
from services.referral.pages.page_context import (
    BOTH,
    PROVIDER_ROLES,
    is_board,
    now_of,
    transaction,
)
from services.referral.pages.timeline import entries
from services.referral.placements.domain import Placement, report_periods
from services.referral.placements.store import load_placement
from services.referral.placements.submissions import handed_in_of
from services.referral.shared.actor import side
from services.referral.shared.history import placement_history
from services.referral.shared.lifecycle import allowed
from services.referral.shared.lifecycle_words import state_words
from services.referral.shared.states import ENDED_STATES
from services.referral.shared.words import END_WORDS
from services.referral.terms.store import names
from services.runtime.language.code_words import AGE_BAND_WORDS, FORM_WORDS, TARGET_GROUP_WORDS
from services.runtime.language.identifiers import reference
from services.runtime.language.words import Words
from services.runtime.web import (
    Paging,
    Viewer,
    allow,
    fill,
    pages_router,
    render,
)

router = pages_router("referral")
TITLE = Words(sv="Uppdrag", en="Placements")
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
        counted = await count_placed(work, viewer)
        total = counted.ended if ended else counted.running
        paging = Paging("/placements", {"ended": "true"} if ended else {}, total, page)
        listed = await placed_lines(work, viewer, paging.offset, paging.size, ended=ended)
        known = await names(work)
    tabs = [
        (Words(sv=f"Pågående ({counted.running})", en=f"Running ({counted.running})"), "/placements", not ended),
        (Words(sv=f"Avslutade ({counted.ended})", en=f"Ended ({counted.ended})"), "/placements?ended=true", ended),
    ]
    return render(
        request,
        "referral/placements.html",
        viewer,
        title=TITLE,
        tabs=tabs,
        lines=[provider_line(one, now_of(request), viewer.person) for one in listed],
        paging=paging,
        names=known,
    )


@router.get("/placements/{placement}")
async def placement_page(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOTH))) -> Response:
    """Show what is owed for a placement, and what has happened."""
    now = now_of(request)
    async with transaction(request, viewer) as work:
        loaded = await load_placement(work, viewer, placement)
        history = await placement_history(work, placement, loaded.referral)
        handed_in = await handed_in_of(work, placement)
        known = await names(work)
        happened = await events(work, placement)
    slots = {"placement": placement, "board": loaded.board, "provider": loaded.provider}
    await fill(request, viewer, "placement_timeline", **slots)
    periods = {one.period: one for one in reversed(handed_in) if one.kind == "report"}
    newest = {one.kind: one for one in reversed(handed_in)}
    return render(
        request,
        "referral/placement.html",
        viewer,
        title=Words(sv=f"Uppdrag {reference(placement)}", en=f"Placement {reference(placement)}"),
        crumbs=crumbs_of(viewer, loaded)[:-1],
        placement=loaded,
        words=state_words(loaded.state, concluded=loaded.concluded),
        kind=KINDS[loaded.state],
        acts={act.value for act in allowed(loaded.state, side(viewer), concluded=loaded.concluded)},
        ended=loaded.state in ENDED_STATES,
        periods=[(period, periods.get(period)) for period in reversed(report_periods(loaded, now))],
        newest=newest,
        **_waiting(happened),
        entries=entries(history, known, viewer),
        names=known,
        slots=slots,
        board=is_board(viewer),
        form_words=FORM_WORDS[loaded.form],
        age_words=AGE_BAND_WORDS[loaded.age_band],
        group_words=TARGET_GROUP_WORDS[loaded.target_group],
        end_words=END_WORDS_BY_CODE.get(loaded.end_reason or ""),
    )


def _waiting(happened: Sequence[Happening]) -> dict[str, Any]:
    """Count a placement's events, and name those that wait for the board's word or for the provider's report."""
    return {
        "to_attest": [event.id for event in happened if event.awaits_attestation],
        "to_report": [event.id for event in happened if event.awaits_report],
        "incidents": len(happened),
    }
