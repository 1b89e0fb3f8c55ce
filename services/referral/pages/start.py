"""Start: what needs me today, from referral's own facts, and the panels of others."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import Role
from services.referral.domain.lifecycle import State
from services.referral.handlers.cases import DRAFT_DAYS
from services.referral.pages.desk import BOTH, is_board, now_of, today_of, working
from services.referral.pages.lines import Line, board_line, provider_line
from services.referral.store.overrides import waiting_overrides
from services.referral.store.overview import case_lines, request_lines
from services.referral.store.terms import names
from services.runtime.dates import civil, last_day
from services.runtime.web import Viewer, allow, fill, pages_router, render
from services.runtime.words import Words

router = pages_router("referral")
SHOWN = 40
SUNDAY = 6
TIMES = {
    "late": Words(sv="Försenat", en="Late"),
    "today": Words(sv="I dag", en="Today"),
    "week": Words(sv="Denna vecka", en="This week"),
    "later": Words(sv="Senare", en="Later"),
    "undated": Words(sv="Utan datum", en="Without a date"),
}
_PRESSING = ("late", "today", "week")
"""What stands above the dues that the audit knows; the rest stands below them."""


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
    today = today_of(request)
    waiting = sorted(
        (line for line in lines if line.step.waits and line.state is not State.DRAFT),
        key=lambda line: _urgency(line, today),
    )
    drafts = [line for line in lines if line.state is State.DRAFT and line.row["referral_id"] and line.mine]
    late = sum(line.step.late for line in waiting)
    for slot in ("start", "news"):
        await fill(request, viewer, slot)
    times = _by_time(waiting[:SHOWN], today)
    return render(
        request,
        "referral/start.html",
        viewer,
        title=Words(sv="Start", en="Start"),
        answer=_answer(len(waiting) + len(overrides), late),
        act=bool(waiting or overrides),
        overrides=overrides,
        waiting=[(TIMES[when], found) for when, found in times if when in _PRESSING],
        unhurried=[(TIMES[when], found) for when, found in times if when not in _PRESSING],
        more=max(0, len(waiting) - SHOWN),
        drafts=[(line, _days_left(line, request)) for line in drafts],
        names=known,
        board=is_board(viewer),
    )


def _when(line: Line, today: date) -> str:
    """Give the heading a line stands under: late, today, this week, later, or without a day."""
    if line.step.late:
        return "late"
    if line.step.due is None:
        return "undated"
    day = last_day(line.step.due)
    if day <= today:
        return "today"
    return "week" if day <= today + timedelta(days=SUNDAY - today.weekday()) else "later"


def _urgency(line: Line, today: date) -> tuple[int, datetime]:
    return list(TIMES).index(_when(line, today)), civil(line.step.due or date.max)


def _by_time(lines: Sequence[Line], today: date) -> list[tuple[str, list[Line]]]:
    """Put lines under the headings' names, in order; one without lines is left out."""
    grouped = {when: [line for line in lines if _when(line, today) == when] for when in TIMES}
    return [(when, found) for when, found in grouped.items() if found]


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
