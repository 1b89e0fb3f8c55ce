"""The cells of the grid: what of a period is missing, late, met, and the rate of a row."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from schemas.working_days import working_days_between
from services.provider_audit.pages.board.counted import Counted
from services.provider_audit.pages.board.periods import month_of, week_of
from services.provider_audit.pages.naming import AFTER, BEFORE
from services.provider_audit.pages.states import JUDGED, LOOKS, ORDER, OWED_NO_MORE, CellState
from services.runtime.language.dates import NO_BREAK, civil_day
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


OUTSTANDING = (CellState.MISSING, CellState.JUDGING, CellState.CANNOT)
"""What of other times than the grid's stands in it too: nothing else of them waits for anybody."""


@dataclass(frozen=True)
class Frame:
    """Which periods a grid shows, in which columns, and which of them its shares cover."""

    periods: tuple[str, ...]
    columns: tuple[str, ...]
    rated: tuple[str, ...]


def frame(periods: Sequence[str], now: datetime, cells: Collection[str]) -> Frame:
    """Say which columns stand beside each other: the periods, and what is older or later where anything is."""
    running = {month_of(civil_day(now)), week_of(civil_day(now))}
    older = [f"{BEFORE}{periods[0]}"] if any(cell < periods[0] for cell in cells) else []
    later = [f"{AFTER}{periods[-1]}"] if any(cell > periods[-1] for cell in cells) else []
    rated = tuple(period for period in periods if period not in running)[-RATE_PERIODS:]
    return Frame(tuple(periods), (*older, *periods, *later), rated)


def column(period: str, frame: Frame) -> str:
    """Give the column that a period is counted in: its own, or what is before or after them all."""
    if period in frame.periods:
        return period
    return f"{BEFORE}{frame.periods[0]}" if period < frame.periods[0] else f"{AFTER}{frame.periods[-1]}"


def cell(period: str, held: Sequence[Counted], now: datetime, paused: int) -> Cell:
    """Count the duties of a column of a row, by state."""
    counts = _by_state(held)
    if paused:
        counts[CellState.PAUSED] += paused
    if not counts:
        return Cell(period)
    state = min(counts, key=ORDER.index)
    soon = state is CellState.EXPECTED and _is_soon(held, now)
    owed = sum(number for is_, number in counts.items() if is_ not in (*OWED_NO_MORE, CellState.PAUSED))
    return Cell(period, state, counts[state], owed or counts.total() - paused, soon)


def _by_state(held: Iterable[Counted]) -> Counter[CellState]:
    """Count by state; what was counted as another is taken off again."""
    counts: Counter[CellState] = Counter()
    for each in held:
        counts[each.state] += each.number
    return +counts


def _is_soon(held: Iterable[Counted], now: datetime) -> bool:
    """Tell whether anything that is expected is due within a few working days."""
    days: Counter[date] = Counter()
    for each in held:
        if each.state is CellState.EXPECTED and each.day is not None:
            days[each.day] += each.number
    return any(working_days_between(civil_day(now), day) <= SOON_WORKING_DAYS for day in +days)


def rate(by_column: Mapping[str, Sequence[Counted]], rated: Sequence[str]) -> Rate:
    """Give how many of a row's judged duties were met in time, over the rated columns."""
    states = _by_state(each for period in rated for each in by_column.get(period, ()) if each.state in JUDGED)
    return Rate(states[CellState.MET], states.total())
