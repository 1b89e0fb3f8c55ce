"""Uppföljning: who is late with what, and one provider's period opened."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Depends, Request, Response

from schemas.codes import Role, Severity
from services.provider_audit.pages import queries
from services.provider_audit.pages.chart import MOST_PERIODS, chart, sentence
from services.provider_audit.pages.filters import FILTERED_STATES, Filters, is_week, periods_of, read_filters
from services.provider_audit.pages.grid import Grid, Row, build, month_of, months_up_to
from services.provider_audit.pages.states import CASEWORK, KINDS, LOOKS, ORDER, SEVERITY, CellState, Duty, shown
from services.provider_audit.pages.wording import (
    due_words,
    duty_title,
    is_month,
    late,
    period_words,
    rule_title,
    short_period,
)
from services.runtime.dates import civil_day
from services.runtime.web import Viewer, allow, not_found, pages_router, render
from services.runtime.words import Words

router = pages_router("provider_audit")
WATCHERS = (Role.COORDINATOR, Role.UNIT_MANAGER, Role.CONTROLLER, Role.SUPERVISOR)
COLUMNS = 4


@router.get("/compliance")
async def compliance(request: Request, viewer: Viewer = Depends(allow(*WATCHERS))) -> Response:
    """Show the grid, worst first."""
    filters, now = read_filters(dict(request.query_params)), request.state.now
    periods = periods_of(filters, now, MOST_PERIODS)
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        heard = await queries.heard(work, now)
        duties = await queries.duties_in(work, periods, weekly=filters.weekly, board=filters.board, rule=filters.kind)
        names, boards = await queries.names(work), await queries.boards(work)
        paused = {} if filters.by_board or filters.kind else await queries.paused(work)
        flagged = _flagged(await queries.findings(work, CRITICAL), by_board=filters.by_board)
    whole = build(duties, names, periods, now, by_board=filters.by_board)
    grid = _chosen(build(duties, names, periods[-COLUMNS:], now, by_board=filters.by_board, paused=paused), filters)
    rows = sorted(grid.rows, key=lambda row: _order(row, filters.sort, flagged))
    supervisor = viewer.role is Role.SUPERVISOR
    return render(
        request,
        "provider_audit/compliance.html",
        viewer,
        title=Words(sv="Uppföljning", en="Compliance"),
        filters=filters,
        grid=grid,
        rows=rows,
        flagged=flagged,
        answer=answer(grid, duties),
        who={row.organisation: who_knows(row.worst) for row in rows},
        heard=heard,
        names=names,
        boards=boards if supervisor else [],
        can_group=supervisor,
        **_choices(duties, filters, now),
        **_drawn(whole, viewer.language),
    )


CRITICAL = "f.standing = 'standing' and f.severity = 'critical' and f.obligation is null and f.casework <> 'dismissed'"
_CHARTED = (CellState.MET, CellState.LATE, CellState.MISSING, CellState.JUDGING, CellState.EXPECTED)


def _flagged(critical: Sequence[queries.FindingLine], *, by_board: bool) -> dict[UUID, list[queries.FindingLine]]:
    """Give the critical conditions that hold, by the row they stand at."""
    flagged: dict[UUID, list[queries.FindingLine]] = {}
    for line in critical:
        for key in line.boards if by_board else (line.provider,):
            flagged.setdefault(key, []).append(line)
    return flagged


def _choices(duties: Sequence[Duty], filters: Filters, now: datetime) -> dict[str, Any]:
    kinds = {duty.rule for duty in duties} | {filters.kind} - {""}
    months = months_up_to(month_of(civil_day(now)), 2 * MOST_PERIODS)
    return {
        "kinds": [(rule, rule_title(rule)) for rule in sorted(kinds)],
        "states": [(state, LOOKS[state].word) for state in FILTERED_STATES],
        "months": [(month, period_words(month)) for month in reversed(months)],
    }


def _drawn(whole: Grid, language: str) -> dict[str, Any]:
    return {
        "whole": whole,
        "chart": chart(whole.periods, whole.totals, language),
        "chart_sentence": sentence(whole.periods, whole.totals),
        "chart_states": _CHARTED,
        "looks": LOOKS,
        "short_period": short_period,
        "period_words": period_words,
        "rule_title": rule_title,
        "severity_critical": SEVERITY[Severity.CRITICAL],
    }


def answer(grid: Grid, duties: Sequence[Duty]) -> Words:
    """Say in one sentence what is missing, where, and how much of it nobody has answered."""
    if not grid.missing:
        return Words(sv="Inget saknas.", en="Nothing is missing.")
    reports = all(duty.rule == "R02" for row in grid.rows for duty in (row.worst,) if duty)
    things = Words(sv="rapporter", en="reports") if reports else Words(sv="inlämningar", en="submissions")
    one = Words(sv="rapport", en="report") if reports else Words(sv="inlämning", en="submission")
    told = Words(sv="{n} {things} saknas hos {m} utförare.", en="{n} {things} missing at {m} {where}.").fill(
        n=grid.missing,
        things=one if grid.missing == 1 else things,
        m=grid.providers_missing,
        where="provider" if grid.providers_missing == 1 else "providers",
    )
    quiet = sum(
        1 for duty in duties if duty.state == "missed" and duty.casework == "unanswered" and duty.cell in grid.periods
    )
    if not quiet:
        return told
    return told + Words(sv=" {n} av dem har ingen svarat på.", en=" Nobody has answered {n} of them.").fill(n=quiet)


def who_knows(worst: Duty | None) -> tuple[Words, datetime | None] | None:
    """Say who deals with the oldest missing thing of a row; with the day a supervisor will see it, if one is near."""
    if worst is None:
        return None
    told = {
        "unanswered": Words(sv="Inget svar än.", en="No reply yet."),
        "replied": Words(sv="Har svarat. Nämnden beslutar.", en="Has replied. The board decides."),
        "confirmed": Words(sv="Bristen är fastställd.", en="The finding is confirmed."),
        "dismissed": Words(sv="Bristen är avskriven.", en="The finding is dismissed."),
        "closed": Words(sv="Bristen är avslutad.", en="The finding is closed."),
    }
    return told[worst.casework or "unanswered"], worst.supervisor_from if worst.casework == "unanswered" else None


@dataclass(frozen=True)
class DutyLine:
    """One obligation as the opened period shows it."""

    duty: Duty
    state: CellState
    title: Words
    due: Words
    came: datetime | None
    late: Words | None


@router.get("/compliance/{provider}/{period}")
async def opened(request: Request, provider: UUID, period: str, viewer: Viewer = Depends(allow(*WATCHERS))) -> Response:
    """Show each obligation of a provider in a month or week."""
    weekly = "-W" in period
    if not (is_month(period) or (weekly and is_week(period))):
        not_found()
    filters, now = read_filters(dict(request.query_params)), request.state.now
    async with request.app.state.database.work("provider_audit", scope=viewer.scope) as work:
        heard = await queries.heard(work, now)
        duties = await queries.duties_in(
            work, [period], weekly=weekly, board=filters.board, rule=filters.kind, provider=provider
        )
        names = await queries.names(work)
        came = await queries.arrivals(work, [duty.met_by for duty in duties if duty.met_by])
    if provider not in names:
        not_found()
    lines = lines_of(duties, came, now)
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
        heard=heard,
        period=period,
        looks=LOOKS,
        severity=SEVERITY,
        casework=CASEWORK,
        kinds=KINDS,
        query=filters.query(),
        with_case=viewer.role is not Role.SUPERVISOR,
        links_case=viewer.role in (Role.COORDINATOR, Role.UNIT_MANAGER),
    )


def lines_of(duties: Sequence[Duty], came: dict[UUID, datetime], now: datetime) -> list[DutyLine]:
    """Give the lines for duties, worst first; what is owed no more is left out."""
    lines = []
    for duty in duties:
        state = shown(duty, now)
        if state is None:
            continue
        at = came.get(duty.met_by) if duty.met_by else None
        delay = late(duty.due, at) if at and state is CellState.LATE else None
        known = at if state in (CellState.MET, CellState.LATE) else None
        title, due = duty_title(duty.rule, duty.period), due_words(duty.due, now, came=known is not None)
        lines.append(DutyLine(duty, state, title, due, known, delay))
    return sorted(lines, key=lambda line: (ORDER.index(line.state), line.duty.due, line.duty.id))


def _order(row: Row, sort: str, flagged: dict[UUID, list[queries.FindingLine]]) -> tuple[object, ...]:
    if sort == "name":
        return (row.name,)
    if sort == "rate":
        return (row.rate.share, row.name)
    return (
        -len(flagged.get(row.organisation, [])) - row.critical,
        -row.missing,
        -row.longest_late,
        row.rate.share,
        row.name,
    )


def _chosen(grid: Grid, filters: Filters) -> Grid:
    if filters.state is None:
        return grid
    kept = tuple(row for row in grid.rows if any(cell.state is filters.state for cell in row.cells))
    return replace(grid, rows=kept)
