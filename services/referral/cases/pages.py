"""Ärenden: the list, and one case with its timeline."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.responses import RedirectResponse, Response

from schemas.codes import Tier
from services.referral import handlers
from services.referral.cases.lines import KINDS, board_line
from services.referral.cases.store import case_line, case_lines, cases_under, count_cases, own_cases, placements_of
from services.referral.pages.page_context import BOARD_ROLES, acting_of, now_of, transaction
from services.referral.pages.timeline import entries
from services.referral.referrals.store import ReferralLine, load_case, referrals_of
from services.referral.shared.history import case_history
from services.referral.shared.lifecycle_words import state_words
from services.referral.shared.states import CLOSED_STATES, Phase, State
from services.referral.terms.store import names
from services.runtime.language.identifiers import is_reference, reference
from services.runtime.language.words import Words
from services.runtime.web import (
    PER_PAGE,
    Paging,
    Viewer,
    address_with,
    allow,
    fill,
    not_found,
    pages_router,
    read_form,
    render,
)

router = pages_router("referral")
TITLE = Words(sv="Ärenden", en="Cases")
AT_ONCE = 1_000
"""Numbers made before others have their turn."""
TABS = {
    "mine": Words(sv="Mina", en="Mine"),
    "unit": Words(sv="Enhetens", en="The unit's"),
    "ended": Words(sv="Avslutade", en="Ended"),
    "withdrawn": Words(sv="Återkallade", en="Withdrawn"),
}


_ELSEWHERE = {"ended": (Phase.ENDED,), "withdrawn": (Phase.WITHDRAWN,)}
_RUNNING = tuple(phase for phase in Phase if phase not in (Phase.ENDED, Phase.WITHDRAWN))


def phases_under(tab: str) -> tuple[Phase, ...]:
    """Give where the cases of a tab stand: ended and withdrawn ones are never mixed with the running."""
    return _ELSEWHERE.get(tab, _RUNNING)


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
        found = await _numbered(await own_cases(work, viewer), wanted.upper())
        if not found and wanted:
            found = await handlers.find_person(acting_of(request, viewer, work), wanted)
    if len(found) == 1:
        return RedirectResponse(f"/cases/{found[0]}", status_code=303)
    return await _list(request, viewer, "unit", found)


async def _numbered(cases: Sequence[UUID], number: str) -> list[UUID]:
    """Find cases by their number, which is made of the id and kept nowhere; others are served meanwhile."""
    found: list[UUID] = []
    if not is_reference(number):
        return found
    for begin in range(0, len(cases), AT_ONCE):
        found += [case for case in cases[begin : begin + AT_ONCE] if reference(case) == number]
        await asyncio.sleep(0)
    return found


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
        counted = await count_cases(work, viewer)
        counts = {name: _number(counted, name) for name in TABS}
        paging = Paging(
            "/cases", {"tab": tab}, len(found) if found else counts[tab], page, max(PER_PAGE, len(found or ()))
        )
        if found:
            listed = await case_lines(work, viewer, found)
        else:
            mine = tab == "mine"
            listed = await cases_under(work, viewer, phases_under(tab), paging.offset, paging.size, mine=mine)
        shown = [board_line(one, now_of(request), viewer.person) for one in listed]
        known = await names(work)
        for line in (line for line in shown if named and line.mine):
            person = await handlers.reveal(acting_of(request, viewer, work), line.case, "list")
            people[line.case] = person.name if person else "–"
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


def _number(counted: Mapping[str, Mapping[Phase, int]], tab: str) -> int:
    of = counted["mine" if tab == "mine" else "all"]
    return sum(of.get(phase, 0) for phase in phases_under(tab))


@router.get("/cases/{case}")
async def case_page(request: Request, case: UUID, viewer: Viewer = Depends(allow(*BOARD_ROLES))) -> Response:
    """Show what goes on in a case, and what comes next."""
    async with transaction(request, viewer) as work:
        found = await load_case(work, viewer, case)
        referrals, placements = await referrals_of(work, case), await placements_of(work, case)
        history = await case_history(work, case)
        listed = await case_line(work, viewer, case)
        known = await names(work)
    if listed is None:
        not_found()
    line = board_line(listed, now_of(request), viewer.person)
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
