"""Duties in numbers, as the grid lays them out: those that are counted alike, and each that is missing; pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from schemas.findings import ObligationState, Party
from services.provider_audit.pages.board.queries import CountLine
from services.provider_audit.pages.duties.duty import Duty, shown
from services.provider_audit.pages.states import CellState
from services.runtime.language.dates import last_day


@dataclass(frozen=True, slots=True)
class Counted:
    """So many duties that are shown alike: whose they are, in which cell, as what, and on which last day an open one is due.

    `charted` is what a period's total counts them as: closing the matter of a finding changes no figure.
    """

    provider: UUID
    owes: Party
    boards: tuple[UUID, ...]
    cell: str
    state: CellState
    charted: CellState
    day: date | None = None
    number: int = 1

    def rows(self, *, by_board: bool) -> tuple[UUID, ...]:
        """Give the rows of the grid they stand in: what a board owes stands in a row of the board's own."""
        if by_board:
            return self.boards
        return self.boards[:1] if self.owes is Party.BOARD else (self.provider,)


@dataclass(frozen=True)
class Duties:
    """What the grid is made of: every duty by number, and those that are missing by themselves."""

    counted: tuple[Counted, ...]
    missing: tuple[Duty, ...]


_WAYS = {
    "open": CellState.EXPECTED,
    "met": CellState.MET,
    "lapsed": CellState.LAPSED,
    "waived": CellState.WAIVED,
    "covered": CellState.COVERED,
    "judging": CellState.JUDGING,
    "dismissed": CellState.DISMISSED,
    "missed": CellState.MISSING,
    "met_late": CellState.LATE,
}
_CLOSED = {"closed_missed": CellState.MISSING, "closed_met_late": CellState.LATE}


def of_line(line: CountLine) -> Counted:
    """Give what a line of counts says."""
    boards = line.boards or ((line.board,) if line.board else ())
    charted = _CLOSED.get(line.way)
    state = _WAYS[line.way] if charted is None else CellState.CLOSED
    day = line.day if state is CellState.EXPECTED else None
    return Counted(line.provider, line.owes, boards, line.cell, state, charted or state, day, line.number)


def counted(duty: Duty, state: CellState) -> Counted:
    """Count one duty as what it is shown as."""
    boards = duty.boards or ((duty.board,) if duty.board else ())
    charted = state
    if state is CellState.CLOSED:
        charted = CellState.LATE if duty.state is ObligationState.MET_LATE else CellState.MISSING
    day = last_day(duty.due) if state is CellState.EXPECTED else None
    return Counted(duty.provider, duty.owes, boards, duty.cell, state, charted, day)


def of_each(duties: Iterable[Duty], now: datetime) -> Duties:
    """Count duties one by one."""
    held = [(duty, shown(duty, now)) for duty in duties]
    return Duties(
        tuple(counted(duty, state) for duty, state in held),
        tuple(duty for duty, state in held if state is CellState.MISSING),
    )


def put_together(
    lines: Iterable[CountLine], apart: Iterable[Duty], standing: Sequence[Duty], periods: Sequence[str], now: datetime
) -> Duties:
    """Put counts together with what was read one by one: the duties of providers `apart`, and what stands from any time.

    What stands in a period is counted there already, but for what is due and not judged: the counts, which know no clock,
    have that as open.
    """
    aside = {duty.id: duty for duty in apart}
    elsewhere = [duty for duty in standing if duty.cell not in periods and duty.id not in aside]
    inside = {duty.id: duty for duty in standing if duty.cell in periods and duty.id not in aside}
    each = of_each((*aside.values(), *inside.values(), *elsewhere), now)
    one_by_one = of_each((*aside.values(), *elsewhere), now)
    moved = tuple(_from_open(inside.values(), now))
    return Duties((*map(of_line, lines), *one_by_one.counted, *moved), each.missing)


def _from_open(duties: Iterable[Duty], now: datetime) -> Iterator[Counted]:
    for duty in duties:
        if duty.state is ObligationState.OPEN and duty.due <= now:
            yield counted(duty, shown(duty, now))
            yield replace(counted(duty, CellState.EXPECTED), number=-1)
