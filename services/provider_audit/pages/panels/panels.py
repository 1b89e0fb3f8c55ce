"""What the audit shows on others' pages: the start page, what is to be submitted, timelines, a provider's card."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from fastapi import Request
from sqlalchemy import bindparam, func
from sqlmodel import select

from schemas.codes import Role
from schemas.findings import Casework, Party, Standing
from services.provider_audit.pages import queries
from services.provider_audit.pages.board.answers import rated_words
from services.provider_audit.pages.board.cells import Rate
from services.provider_audit.pages.board.grid import build
from services.provider_audit.pages.board.periods import month_of, months_up_to
from services.provider_audit.pages.board.reading import duties_of
from services.provider_audit.pages.duties import queries as duty_queries
from services.provider_audit.pages.duties.duty import Duty
from services.provider_audit.pages.lines import BOARD, Line, line_of
from services.provider_audit.pages.naming import named
from services.provider_audit.pages.panels.start import soon_until, start
from services.provider_audit.pages.panels.suspended import suspended
from services.provider_audit.pages.panels.timeline import case_timeline, placement_timeline
from services.provider_audit.tables import FindingRow
from services.runtime.database.query import query
from services.runtime.language.dates import civil_day, last_day, week_name
from services.runtime.language.words import Words
from services.runtime.web import PER_PAGE, Paging, Panel, Viewer

Week: TypeAlias = tuple[date, list[Line]]
"""The Monday of a week, and what is due in it."""


async def due(
    request: Request, viewer: Viewer, notes: Mapping[tuple[UUID, str], Words] | None = None, **_: Any
) -> Mapping[str, Any] | None:
    """Everything the provider has to submit, by the week it is due in.

    `notes` are the words of the page about duties, each by what it is about and which one; `noted` are those that stand here.
    """
    now: datetime = request.state.now
    noted: set[tuple[UUID, str]] = set()
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        duties = await duty_queries.open_duties(work, [Party.PROVIDER])
        names, progress = await queries.names(work), await queries.progress(work, now)
    weeks: dict[date, list[Line]] = defaultdict(list)
    for duty in duties:
        line = line_of(duty, names, now, viewer.role)
        if line is not None:
            which = duty.about, duty.period or _page_of(duty)
            if notes and which in notes:
                noted.add(which)
                line = replace(line, note=notes[which])
            weeks[_monday(last_day(duty.due)) if duty.due > now else date.min].append(line)
    now_late = len(weeks.get(date.min, []))
    soon = sum(1 for duty in duties if now < duty.due <= soon_until(now))
    pages = _pages(sorted(weeks.items()))
    paging = Paging("/due", {}, len(pages), request.query_params.get("page", ""), size=1)
    (page,) = paging.cut(pages)
    return {
        "answer": _to_submit(sum(map(len, weeks.values())), now_late, soon),
        "act": bool(now_late),
        "judged_until": progress.until,
        "weeks": [(_week(monday), _left(len(lines)), lines) for monday, lines in page],
        "paging": paging,
        "noted": noted,
    }


def _to_submit(number: int, late: int, soon: int) -> Words | None:
    """Say how much is to be handed in, and how much of it *Start* tells of: what is late, and due within a week."""
    if not number:
        return None
    return Words(
        sv=f"{number} att lämna in: {late} med frist som har gått ut, {soon} den närmaste veckan.",
        en=f"{number} to submit: {late} past the due, {soon} in the coming week.",
    )


def _pages(weeks: Iterable[Week]) -> list[list[Week]]:
    """Put weeks on pages, each week whole."""
    pages: list[list[Week]] = [[]]
    for week in weeks:
        if sum(len(lines) for _, lines in pages[-1]) >= PER_PAGE:
            pages.append([])
        pages[-1].append(week)
    return pages


def _page_of(duty: Duty) -> str:
    """Name what is handed in for a duty that has no period, by the last word of its page."""
    of_duty = named(duty.rule, duty.period)
    return of_duty.page.path.rpartition("/")[2] if of_duty and of_duty.page else ""


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week(monday: date) -> Words:
    if monday == date.min:
        return Words(sv="Fristen har gått ut", en="The due has passed")
    return Words(sv=week_name(monday, "sv"), en=week_name(monday, "en"))


def _left(number: int) -> Words:
    return Words(sv=f"{number} kvar", en=f"{number} left")


_CONFIRMED = query(
    select(func.count()).where(
        FindingRow.provider == bindparam("provider"),
        FindingRow.casework == Casework.CONFIRMED.value,
        FindingRow.standing != Standing.WITHDRAWN.value,
    ),
    into=int,
)


async def find_card(request: Request, viewer: Viewer, provider: UUID, **_: Any) -> Mapping[str, Any] | None:
    """A provider's rate on time, what it misses now and its confirmed findings, of what the viewer may see."""
    now: datetime = request.state.now
    periods = months_up_to(month_of(civil_day(now)), 4)
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        stuck = await queries.stuck(work)
        duties = await duties_of(work, periods, now, stuck, provider=provider, owes=Party.PROVIDER)
        confirmed = await work.one(_CONFIRMED, provider=provider)
    grid = build(duties, {}, periods, now)
    rate = next((row.rate for row in grid.rows if row.organisation == provider), Rate(0, 0))
    missing = len(grid.missing(Party.PROVIDER))
    return {"rate": rate.words, "rated": rated_words(grid), "missing": missing, "confirmed": confirmed}


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
