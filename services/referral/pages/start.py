"""Start: what needs me today, from referral's own facts, and the panels of others."""

from datetime import timedelta

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import Role
from services.referral.domain.lifecycle import State
from services.referral.handlers.cases import DRAFT_DAYS
from services.referral.pages.desk import BOTH, is_board, now_of, working
from services.referral.pages.lines import Line, board_line, provider_line
from services.referral.store.overrides import waiting_overrides
from services.referral.store.overview import case_lines, request_lines
from services.referral.store.terms import names
from services.runtime.web import Viewer, allow, fill, pages_router, render
from services.runtime.words import Words

router = pages_router("referral")
SHOWN = 40


@router.get("/start")
async def start_page(request: Request, viewer: Viewer = Depends(allow(*BOTH))) -> Response:
    """Say what needs the viewer today."""
    now = now_of(request)
    async with working(request, viewer) as work:
        if is_board(viewer):
            lines = [board_line(row, now, viewer.person) for row in await case_lines(work, viewer)]
        else:
            lines = [provider_line(row, now, viewer.person) for row in await request_lines(work, viewer)]
        known = await names(work)
        second = viewer.role is Role.UNIT_MANAGER
        overrides = await waiting_overrides(work, viewer) if second else []
    waiting = sorted((line for line in lines if line.step.waits and line.state is not State.DRAFT), key=_urgency)
    drafts = [line for line in lines if line.state is State.DRAFT and line.row["referral_id"] and line.mine]
    late = sum(line.step.late for line in waiting)
    await fill(request, viewer, "start")
    return render(
        request,
        "referral/start.html",
        viewer,
        title=Words(sv="Start", en="Start"),
        answer=_answer(len(waiting) + len(overrides), late),
        act=bool(waiting or overrides),
        overrides=overrides,
        waiting=waiting[:SHOWN],
        more=max(0, len(waiting) - SHOWN),
        drafts=[(line, _days_left(line, request)) for line in drafts],
        names=known,
        board=is_board(viewer),
    )


def _urgency(line: Line) -> tuple[bool, str]:
    return (not line.step.late, str(line.step.due or "9999"))


def _answer(waiting: int, late: int) -> Words:
    if not waiting:
        return Words(sv="Inga förfrågningar eller uppdrag väntar på dig.", en="No referral or placement waits for you.")
    things = Words(sv="sak" if waiting == 1 else "saker", en="thing" if waiting == 1 else "things")
    swedish = f"{waiting} {things.sv} väntar på dig"
    english = f"{waiting} {things.en} {'waits' if waiting == 1 else 'wait'} for you"
    if late:
        swedish, english = f"{swedish}, {late} är försenad{'e' if late > 1 else ''}", f"{english}, {late} late"
    return Words(sv=f"{swedish}.", en=f"{english}.")


def _days_left(line: Line, request: Request) -> int:
    changed = line.row["changed_at"]
    return max(0, (changed + timedelta(days=DRAFT_DAYS) - now_of(request)).days) if changed else 0
