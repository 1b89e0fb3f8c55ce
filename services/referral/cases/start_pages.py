"""Start: what needs me today, from referral's own facts and the panels of others, each thing once and in one number."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from fastapi import Depends, Request
from starlette.responses import Response

from schemas.codes import Role
from services.referral.cases.handlers import DRAFT_DAYS
from services.referral.cases.lines import Line, board_line, provider_line
from services.referral.cases.store import case_lines, draft_lines, to_do_lines, waiting_cases
from services.referral.overrides.store import waiting_overrides
from services.referral.pages.page_context import BOTH, is_board, now_of, today_of, transaction
from services.referral.shared.states import State
from services.referral.terms.store import names
from services.runtime.database.work import Work
from services.runtime.language.dates import civil, last_day
from services.runtime.language.words import Words
from services.runtime.web import Viewer, allow, fill, filled_of, pages_router, render

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
    whole = request.query_params.get("show") == "all"
    async with transaction(request, viewer) as work:
        lines, unread = await _lines(request, viewer, work, None if whole else SHOWN)
        drafts = (
            [board_line(one, now_of(request), viewer.person) for one in await draft_lines(work, viewer)]
            if is_board(viewer)
            else []
        )
        known = await names(work)
        second = viewer.role is Role.UNIT_MANAGER
        overrides = await waiting_overrides(work, viewer) if second else []
    today = today_of(request)
    for slot in ("start", "news"):
        await fill(request, viewer, slot)
    elsewhere = [panel.context for panel in filled_of(request) if panel.slot in ("start", "news") and panel.context]
    covered = frozenset[str]().union(*(context.get("covers", ()) for context in elsewhere))
    waiting = sorted((line for line in lines if _waits(line, covered)), key=lambda line: _urgency(line, today))
    number = len(waiting) + unread + len(overrides) + sum(context.get("count", 0) for context in elsewhere)
    late = sum(line.step.late for line in waiting) + sum(context.get("late", 0) for context in elsewhere)
    most = len(waiting) if whole else SHOWN
    times = _by_time(waiting[:most], today)
    return render(
        request,
        "referral/start.html",
        viewer,
        title=Words(sv="Start", en="Start"),
        answer=_answer(number, late),
        act=bool(number),
        overrides=overrides,
        waiting=[(TIMES[when], found) for when, found in times if when in _PRESSING],
        unhurried=[(TIMES[when], found) for when, found in times if when not in _PRESSING],
        more=max(0, len(waiting) - most) + unread,
        drafts=[(line, _days_left(line, request)) for line in drafts if line.listed.referral],
        names=known,
        board=is_board(viewer),
    )


async def _lines(request: Request, viewer: Viewer, work: Work, most: int | None) -> tuple[list[Line], int]:
    """Give lines of what may wait for the viewer, and how many more there are.

    What waits for a board has no day, so the newest of it are as urgent as any.
    """
    now = now_of(request)
    if not is_board(viewer):
        return [provider_line(one, now, viewer.person) for one in await to_do_lines(work, viewer)], 0
    found = await waiting_cases(work, viewer)
    listed = await case_lines(work, viewer, found[:most])
    return [board_line(one, now, viewer.person) for one in listed], len(found) - len(listed)


def _waits(line: Line, covered: frozenset[str]) -> bool:
    """Tell whether a line's next step waits for the viewer and no panel tells of it as a duty."""
    return line.step.waits and line.state is not State.DRAFT and f"{line.step.duty}/{line.about}" not in covered


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
        return Words(sv="Inget väntar på dig.", en="Nothing waits for you.")
    noun = Words(sv="sak" if waiting == 1 else "saker", en="thing" if waiting == 1 else "things")
    swedish = f"{waiting} {noun.sv} väntar på dig"
    english = f"{waiting} {noun.en} {'waits' if waiting == 1 else 'wait'} for you"
    if late:
        swedish, english = f"{swedish}, {late} är försenad{'e' if late > 1 else ''}", f"{english}, {late} late"
    return Words(sv=f"{swedish}.", en=f"{english}.")


def _days_left(line: Line, request: Request) -> int:
    changed = line.listed.changed_at
    return max(0, (changed + timedelta(days=DRAFT_DAYS) - now_of(request)).days) if changed else 0
