"""What performance is counted from, and the sums."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from schemas.findings import ObligationState


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
