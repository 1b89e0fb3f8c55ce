"""The grid of Uppföljning: providers by periods, worst first; pure, from the duties a viewer may see."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from schemas.codes import ObligationState, Party, Severity
from schemas.working_days import working_days_between
from services.provider_audit.pages.naming import AFTER, BEFORE
from services.provider_audit.pages.states import JUDGED, LOOKS, ORDER, OWED_NO_MORE, CellState, Duty, shown
from services.runtime.language.dates import NO_BREAK, civil_day, last_day
from services.runtime.language.words import Words, plain

LEAST_FOR_PERCENT = 10
SOON_WORKING_DAYS = 3
RATE_PERIODS = 3


@dataclass(frozen=True)
class Cell:
    """What a provider owed in a period: the worst state, its number and the total."""

    period: str
    state: CellState = CellState.NOTHING
    number: int = 0
    total: int = 0
    soon: bool = False

    @property
    def words(self) -> Words:
        """Give the cell's text without its symbol."""
        look = LOOKS[self.state]
        return (look.one if self.number == 1 else look.many).fill(n=self.number, total=self.total)

    @property
    def symbol(self) -> str:
        """Give the state's symbol."""
        return LOOKS[self.state].symbol


@dataclass(frozen=True)
class Rate:
    """Duties in time out of those judged; percent only from 10."""

    in_time: int
    expected: int

    @property
    def words(self) -> Words:
        """Give "71 % (10/14)", or "3 av 3" when too few for percent."""
        if not self.expected:
            return plain("–")
        if self.expected < LEAST_FOR_PERCENT:
            return Words(sv=f"{self.in_time} av {self.expected}", en=f"{self.in_time} of {self.expected}")
        percent = round(100 * self.in_time / self.expected)
        counted = f"({self.in_time}/{self.expected})"
        return Words(sv=f"{percent}{NO_BREAK}% {counted}", en=f"{percent}% {counted}")

    @property
    def share(self) -> float:
        """Give the share in time; 1 when nothing was judged."""
        return self.in_time / self.expected if self.expected else 1.0


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


def months_up_to(last: str, number: int) -> tuple[str, ...]:
    """Give the number months that end with a month such as 2026-11, oldest first."""
    year, month = (int(part) for part in last.split("-"))
    index = year * 12 + month - 1
    return tuple(f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(index - number + 1, index + 1))


def weeks_up_to(day: date, number: int) -> tuple[str, ...]:
    """Give the number ISO weeks that end with the week of a day, such as 2026-W48, oldest first."""
    return tuple(week_of(day - timedelta(weeks=back)) for back in range(number - 1, -1, -1))


def week_of(day: date) -> str:
    """Give a day's ISO week, such as 2026-W48."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def month_of(day: date) -> str:
    """Give a day's month, such as 2026-11."""
    return f"{day.year:04d}-{day.month:02d}"


def cell_month(period: str, due: datetime) -> str:
    """Give the month a duty is shown in: the month a report covers, all else where it is due."""
    return period if len(period) == len("2026-11") and period[4] == "-" else month_of(last_day(due))


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
Held = tuple[Duty, CellState]
OUTSTANDING = (CellState.MISSING, CellState.JUDGING, CellState.CANNOT)
"""What of other times than the grid's stands in it too: nothing else of them waits for anybody."""


@dataclass(frozen=True)
class Frame:
    """Which periods a grid shows, in which columns, and which of them its shares cover."""

    periods: tuple[str, ...]
    columns: tuple[str, ...]
    rated: tuple[str, ...]


