"""The grid of Uppföljning: providers by periods, worst first; pure, from the duties a viewer may see."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from schemas.findings import Party, Severity
from services.provider_audit.pages.board.cells import OUTSTANDING, Cell, Frame, Rate, cell, column, frame, rate
from services.provider_audit.pages.board.counted import Counted, Duties, counted
from services.provider_audit.pages.duties.duty import Duty
from services.provider_audit.pages.states import CellState


@dataclass(frozen=True)
class Row:
    """One line of the grid: a provider, or a board with what it owes itself, or a board when grouped so."""

    organisation: UUID
    name: str
    rate: Rate
    cells: tuple[Cell, ...]
    held: tuple[Duty, ...]
    """What is missing, whenever it was due."""
    critical: int
    longest_late: timedelta
    worst: Duty | None
    stuck_since: datetime | None = None
    of_board: bool = False

    @property
    def missing(self) -> int:
        """Count what is missing, whenever it was due."""
        return len(self.held)


@dataclass(frozen=True)
class Grid:
    """The whole board: its periods, its rows worst first, and what each period holds in all.

    `columns` are its periods and, before and after them, what stands from other times. `rated` are the periods that the
    shares cover.
    """

    periods: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: Mapping[str, Counter[CellState]] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    rated: tuple[str, ...] = ()

    def missing(self, owes: Party) -> list[Duty]:
        """Give what a side misses, whenever it was due, each once."""
        held = {duty.id: duty for row in self.rows for duty in row.held if duty.owes is owes}
        return list(held.values())


@dataclass(frozen=True)
class Beside:
    """What the grid shows beside duties.

    By provider: placements on hold, and since when something cannot be judged. `also` are rows that stand though nothing
    is owed, `boards` those of them that are a board's own.
    """

    paused: Mapping[UUID, int] = field(default_factory=dict)
    stuck: Mapping[UUID, datetime] = field(default_factory=dict)
    also: frozenset[UUID] = frozenset()
    boards: frozenset[UUID] = frozenset()


NOTHING_BESIDE = Beside()


def build(
    duties: Duties,
    names: Mapping[UUID, str],
    periods: Sequence[str],
    now: datetime,
    *,
    by_board: bool = False,
    beside: Beside = NOTHING_BESIDE,
) -> Grid:
    """Build the grid from the duties a viewer may see; what a board owes stands in a row of the board's own.

    Of other times than the periods it takes in what stands.
    """
    groups: dict[UUID, list[Counted]] = defaultdict(list)
    missing: dict[UUID, list[Duty]] = defaultdict(list)
    totals: dict[str, Counter[CellState]] = {period: Counter() for period in periods}
    boards = set(beside.boards)
    for each in duties.counted:
        if each.cell in totals:
            totals[each.cell][each.charted] += each.number
        elif each.state not in OUTSTANDING:
            continue
        for group in each.rows(by_board=by_board):
            groups[group].append(each)
            if each.owes is Party.BOARD:
                boards.add(group)
    for duty in duties.missing:
        for group in counted(duty, CellState.MISSING).rows(by_board=by_board):
            missing[group].append(duty)
    placed = frame(periods, now, {each.cell for group in groups.values() for each in group})
    shown = {*groups, *beside.paused, *beside.also}
    held = {group: (groups.get(group, []), missing.get(group, [])) for group in shown}
    rows = [
        _row(group, names, both, placed, now, beside, of_board=group in boards and not by_board)
        for group, both in held.items()
    ]
    return Grid(tuple(periods), tuple(sorted(rows, key=urgency)), totals, placed.columns, placed.rated)


def urgency(row: Row) -> tuple[int, int, timedelta, float, str]:
    """Give the order of the grid: critical that is missing, number missing, longest late, share in time, name."""
    return (-row.critical, -row.missing, -row.longest_late, row.rate.share, row.name)


def _row(
    group: UUID,
    names: Mapping[UUID, str],
    held: tuple[Sequence[Counted], Sequence[Duty]],
    frame: Frame,
    now: datetime,
    beside: Beside,
    *,
    of_board: bool,
) -> Row:
    every, missing = held
    by_column: dict[str, list[Counted]] = defaultdict(list)
    for each in every:
        by_column[column(each.cell, frame)].append(each)
    paused = {frame.periods[-1]: beside.paused.get(group, 0)}
    cells = [cell(column, by_column.get(column, []), now, paused.get(column, 0)) for column in frame.columns]
    return Row(
        organisation=group,
        name=names.get(group, "?"),
        rate=rate(by_column, frame.rated),
        cells=tuple(cells),
        held=tuple(missing),
        critical=sum(1 for duty in missing if duty.severity is Severity.CRITICAL),
        longest_late=max((now - duty.due for duty in missing), default=timedelta()),
        worst=min(missing, key=lambda duty: duty.due, default=None),
        stuck_since=beside.stuck.get(group),
        of_board=of_board,
    )
