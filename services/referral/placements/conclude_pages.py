"""Markera som klar: the board notes that no more paper is owed."""

from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import Response

from services.referral import handlers
from services.referral.pages.page_context import BOARD_ROLES, posting, transaction
from services.referral.placements.pages import crumbs_of
from services.referral.placements.store import load_placement
from services.runtime.language.identifiers import reference
from services.runtime.language.words import Words
from services.runtime.web import Viewer, allow, ask_first, pages_router, read_form, redirect_done, render

router = pages_router("referral")


_CONCLUDE = Words(sv="Markera som klar", en="Conclude")


@router.get("/placements/{placement}/conclude")
async def conclude_page(request: Request, placement: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Ask before a placement is concluded."""
    async with transaction(request, viewer) as work:
        loaded = await load_placement(work, viewer, placement)
    return render(
        request,
        "confirm.html",
        viewer,
        title=_CONCLUDE,
        crumbs=crumbs_of(viewer, loaded),
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
        loaded = await load_placement(work, viewer, placement)
    if not (await read_form(request, viewer)).get("sure"):
        return ask_first(request)
    url, words = f"/cases/{loaded.case}", Words(sv="Uppdraget är klart.", en="The placement is concluded.")
    async with posting(request, viewer, url, words) as acting:
        await handlers.conclude(acting, placement)
    return redirect_done(request, url, words)
