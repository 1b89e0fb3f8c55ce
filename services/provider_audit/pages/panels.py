"""What the audit shows on others' pages: the start page, what is to be submitted, timelines, a provider's card."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from fastapi import Request

from schemas.codes import Party, Role
from services.provider_audit.calendar import DAY, first_instant
from services.provider_audit.pages import queries
from services.provider_audit.pages.answers import rated_words
from services.provider_audit.pages.grid import Rate, build, month_of, months_up_to
from services.provider_audit.pages.lines import BOARD, Line, line_of, title_of
from services.provider_audit.pages.states import Duty
from services.provider_audit.pages.suspended import suspended
from services.provider_audit.pages.timeline import case_timeline, placement_timeline
from services.provider_audit.pages.wording import due_words
from services.runtime.dates import civil_day, last_day, week_name
from services.runtime.web import PER_PAGE, Paging, Panel, Viewer
from services.runtime.words import Words, count_words, plain
from services.runtime.work import Work

AHEAD = timedelta(days=7)
SHOWN = 20
Week: TypeAlias = tuple[date, list[Line]]
"""The Monday of a week, and what is due in it."""


async def start(request: Request, viewer: Viewer, **_: Any) -> Mapping[str, Any] | None:
    """What is late, due today or this week."""
    now: datetime = request.state.now
    today = civil_day(now)
    board, soon = viewer.role in BOARD, first_instant(today + AHEAD + DAY)
    owes = [Party.PROVIDER, Party.BOARD] if board else [Party.PROVIDER]
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        duties = await queries.open_duties(work, owes, until=soon)
        coming = await queries.next_duty(work, owes, after=soon)
        names, heard = await queries.names(work), await queries.heard(work, now)
    most = len(duties) if request.query_params.get("show") == "all" else SHOWN
    groups: dict[str, list[Line]] = {"late": [], "today": [], "week": []}
    for duty in duties:
        line = line_of(duty, names, now, viewer.role)
        if line is None:
            continue
        day = last_day(duty.due)
        if duty.due <= now:
            groups["late"].append(line)
        else:
            groups["today" if day == today else "week"].append(line)
    return {
        "heading": _heading(groups),
        "judged_until": heard.until,
        "groups": [(_GROUPS[key], lines[:most], max(0, len(lines) - most)) for key, lines in groups.items() if lines],
        "all": "/start?show=all" if board else "/due",
        "many": board,
        "empty": _nothing(coming, now),
    }


_GROUPS = {
    "late": Words(sv="Försenat", en="Late"),
    "today": Words(sv="I dag", en="Today"),
    "week": Words(sv="Den närmaste veckan", en="The coming week"),
}


def _heading(groups: Mapping[str, Sequence[Line]]) -> Words:
    number = sum(len(lines) for lines in groups.values())
    if not number:
        return Words(sv="Frister", en="Dues")
    told = count_words(number, Words(sv="frist", en="due"), Words(sv="frister", en="dues"))
    late_ones = sum(1 for line in groups["late"] if line.kind == "missing")
    if not late_ones:
        return told + Words(sv=" den närmaste veckan, ingen är försenad", en=" in the coming week, none is late")
    many = Words(sv="är försenade", en="are late") if late_ones > 1 else Words(sv="är försenad", en="is late")
    return told + plain(f", {late_ones} ") + many


def _nothing(coming: Duty | None, now: datetime) -> Words:
    if coming is None:
        return Words(sv="Inget att göra i dag.", en="Nothing to do today.")
    first = Words(sv="Inget att göra i dag. Nästa: ", en="Nothing to do today. Next: ")
    return first + title_of(coming) + Words(sv=" senast ", en=" by ") + due_words(coming.due, now) + plain(".")


async def due(request: Request, viewer: Viewer, **_: Any) -> Mapping[str, Any] | None:
    """Everything the provider has to submit, by the week it is due in."""
    now: datetime = request.state.now
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        duties = await queries.open_duties(work, [Party.PROVIDER])
        names, heard = await queries.names(work), await queries.heard(work, now)
    weeks: dict[date, list[Line]] = defaultdict(list)
    for duty in duties:
        line = line_of(duty, names, now, viewer.role)
        if line is not None:
            weeks[_monday(last_day(duty.due)) if duty.due > now else date.min].append(line)
    sheets = _sheets(sorted(weeks.items()))
    paging = Paging("/due", {}, len(sheets), request.query_params.get("page", ""), size=1)
    (sheet,) = paging.cut(sheets)
    return {
        "judged_until": heard.until,
        "weeks": [(_week(monday), _left(len(lines)), lines) for monday, lines in sheet],
        "paging": paging,
    }


def _sheets(weeks: Iterable[Week]) -> list[list[Week]]:
    """Put weeks on pages, each week whole."""
    sheets: list[list[Week]] = [[]]
    for week in weeks:
        if sum(len(lines) for _, lines in sheets[-1]) >= PER_PAGE:
            sheets.append([])
        sheets[-1].append(week)
    return sheets


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week(monday: date) -> Words:
    if monday == date.min:
        return Words(sv="Fristen har gått ut", en="The due has passed")
    return Words(sv=week_name(monday, "sv"), en=week_name(monday, "en"))


def _left(number: int) -> Words:
    return Words(sv=f"{number} kvar", en=f"{number} left")


async def find_card(request: Request, viewer: Viewer, provider: UUID, **_: Any) -> Mapping[str, Any] | None:
    """A provider's rate on time, what it misses now and its confirmed findings, of what the viewer may see."""
    now: datetime = request.state.now
    periods = months_up_to(month_of(civil_day(now)), 4)
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        shown = await queries.duties_in(work, periods, weekly=False, provider=provider, owes=Party.PROVIDER)
        stands = await queries.standing(work, now, provider=provider)
        confirmed = await _confirmed(work, provider)
    grid = build({duty.id: duty for duty in (*shown, *stands)}.values(), {}, periods, now)
    rate = next((row.rate for row in grid.rows if row.organisation == provider), Rate(0, 0))
    missing = len(grid.missing(Party.PROVIDER))
    return {"rate": rate.words, "rated": rated_words(grid), "missing": missing, "confirmed": confirmed}


async def _confirmed(work: Work, provider: UUID) -> int:
    row = await work.row(
        "select count(*) as number from provider_audit.finding where provider_id = :provider and casework = 'confirmed' "
        "and standing <> 'withdrawn'",
        provider=provider,
    )
    return int(row["number"]) if row else 0


async def provider_judged(request: Request, viewer: Viewer, provider: UUID, **_: Any) -> Mapping[str, Any] | None:
    """Since when something of a provider cannot be judged, and why; nothing to show while everything can."""
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        found = await suspended(work, provider)
    return {"stuck": found.words_of_a_part} if found else None


PANELS = (
    Panel("start", (*BOARD, Role.PROVIDER_MANAGER), start, "provider_audit/panel_start.html"),
    Panel("due", (Role.PROVIDER_MANAGER,), due, "provider_audit/panel_due.html"),
    Panel("case_timeline", BOARD, case_timeline, "provider_audit/panel_timeline.html"),
    Panel("placement_timeline", (), placement_timeline, "provider_audit/panel_timeline.html"),
    Panel("provider_judged", (), provider_judged, "provider_audit/panel_judged.html"),
    Panel("find_card", (*BOARD, Role.CONTROLLER), find_card, "provider_audit/panel_card.html"),
)
