"""What a rule reads from the facts: a claim with its cause, and the context it is read in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from schemas.corrections import AboutFact
from schemas.directory import ProviderRegistered
from schemas.findings import Severity
from schemas.referral import DutyWaived, PlacementEnded, PlacementStarted
from services.provider_audit.facts.records import Submission
from services.provider_audit.facts.terms import Contract

Reach = Literal["placement", "referral", "contract", "provider", "unit", "permit", "pair"]
"""What a rule is about; for a duty also the kind of subject whose facts record it."""


EVERY_RULE = (PlacementStarted, PlacementEnded, ProviderRegistered, DutyWaived, AboutFact)
"""The facts after which all duties of their subject are read again."""


RETURNED = "return/"
"""How the period of a duty begins that a return for correction opened."""


GRACE_PERIOD = timedelta(seconds=60)
"""How long after an instant it is judged, so that all that arrived before it has been consumed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What began a clock: a fact, or none for an instant of the calendar.

    `start` is when the holder could know; `known_at` when the holder learned it from another's fact, none for its own fact;
    `received` is when the log received the fact, or the instant of the calendar.
    """

    fact: UUID | None
    start: datetime
    received: datetime
    known_at: datetime | None = None
    evidence: tuple[UUID, ...] = ()
    """Further facts it rests on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Under:
    """By what a contract is chosen: the board, the form, the contract named, and from when the subject is audited."""

    board: UUID
    form: str
    named: UUID | None
    audited_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Something owed, as the facts show it: what began it, what satisfies it, and what ends it.

    `day` chooses contract, clause and version. `ends` are instants with reasons: one at or before the due makes it lapse.
    `voided` are submissions returned as no report, with when that was received: in time, they leave two working days more.
    `waiver` is the board's, and when it arrived.
    `severity` and `raised_at` replace the rule's own in the finding; `silent` raises none.
    """

    cause: Cause
    about: UUID
    board: UUID | None
    boards: tuple[UUID, ...] = ()
    day: date
    period: str = ""
    tier: str = ""
    under: Under | None = None
    contract: Contract | None = None
    met_by: tuple[Submission, ...] = ()
    voided: tuple[tuple[Submission, datetime], ...] = ()
    ends: tuple[tuple[datetime, str], ...] = ()
    not_before: datetime | None = None
    waiver: Submission | None = None
    severity: Severity | None = None
    raised_at: datetime | None = None
    silent: bool = False
