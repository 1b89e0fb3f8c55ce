"""Uppföljning: who is late with what, and one provider's period opened."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Depends, Request, Response

from schemas.codes import Role
from schemas.findings import Party
from services.provider_audit.pages import queries
from services.provider_audit.pages.board import conditions
from services.provider_audit.pages.board.answers import answer, rated_words
from services.provider_audit.pages.board.cells import OUTSTANDING
from services.provider_audit.pages.board.chart import MOST_PERIODS, chart, sentence
from services.provider_audit.pages.board.conditions import Flag
from services.provider_audit.pages.board.counted import Duties
from services.provider_audit.pages.board.filters import FILTERED_STATES, Filters, periods_of, read_filters
from services.provider_audit.pages.board.grid import Beside, Grid, Row, build
from services.provider_audit.pages.board.period import lines_of
from services.provider_audit.pages.board.periods import month_of, months_up_to
from services.provider_audit.pages.board.reading import duties_of
from services.provider_audit.pages.duties import queries as duty_queries
from services.provider_audit.pages.duties.duty import Duty, shown
from services.provider_audit.pages.naming import AFTER, BEFORE
from services.provider_audit.pages.states import CASEWORK, KINDS, LOOKS, SEVERITY, CellState
from services.provider_audit.pages.wording import (
    RULES,
    partly_since_words,
    period_words,
    rule_title,
    short_period,
    since_words,
)
from services.runtime.database.work import Work
from services.runtime.language.dates import civil_day
from services.runtime.language.typed_day import is_month, is_week
from services.runtime.language.words import Words
from services.runtime.web import Viewer, allow, fill, not_found, pages_router, render

router = pages_router("provider_audit")
WATCHERS = (Role.COORDINATOR, Role.UNIT_MANAGER, Role.CONTROLLER, Role.SUPERVISOR)
COLUMNS = 4


@router.get("/compliance")
async def compliance(request: Request, viewer: Viewer = Depends(allow(*WATCHERS))) -> Response:
    """Show the grid, worst first."""
    filters, now = read_filters(dict(request.query_params)), request.state.now
    periods = periods_of(filters, now, MOST_PERIODS)
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        progress = await queries.progress(work, now)
        held_up = await queries.stuck(work)
        duties = await duties_of(
            work, periods, now, held_up, weekly=filters.weekly, board=filters.board, rule=filters.kind
        )
        names = await queries.names(work)
        boards = await queries.boards(work) if viewer.role is Role.SUPERVISOR else []
        paused = {} if filters.by_board or filters.kind else await queries.paused(work)
        flags = await conditions.read(work, filters, periods[-COLUMNS:])
    flagged = conditions.by_row(flags, by_board=filters.by_board)
    beside = Beside(paused, {} if filters.by_board else held_up, _also(flagged, filters), conditions.only_boards(flags))
    whole = build(duties, names, periods, now, by_board=filters.by_board)
    grid = _chosen(build(duties, names, periods[-COLUMNS:], now, by_board=filters.by_board, beside=beside), filters)
    rows = sorted(grid.rows, key=lambda row: _order(row, filters.sort, flagged))
    await _fill_beside(request, viewer, rows)
    return render(
        request,
        "provider_audit/compliance.html",
        viewer,
        title=Words(sv="Uppföljning", en="Compliance"),
        filters=filters,
        grid=grid,
        rated=rated_words(grid),
        rows=rows,
        flagged=flagged,
        who={row.organisation: who_knows(row.worst) for row in rows},
        partly_since_words=partly_since_words,
        severity=SEVERITY,
        progress=progress,
        names=names,
        boards=boards,
        **_answered(grid, flags, viewer, by_board=filters.by_board),
        **_choices(duties, filters, now),
        **_drawn(whole),
    )


MOST_ASKED = 60
"""For so many rows it is told who takes care of the worst thing."""


async def _fill_beside(request: Request, viewer: Viewer, rows: Sequence[Row]) -> None:
    """Ask others for what they show on this page: what is to be decided, and who takes care of each row's worst thing."""
    await fill(request, viewer, "decide")
    for row in rows[:MOST_ASKED]:
        if row.worst is not None and row.worst.finding is not None:
            await fill(request, viewer, "who_takes", finding=row.worst.finding)


_CHARTED = (CellState.MET, CellState.LATE, CellState.MISSING, CellState.JUDGING, CellState.EXPECTED)


def _also(flagged: dict[UUID, list[Flag]], filters: Filters) -> frozenset[UUID]:
    """Give the rows that stand for their conditions though nothing is owed; none where a state is asked for."""
    return frozenset() if filters.state else frozenset(flagged)


def _answered(grid: Grid, flags: Sequence[Flag], viewer: Viewer, *, by_board: bool) -> dict[str, Any]:
    act = any(row.missing for row in grid.rows) or any(flag.holds for flag in flags)
    return {"answer": answer(grid, viewer, by_board=by_board) + conditions.in_words(flags), "act": act}


def _choices(duties: Duties, filters: Filters, now: datetime) -> dict[str, Any]:
    kinds = set(RULES) if duties.counted or filters.kind else set[str]()
    months = months_up_to(month_of(civil_day(now)), 2 * MOST_PERIODS)
    return {
        "kinds": [(rule, rule_title(rule)) for rule in sorted(kinds)],
        "states": [(state, LOOKS[state].word) for state in FILTERED_STATES],
        "months": [(month, period_words(month)) for month in reversed(months)],
    }


