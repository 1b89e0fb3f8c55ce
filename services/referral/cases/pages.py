"""Ärenden: the list, and one case with its timeline."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import RedirectResponse, Response

from schemas.codes import Tier
from services.referral import handlers
from services.referral.cases.lines import KINDS, Line, board_line
from services.referral.cases.store import case_lines, placements_of
from services.referral.pages.page_context import BOARD_ROLES, acting_of, now_of, transaction
from services.referral.pages.timeline import entries
from services.referral.referrals.store import ReferralLine, load_case, referrals_of
from services.referral.shared.history import case_history
from services.referral.shared.lifecycle import CLOSED_STATES, ENDED_STATES, State, state_words
from services.referral.shared.terms_store import names
from services.runtime.language.identifiers import reference
from services.runtime.language.words import Words
from services.runtime.web import PER_PAGE, Paging, Viewer, address_with, allow, fill, pages_router, read_form, render

router = pages_router("referral")
TITLE = Words(sv="Ärenden", en="Cases")
TABS = {
    "mine": Words(sv="Mina", en="Mine"),
    "unit": Words(sv="Enhetens", en="The unit's"),
    "ended": Words(sv="Avslutade", en="Ended"),
    "withdrawn": Words(sv="Återkallade", en="Withdrawn"),
}


def tab_of(line: Line) -> str:
    """Give the tab a case stands under: ended and withdrawn ones are never mixed with the running."""
    if line.state is State.CANCELLED:
        return "withdrawn"
    return "ended" if line.state in ENDED_STATES and line.concluded else "unit"


@router.get("/cases")
async def list_page(
    request: Request, tab: str = "mine", page: str = "", viewer: Viewer = Depends(allow(*BOARD_ROLES))
) -> Response:
    """List the cases, a tab at a time."""
    return await _list(request, viewer, tab if tab in TABS else "mine", None, page=page)


@router.post("/cases/search")
async def search(request: Request, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Find one's own cases by number, name or personnummer; what is sought is sent, never part of an address."""
    wanted = str((await read_form(request, viewer)).get("wanted") or "").strip()
    async with transaction(request, viewer) as work:
        listed = await case_lines(work, viewer)
        found = [one.case for one in listed if reference(one.case) == wanted.upper()]
        if not found and wanted:
            found = await handlers.find_person(acting_of(request, viewer, work), wanted)
    if len(found) == 1:
        return RedirectResponse(f"/cases/{found[0]}", status_code=303)
    return await _list(request, viewer, "unit", found)


@router.post("/cases/names")
async def show_names(request: Request, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Show the names in one's own cases on a tab, each reading logged before it is shown; coming back asks again."""
    form = await read_form(request, viewer)
    tab, page = str(form.get("tab") or ""), str(form.get("page") or "")
    return await _list(request, viewer, tab if tab in TABS else "mine", None, page=page, named=True)


async def _list(
    request: Request, viewer: Viewer, tab: str, found: list[UUID] | None, *, page: str = "", named: bool = False
) -> Response:
    people: dict[UUID, str] = {}
    async with transaction(request, viewer) as work:
        lines = [board_line(one, now_of(request), viewer.person) for one in await case_lines(work, viewer)]
        known = await names(work)
        under = [line for line in lines if (line.case in found if found else _under(line, tab))]
        paging = Paging("/cases", {"tab": tab}, len(under), page, size=max(PER_PAGE, len(found or ())))
        shown = paging.cut(under)
        for line in (line for line in shown if named and line.mine):
            person = await handlers.reveal(acting_of(request, viewer, work), line.case, "list")
            people[line.case] = person.name if person else "–"
    counts = {name: sum(_under(line, name) for line in lines) for name in TABS}
    tabs = [
        (words + Words(sv=f" ({counts[name]})", en=f" ({counts[name]})"), address_with("/cases", tab=name), name == tab)
        for name, words in TABS.items()
    ]
    return render(
        request,
        "referral/cases.html",
        viewer,
        title=TITLE,
        tabs=tabs,
        lines=shown,
        paging=paging,
        names=known,
        found=found,
        tab=tab,
        mine=any(line.mine for line in shown),
        people=people if named else None,
        shown_at=request.state.arrived if named else None,
    )


def _under(line: Line, tab: str) -> bool:
    return line.mine and tab_of(line) == "unit" if tab == "mine" else tab_of(line) == tab


@router.get("/cases/{case}")
async def case_page(request: Request, case: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Show what goes on in a case, and what comes next."""
    async with transaction(request, viewer) as work:
        found = await load_case(work, viewer, case)
        referrals, placements = await referrals_of(work, case), await placements_of(work, case)
        history = await case_history(work, case)
        (line,) = [board_line(one, now_of(request), viewer.person) for one in await case_lines(work, viewer, case)]
        known = await names(work)
    abouts = [*(one.id for one in placements), *(one.id for one in referrals)]
    await fill(request, viewer, "case_timeline", placements=abouts)
    return render(
        request,
        "referral/case.html",
        viewer,
        title=Words(sv=f"Ärende {reference(case)}", en=f"Case {reference(case)}"),
        crumbs=((TITLE, "/cases"),),
        case=found,
        line=line,
        asked=_asked(referrals, known),
        placements=placements,
        abouts=abouts,
        entries=entries(history, known, viewer),
        names=known,
        again=line.state in CLOSED_STATES or line.concluded,
    )


def _asked(referrals: Sequence[ReferralLine], known: dict[UUID, str]) -> list[dict[str, Any]]:
    """Give each referral of a case with its state, what may still be done, and where to."""
    return [
        {
            "id": one.id,
            "words": state_words(one.state),
            "kind": KINDS[one.state],
            "provider": known.get(one.provider, "–") if one.provider else "–",
            "sent_at": one.sent_at,
            "answer_due": one.answer_due if one.state is State.REQUESTED else None,
            "tier": one.tier,
            "draft": one.state is State.DRAFT,
            "amend": one.state is State.REQUESTED,
            "waive": one.sent_at is not None and one.tier is not Tier.EMERGENCY,
            "withdraw": one.state in (State.REQUESTED, State.ACCEPTED),
            "placement": one.placement,
        }
        for one in referrals
    ]
