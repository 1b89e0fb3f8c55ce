"""The grid of Uppföljning: providers by periods, worst first; pure, from the duties a viewer may see."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from schemas.codes import Severity
from schemas.working_days import working_days_between
from services.provider_audit.pages.states import JUDGED, LOOKS, ORDER, CellState, Duty, shown
from services.runtime.dates import NO_BREAK, civil_day, last_day
from services.runtime.words import Words, plain

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
    """One line of the grid: a provider, or a board when grouped so."""

    organisation: UUID
    name: str
    rate: Rate
    cells: tuple[Cell, ...]
    missing: int
    critical: int
    longest_late: timedelta
    worst: Duty | None


@dataclass(frozen=True)
class Grid:
    """The whole board: its periods, its rows worst first, and what each period holds in all."""

    periods: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: Mapping[str, Counter[CellState]] = field(default_factory=dict)

    @property
    def missing(self) -> int:
        """Count what is missing in all."""
        return sum(row.missing for row in self.rows)

    @property
    def providers_missing(self) -> int:
        """Count the rows that miss something."""
        return sum(1 for row in self.rows if row.missing)


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


def build(
    duties: Iterable[Duty],
    names: Mapping[UUID, str],
    periods: Sequence[str],
    now: datetime,
    *,
    by_board: bool = False,
    paused: Mapping[UUID, int] | None = None,
) -> Grid:
    """Build the grid from the duties a viewer may see."""
    groups: dict[UUID, list[tuple[Duty, CellState]]] = defaultdict(list)
    totals: dict[str, Counter[CellState]] = {period: Counter() for period in periods}
    for duty in duties:
        state = shown(duty, now)
        group = duty.board if by_board else duty.provider
        if state is None or group is None or duty.cell not in totals:
            continue
        groups[group].append((duty, state))
        totals[duty.cell][state] += 1
    resting = paused or {}
    rows = [
        _row(group, names, groups.get(group, []), periods, now, resting.get(group, 0)) for group in {*groups, *resting}
    ]
    return Grid(tuple(periods), tuple(sorted(rows, key=urgency)), totals)


def urgency(row: Row) -> tuple[int, int, timedelta, float, str]:
    """Give the order of the grid: critical that is missing, number missing, longest late, share in time, name."""
    return (-row.critical, -row.missing, -row.longest_late, row.rate.share, row.name)


def _row(
    group: UUID,
    names: Mapping[UUID, str],
    held: list[tuple[Duty, CellState]],
    periods: Sequence[str],
    now: datetime,
    paused: int,
) -> Row:
    by_period: dict[str, list[tuple[Duty, CellState]]] = defaultdict(list)
    for duty, state in held:
        by_period[duty.cell].append((duty, state))
    cells = [
        _cell(period, by_period.get(period, []), now, paused if period == periods[-1] else 0) for period in periods
    ]
    missing = [duty for duty, state in held if state is CellState.MISSING]
    return Row(
        organisation=group,
        name=names.get(group, "?"),
        rate=_rate(by_period, periods, now),
        cells=tuple(cells),
        missing=len(missing),
        critical=sum(1 for duty in missing if duty.severity is Severity.CRITICAL),
        longest_late=max((now - duty.due for duty in missing), default=timedelta()),
        worst=min(missing, key=lambda duty: duty.due, default=None),
    )


def _cell(period: str, held: list[tuple[Duty, CellState]], now: datetime, paused: int) -> Cell:
    counts = Counter(state for _, state in held)
    if paused:
        counts[CellState.PAUSED] += paused
    if not counts:
        return Cell(period)
    state = min(counts, key=ORDER.index)
    soon = state is CellState.EXPECTED and any(_is_soon(duty.due, now) for duty, is_ in held if is_ is state)
    return Cell(period, state, counts[state], len(held), soon)


def _is_soon(due: datetime, now: datetime) -> bool:
    return working_days_between(civil_day(now), last_day(due)) <= SOON_WORKING_DAYS


def _rate(by_period: Mapping[str, list[tuple[Duty, CellState]]], periods: Sequence[str], now: datetime) -> Rate:
    running = {month_of(civil_day(now)), week_of(civil_day(now))}
    counted = [period for period in periods if period not in running][-RATE_PERIODS:]
    states = Counter(state for period in counted for _, state in by_period.get(period, []) if state in JUDGED)
    return Rate(states[CellState.MET], sum(states.values()))