def _drawn(whole: Grid) -> dict[str, Any]:
    return {
        "whole": whole,
        "chart": chart(whole.periods, whole.totals),
        "chart_sentence": sentence(whole.periods, whole.totals),
        "chart_states": _CHARTED,
        "looks": LOOKS,
        "short_period": short_period,
        "period_words": period_words,
        "rule_title": rule_title,
    }


def who_knows(worst: Duty | None) -> tuple[Words, datetime | None] | None:
    """Say who deals with the oldest missing thing of a row; with the day a supervisor will see it, if one is near."""
    if worst is None:
        return None
    who = {
        "unanswered": Words(sv="Inget svar än.", en="No reply yet."),
        "replied": Words(sv="Har svarat. Nämnden beslutar.", en="Has replied. The board decides."),
        "completion": Words(sv="Komplettering är begärd.", en="A completion is requested."),
        "confirmed": Words(sv="Bristen är fastställd.", en="The finding is confirmed."),
        "dismissed": Words(sv="Bristen är avskriven.", en="The finding is dismissed."),
        "closed": Words(sv="Bristen är avslutad.", en="The finding is closed."),
    }
    return who[worst.casework or "unanswered"], worst.supervisor_from if worst.casework == "unanswered" else None


@router.get("/compliance/{provider}/{period}")
async def opened(request: Request, provider: UUID, period: str, viewer: Viewer = Depends(allow(*WATCHERS))) -> Response:
    """Show each obligation of a provider in a month or week."""
    if not _is_column(period):
        not_found()
    filters, now = read_filters(dict(request.query_params)), request.state.now
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        progress = await queries.progress(work, now)
        names = await queries.names(work)
        of_board = provider in {board for board, _ in await queries.boards(work)}
        duties = await _duties_of(work, provider, period, filters, now, of_board=of_board)
        stuck = await queries.stuck_about(work, provider)
    if provider not in names:
        not_found()
    lines = lines_of(duties, now)
    return render(
        request,
        "provider_audit/period.html",
        viewer,
        title=Words(sv=f"{names[provider]}, {{period}}", en=f"{names[provider]}, {{period}}").fill(
            period=period_words(period)
        ),
        crumbs=[(Words(sv="Uppföljning", en="Compliance"), f"/compliance?{filters.query()}")],
        provider=provider,
        names=names,
        lines=lines,
        progress=progress,
        stuck=partly_since_words(stuck) if stuck else None,
        since_words=since_words,
        period=period,
        looks=LOOKS,
        severity=SEVERITY,
        casework=CASEWORK,
        kinds=KINDS,
        query=filters.query(),
        with_case=viewer.role is not Role.SUPERVISOR,
        links_case=viewer.role in (Role.COORDINATOR, Role.UNIT_MANAGER),
    )


def _is_column(period: str) -> bool:
    """Tell whether a text names a month, a week, or what lies before or after one."""
    whole = period.removeprefix(BEFORE).removeprefix(AFTER)
    return is_month(whole) or ("-W" in whole and is_week(whole))


async def _duties_of(
    work: Work, organisation: UUID, period: str, filters: Filters, now: datetime, *, of_board: bool
) -> list[Duty]:
    """Read what a provider owed in a month or week, or what a board owed itself; of other times what stands."""
    weekly = "-W" in period
    if period.startswith((BEFORE, AFTER)):
        outstanding = await duty_queries.standing(work, now, weekly=weekly, board=filters.board, rule=filters.kind)
        return [duty for duty in outstanding if _in_cell(duty, organisation, period, now, of_board=of_board)]
    whose: dict[str, Any] = (
        {"board_owes": organisation} if of_board else {"providers": [organisation], "owes": "provider"}
    )
    return await duty_queries.duties_in(work, [period], weekly=weekly, board=filters.board, rule=filters.kind, **whose)


def _in_cell(duty: Duty, organisation: UUID, column: str, now: datetime, *, of_board: bool) -> bool:
    """Tell whether a duty stands in an organisation's column of what is older or later than the grid's periods."""
    side = duty.owes is Party.BOARD if of_board else duty.owes is Party.PROVIDER
    whose = organisation in (*duty.boards, duty.board) if of_board else organisation == duty.provider
    boundary = column.removeprefix(BEFORE).removeprefix(AFTER)
    outside = duty.cell < boundary if column.startswith(BEFORE) else duty.cell > boundary
    return side and whose and outside and shown(duty, now) in OUTSTANDING


def _order(row: Row, sort: str, flagged: dict[UUID, list[Flag]]) -> tuple[object, ...]:
    if sort == "name":
        return (row.name,)
    if sort == "rate":
        return (row.rate.share, row.name)
    critical, holding = conditions.weight(flagged.get(row.organisation, ()))
    return (-critical - row.critical, -holding, -row.missing, -row.longest_late, row.rate.share, row.name)


def _chosen(grid: Grid, filters: Filters) -> Grid:
    if filters.state is None:
        return grid
    kept = tuple(row for row in grid.rows if any(cell.state is filters.state for cell in row.cells))
    return replace(grid, rows=kept)
