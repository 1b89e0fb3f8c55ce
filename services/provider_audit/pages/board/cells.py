"""The cells of the grid: what of a period is missing, late, met, and the rate of a row."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from schemas.findings import ObligationState
from schemas.working_days import working_days_between
from services.provider_audit.pages.board.periods import month_of, week_of
from services.provider_audit.pages.duties.duty import Duty
from services.provider_audit.pages.naming import AFTER, BEFORE
from services.provider_audit.pages.states import JUDGED, LOOKS, ORDER, OWED_NO_MORE, CellState
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


Held = tuple[Duty, CellState]


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


def charted(duty: Duty, state: CellState) -> CellState:
    """Give what a period's total counts a duty as: closing the matter of a finding changes no figure."""
    if state is not CellState.CLOSED:
        return state
    return CellState.LATE if duty.state is ObligationState.MET_LATE else CellState.MISSING


def column(period: str, frame: Frame) -> str:
    """Give the column that a period is counted in: its own, or what is before or after them all."""
    if period in frame.periods:
        return period
    return f"{BEFORE}{frame.periods[0]}" if period < frame.periods[0] else f"{AFTER}{frame.periods[-1]}"


def cell(period: str, held: list[Held], now: datetime, paused: int) -> Cell:
    """Count the duties of a column of a row, by state."""
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


def rate(by_column: Mapping[str, list[Held]], rated: Sequence[str]) -> Rate:
    """Give how many of a row's judged duties were met in time, over the rated columns."""
    states = Counter(state for period in rated for _, state in by_column.get(period, []) if state in JUDGED)
    return Rate(states[CellState.MET], sum(states.values()))
