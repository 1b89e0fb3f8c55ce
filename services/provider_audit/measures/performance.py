"""A provider's performance: its duties counted so that provider, board and supervisor get the same figures; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from schemas.codes import ObligationState


class Counted(StrEnum):
    """How a duty counts in the figures; each duty in one way only."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"
    JUDGING = "judging"
    COMING = "coming"
    NOT_OWED = "not_owed"


@dataclass(frozen=True)
class Owed:
    """A duty of a provider as everybody who reads the figures knows it.

    `open_from` is when its finding is open to all that may read the figures, none while that is not known or hidden.
    """

    id: UUID
    rule: str
    period: str
    contract: UUID | None
    board: UUID | None
    month: str
    due: datetime
    state: ObligationState
    delay: timedelta | None = None
    open_from: datetime | None = None
    dismissed: bool = False
    finding: UUID | None = None


@dataclass(frozen=True)
class Breach:
    """A standing finding that the provider answers for; `boards` are those it concerns, `owed` the duty it is of."""

    boards: tuple[UUID, ...]
    contract: UUID | None
    board: UUID | None
    of_duty: bool
    open_from: datetime | None


@dataclass(frozen=True)
class Contract:
    """A contract of the provider with a board."""

    id: UUID
    board: UUID
    number: str


@dataclass(frozen=True)
class Tally:
    """How many duties counted in each way; the delays of the late ones; the findings that stand now."""

    on_time: int = 0
    late: int = 0
    missing: int = 0
    judging: int = 0
    coming: int = 0
    delays: tuple[timedelta, ...] = ()
    standing: int = 0


Key = tuple[UUID | None, UUID | None]
"""The contract, none for duties without one; and the board, none for what is owed no board."""


@dataclass(frozen=True)
class Section:
    """The figures of one contract: in all, and by month."""

    contract: UUID | None
    board: UUID | None
    number: str
    whole: Tally
    months: Mapping[str, Tally] = field(default_factory=dict)
    not_counted: tuple[Owed, ...] = ()

    @property
    def name(self) -> str:
        """Name the section in an address."""
        return str(self.contract) if self.contract else f"none-{self.board}" if self.board else "none"


def counted(owed: Owed, now: datetime) -> Counted:
    """Say how a duty counts at an instant.

    Before its due it is coming, also when it is met. After, one that was missed or came late counts from when its finding
    is open to all, unless that was dismissed; until then it is being judged, for everybody.
    """
    if owed.state in (ObligationState.LAPSED, ObligationState.WAIVED):
        return Counted.NOT_OWED
    if now < owed.due:
        return Counted.COMING
    if owed.state is ObligationState.MET:
        return Counted.ON_TIME
    if owed.state is ObligationState.OPEN or owed.dismissed or owed.open_from is None or now < owed.open_from:
        return Counted.JUDGING
    return Counted.LATE if owed.state is ObligationState.MET_LATE else Counted.MISSING


def tally(duties: Iterable[Owed], now: datetime, standing: int = 0) -> Tally:
    """Count duties."""
    ways = [(owed, counted(owed, now)) for owed in duties]
    numbers = {way: sum(1 for _, each in ways if each is way) for way in Counted}
    return Tally(
        on_time=numbers[Counted.ON_TIME],
        late=numbers[Counted.LATE],
        missing=numbers[Counted.MISSING],
        judging=numbers[Counted.JUDGING],
        coming=numbers[Counted.COMING],
        delays=tuple(sorted(owed.delay or timedelta() for owed, way in ways if way is Counted.LATE)),
        standing=standing,
    )


def sections(
    contracts: Sequence[Contract],
    duties: Iterable[Owed],
    breaches: Iterable[Breach],
    months: Sequence[str],
    now: datetime,
) -> list[Section]:
    """Give the figures of every contract of a provider, and of what is owed without one, in order of number."""
    known = {contract.id: contract for contract in contracts}
    held: dict[Key, list[Owed]] = {(contract.id, contract.board): [] for contract in contracts}
    for owed in duties:
        held.setdefault(_key(owed.contract, owed.board, known), []).append(owed)
    standing: dict[Key, int] = {}
    for breach in breaches:
        if breach.open_from is not None and breach.open_from <= now:
            for key in _keys(breach, known):
                standing[key] = standing.get(key, 0) + 1
    made = [_section(key, known, held.get(key, []), standing.get(key, 0), months, now) for key in {**held, **standing}]
    return sorted(made, key=lambda each: (each.contract is None, each.number, each.name))


def _key(contract: UUID | None, board: UUID | None, known: Mapping[UUID, Contract]) -> Key:
    """Give the group of a duty: its contract, when it is owed that contract's board."""
    held = known.get(contract) if contract else None
    return (held.id, held.board) if held and held.board == board else (None, board)


def _keys(breach: Breach, known: Mapping[UUID, Contract]) -> list[Key]:
    if breach.of_duty:
        return [_key(breach.contract, breach.board, known)]
    keys: list[Key] = []
    for board in breach.boards:
        own: list[Key] = [(contract.id, contract.board) for contract in known.values() if contract.board == board]
        keys += own or [(None, board)]
    return keys


def _section(
    key: Key,
    known: Mapping[UUID, Contract],
    duties: Sequence[Owed],
    standing: int,
    months: Sequence[str],
    now: datetime,
) -> Section:
    contract, board = key
    shown = [owed for owed in duties if owed.month in months]
    return Section(
        contract=contract,
        board=board,
        number=known[contract].number if contract else "",
        whole=tally(shown, now, standing),
        months={month: tally((owed for owed in shown if owed.month == month), now) for month in months},
        not_counted=tuple(owed for owed in shown if counted(owed, now) is Counted.JUDGING),
    )
