"""What people do in the demonstration: one value an act, with who does it and when."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from schemas.codes import AgeBand, DeclineReason, EndReason, TargetGroup, Tier
from services.demonstration.cast import Board, Person, Provider
from services.directory.domain.commands import Command as DirectoryCommand


@dataclass(frozen=True)
class Placement:
    """The placement that a referral may lead to, and everything that stays the same about it."""

    number: int
    case: UUID
    referral: UUID
    id: UUID
    board: Board
    provider: Provider
    age_band: AgeBand
    target_group: TargetGroup
    tier: Tier
    name: str
    personnummer: str


@dataclass(frozen=True)
class Direct:
    """Directory's own acts, as its commands."""

    commands: tuple[DirectoryCommand, ...]


@dataclass(frozen=True)
class Send:
    """The coordinator sends a referral."""

    placement: Placement
    wished_start: date
    threat_assessed_on: date


@dataclass(frozen=True)
class Accept:
    """The provider accepts."""

    placement: Placement
    start_on: date


@dataclass(frozen=True)
class Decline:
    """The provider declines."""

    placement: Placement
    reason: DeclineReason


@dataclass(frozen=True)
class Withdraw:
    """The board withdraws."""

    placement: Placement


@dataclass(frozen=True)
class Start:
    """The provider tells the start, now."""

    placement: Placement


@dataclass(frozen=True)
class Plan:
    """The provider hands in the plan."""

    placement: Placement


@dataclass(frozen=True)
class ApprovePlan:
    """The board approves the plan."""

    placement: Placement


@dataclass(frozen=True)
class ReviewPlan:
    """The provider follows the plan up; the age band may have become another."""

    placement: Placement
    age_band: AgeBand


@dataclass(frozen=True)
class Report:
    """The provider hands in a monthly report."""

    placement: Placement
    period: str


@dataclass(frozen=True)
class AcceptReport:
    """The board accepts a monthly report."""

    placement: Placement
    period: str


@dataclass(frozen=True)
class Pause:
    """The placement rests from now."""

    placement: Placement


@dataclass(frozen=True)
class Resume:
    """The placement goes on from now."""

    placement: Placement


@dataclass(frozen=True)
class End:
    """The placement ends now."""

    placement: Placement
    reason: EndReason
    planned: bool


@dataclass(frozen=True)
class EndReport:
    """The provider hands in the end report."""

    placement: Placement


@dataclass(frozen=True)
class Casework:
    """Providers and controllers work the findings that stand."""


Act = (
    Direct
    | Send
    | Accept
    | Decline
    | Withdraw
    | Start
    | Plan
    | ApprovePlan
    | ReviewPlan
    | Report
    | AcceptReport
    | Pause
    | Resume
    | End
    | EndReport
    | Casework
)


@dataclass(frozen=True)
class Step:
    """An act at an instant by somebody."""

    at: datetime
    by: Person
    act: Act
