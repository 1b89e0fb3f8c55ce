"""Conditions in Uppföljning: those that hold now, and those that began, ended or were decided in the periods it shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, and_, any_, bindparam, not_, or_
from sqlmodel import col

from schemas.findings import Party, Severity, Standing
from services.provider_audit.calendar import first_instant
from services.provider_audit.pages.board.filters import Filters
from services.provider_audit.pages.findings import finding_lines
from services.provider_audit.pages.states import CASEWORK, STANDING
from services.provider_audit.tables import FindingRow
from services.runtime.database.expressions import if_given
from services.runtime.database.work import Work
from services.runtime.language.words import Words, count_words, plain

DECIDED = ("dismissed", "closed")
_OF_NO_DUTY = and_(
    col(FindingRow.obligation).is_(None),
    or_(bindparam("board", type_=Uuid()).is_(None), bindparam("board", type_=Uuid()) == any_(col(FindingRow.boards))),
    if_given(FindingRow.rule, "rule"),
)
_HOLDS = and_(col(FindingRow.standing) == Standing.STANDING.value, col(FindingRow.casework).not_in(DECIDED))
_WITHIN = and_(
    col(FindingRow.standing) != Standing.WITHDRAWN.value,
    col(FindingRow.raised_at) < bindparam("after"),
    or_(col(FindingRow.settled_at).is_(None), col(FindingRow.settled_at) >= bindparam("since")),
)
_HOLDING = finding_lines.newest(_OF_NO_DUTY, _HOLDS)
_OVER = finding_lines.newest(_OF_NO_DUTY, _WITHIN, not_(_HOLDS))


@dataclass(frozen=True)
class Flag:
    """An episode of a condition at a row: `holds` says that it does and that nobody has dismissed or closed it."""

    line: finding_lines.FindingLine

    @property
    def holds(self) -> bool:
        """Tell whether it must be acted on still."""
        return self.line.standing == "standing" and self.line.casework not in DECIDED

    @property
    def words(self) -> Words:
        """Say what has become of one that holds no more."""
        return CASEWORK[self.line.casework] if self.line.casework in DECIDED else STANDING[self.line.standing]

    @property
    def of_board(self) -> bool:
        """Tell whether the board alone answers for it."""
        return set(self.line.owes) == {Party.BOARD}


async def read(work: Work, filters: Filters, periods: Sequence[str]) -> list[Flag]:
    """Read what a viewer may see of them: those that hold first, then those that are over."""
    asked: dict[str, Any] = {"board": filters.board, "rule": filters.kind or None}
    holding = await work.all(_HOLDING, **asked)
    over = await work.all(_OVER, since=_begins(periods[0]), after=_ends(periods[-1]), **asked)
    return [Flag(line) for line in (*holding, *over)]


def by_row(flags: Iterable[Flag], *, by_board: bool) -> dict[UUID, list[Flag]]:
    """Give them by the row they stand at: the board's own where the board alone answers."""
    rows: dict[UUID, list[Flag]] = {}
    for flag in flags:
        for key in flag.line.boards if by_board or flag.of_board else (flag.line.provider,):
            rows.setdefault(key, []).append(flag)
    return rows


def only_boards(flags: Iterable[Flag]) -> frozenset[UUID]:
    """Give the boards that alone answer for one."""
    return frozenset(board for flag in flags if flag.of_board for board in flag.line.boards)


def weight(flags: Iterable[Flag]) -> tuple[int, int]:
    """Count those of a row that hold: the critical ones, and all."""
    holding = [flag for flag in flags if flag.holds]
    return sum(1 for flag in holding if flag.line.severity is Severity.CRITICAL), len(holding)


def in_words(flags: Iterable[Flag]) -> Words:
    """Say how many hold, a sentence that goes on after another; empty when none does."""
    number = sum(1 for flag in flags if flag.holds)
    if not number:
        return plain("")
    counted = count_words(number, Words(sv="brist", en="finding"), Words(sv="brister", en="findings"))
    stand = Words(sv="består", en="stands" if number == 1 else "stand")
    return (
        plain(" ") + counted + Words(sv=" i tillstånd eller avtal ", en=" of permit or contract ") + stand + plain(".")
    )


def _begins(period: str) -> datetime:
    return first_instant(_first_day(period))


def _ends(period: str) -> datetime:
    """Give the first instant after a month or week."""
    first = _first_day(period)
    if "-W" in period:
        return first_instant(first + timedelta(weeks=1))
    return first_instant((first + timedelta(days=31)).replace(day=1))


def _first_day(period: str) -> date:
    if "-W" in period:
        return date.fromisocalendar(int(period[:4]), int(period[6:]), 1)
    return date.fromisoformat(f"{period}-01")