def build(
    duties: Iterable[Duty],
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
    groups: dict[UUID, list[Held]] = defaultdict(list)
    totals: dict[str, Counter[CellState]] = {period: Counter() for period in periods}
    boards = set(beside.boards)
    for duty in duties:
        state = shown(duty, now)
        if duty.cell in totals:
            totals[duty.cell][_charted(duty, state)] += 1
        elif state not in OUTSTANDING:
            continue
        for group in _groups(duty, by_board=by_board):
            groups[group].append((duty, state))
        if duty.owes is Party.BOARD:
            boards.update(_groups(duty, by_board=by_board))
    frame = _frame(periods, now, {duty.cell for held in groups.values() for duty, _ in held})
    rows = [
        _row(group, names, groups.get(group, []), frame, now, beside, of_board=group in boards and not by_board)
        for group in {*groups, *beside.paused, *beside.also}
    ]
    return Grid(tuple(periods), tuple(sorted(rows, key=urgency)), totals, frame.columns, frame.rated)


def _frame(periods: Sequence[str], now: datetime, cells: Collection[str]) -> Frame:
    """Say which columns stand beside each other: the periods, and what is older or later where anything is."""
    running = {month_of(civil_day(now)), week_of(civil_day(now))}
    older = [f"{BEFORE}{periods[0]}"] if any(cell < periods[0] for cell in cells) else []
    later = [f"{AFTER}{periods[-1]}"] if any(cell > periods[-1] for cell in cells) else []
    rated = tuple(period for period in periods if period not in running)[-RATE_PERIODS:]
    return Frame(tuple(periods), (*older, *periods, *later), rated)


def _charted(duty: Duty, state: CellState) -> CellState:
    """Give what a period's total counts a duty as: closing the matter of a finding changes no figure."""
    if state is not CellState.CLOSED:
        return state
    return CellState.LATE if duty.state is ObligationState.MET_LATE else CellState.MISSING


def _groups(duty: Duty, *, by_board: bool) -> tuple[UUID, ...]:
    boards = duty.boards or ((duty.board,) if duty.board else ())
    if by_board:
        return boards
    return boards[:1] if duty.owes is Party.BOARD else (duty.provider,)


def urgency(row: Row) -> tuple[int, int, timedelta, float, str]:
    """Give the order of the grid: critical that is missing, number missing, longest late, share in time, name."""
    return (-row.critical, -row.missing, -row.longest_late, row.rate.share, row.name)


def _row(
    group: UUID,
    names: Mapping[UUID, str],
    held: list[Held],
    frame: Frame,
    now: datetime,
    beside: Beside,
    *,
    of_board: bool,
) -> Row:
    by_column: dict[str, list[Held]] = defaultdict(list)
    for duty, state in held:
        by_column[_column(duty.cell, frame)].append((duty, state))
    paused = {frame.periods[-1]: beside.paused.get(group, 0)}
    cells = [_cell(column, by_column.get(column, []), now, paused.get(column, 0)) for column in frame.columns]
    missing = [duty for duty, state in held if state is CellState.MISSING]
    return Row(
        organisation=group,
        name=names.get(group, "?"),
        rate=_rate(by_column, frame.rated),
        cells=tuple(cells),
        held=tuple(missing),
        critical=sum(1 for duty in missing if duty.severity is Severity.CRITICAL),
        longest_late=max((now - duty.due for duty in missing), default=timedelta()),
        worst=min(missing, key=lambda duty: duty.due, default=None),
        stuck_since=beside.stuck.get(group),
        of_board=of_board,
    )


def _column(period: str, frame: Frame) -> str:
    if period in frame.periods:
        return period
    return f"{BEFORE}{frame.periods[0]}" if period < frame.periods[0] else f"{AFTER}{frame.periods[-1]}"


def _cell(period: str, held: list[Held], now: datetime, paused: int) -> Cell:
    counts = Counter(state for _, state in held)
    if paused:
        counts[CellState.PAUSED] += paused
    if not counts:
        return Cell(period)
    state = min(counts, key=ORDER.index)
    soon = state is CellState.EXPECTED and any(_is_soon(duty.due, now) for duty, is_ in held if is_ is state)
    owed = sum(1 for _, is_ in held if is_ not in OWED_NO_MORE)
    return Cell(period, state, counts[state], owed or len(held), soon)


def _is_soon(due: datetime, now: datetime) -> bool:
    return working_days_between(civil_day(now), last_day(due)) <= SOON_WORKING_DAYS


def _rate(by_column: Mapping[str, list[Held]], rated: Sequence[str]) -> Rate:
    states = Counter(state for period in rated for _, state in by_column.get(period, []) if state in JUDGED)
    return Rate(states[CellState.MET], sum(states.values()))
