"""The acts of casework on a finding, and what each must say before it can be taken; pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schemas.findings import Party


class Stand(StrEnum):
    """How the side that owes sees the finding."""

    AGREE = "agree"
    PARTLY = "partly"
    DISAGREE = "disagree"


class Ground(StrEnum):
    """Why a finding is not agreed with."""

    IN_TIME = "SUBMITTED_IN_TIME"
    PAUSED = "PAUSED_OR_ENDED"
    NO_CLAUSE = "CLAUSE_DID_NOT_APPLY"
    WRONG_BASIS = "ERROR_IN_BASIS"
    HINDRANCE = "HINDRANCE_OUTSIDE_CONTROL"


class DismissReason(StrEnum):
    """Why a controller does not hold a finding against anybody."""

    IN_TIME = "WAS_IN_TIME"
    PAUSED = "WAS_PAUSED_OR_ENDED"
    NO_CLAUSE = "CLAUSE_DID_NOT_APPLY"
    WRONG_BASIS = "ERROR_IN_BASIS"
    HINDRANCE = "HINDRANCE_ACCEPTED"
    SMALL = "WITHOUT_CONSEQUENCE"


@dataclass(frozen=True)
class Remedy:
    """What is to be done about a finding, by which role, done by which civil day; each may be unsaid."""

    what: str = ""
    role: str = ""
    by: date | None = None

    @property
    def said(self) -> bool:
        """Tell whether there is a plan at all."""
        return bool(self.what.strip() or self.role.strip() or self.by)


NO_REMEDY = Remedy()


@dataclass(frozen=True)
class Reply:
    """The answer of a side that owes. `receipt_known` says whether the provider's receipt was found, None when none was given.

    `read` are, here and below, the ticks that a text was read through.
    """

    side: Party
    stand: Stand | None
    ground: Ground | None
    text: str
    receipt_known: bool | None = None
    remedy: Remedy = NO_REMEDY
    read: tuple[str, ...] = ()


@dataclass(frozen=True)
class RequestCompletion:
    """The board's controller asks the side that owes for more, up to and including a civil day; ten working days if none."""

    text: str
    reply_on: date | None = None
    read: tuple[str, ...] = ()


@dataclass(frozen=True)
class Confirm:
    """The board's controller stands by the finding, and says why; the remedy is what is to be done."""

    text: str
    remedy: Remedy = NO_REMEDY
    read: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dismiss:
    """The board's controller does not hold the finding against anybody, and says why."""

    reason: DismissReason | None
    text: str
    read: tuple[str, ...] = ()


@dataclass(frozen=True)
class Close:
    """Nothing more is asked for in the matter of the finding; `on` is the civil day in Stockholm. What is owed stays owed."""

    on: date


Act = Reply | RequestCompletion | Confirm | Dismiss | Close
