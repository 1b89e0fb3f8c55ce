"""The plain records of judgement: submissions, obligations, findings, and what one advance changed."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import ClassVar
from uuid import UUID

from pydantic import ConfigDict

from schemas.findings import ObligationState, Party, Severity, Standing
from schemas.new_event import NewEvent

EVER = datetime(1, 1, 2, tzinfo=UTC)
"""Before anything that can be recorded."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What was handed in: the fact and the instant it arrived."""

    fact: UUID
    arrived: datetime


WRITTEN_AS = {
    "known_at": "heard",
    "reopened_at": "woken",
    "base_due": "counted",
    "due_before_interruptions": "unmoved",
    "earliest_due": "floor",
    "evidence": "rests",
}
"""Under which names a judged line and a kept document write fields of an obligation: those who read them know these names."""


@dataclass(slots=True, kw_only=True)
class Obligation:
    """A duty with its due, and everything its arithmetic rests on; instants in UTC, the delay in seconds."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        alias_generator=lambda name: WRITTEN_AS.get(name, name), serialize_by_alias=True
    )

    id: UUID
    rule: str
    version: int
    clause: UUID | None
    clause_number: str = ""
    clause_version: int | None = None
    contract: UUID | None
    contract_number: str = ""
    owes: Party
    provider: UUID
    board: UUID | None
    """The board whose duty or case it is; none for what the provider owes everybody or a supervisor."""
    boards: tuple[UUID, ...] = ()
    about: UUID
    subject: UUID
    """The subject whose facts record it: what it is about, or the placement, provider or unit that is a part of."""
    period: str = ""
    trigger: UUID | None
    start: datetime
    """The instant the clock started: when its holder could know."""
    day: date
    """The day by which the contract and the clause were chosen."""
    numbers: dict[str, int]
    tier: str = ""
    known_at: datetime | None = None
    """When the holder received it, if another recorded it: the due is at least two working days later."""
    reopened_at: datetime | None = None
    """When another's new event that is not the trigger opened it or made it owed again; `known_at` is never before it."""
    opened_at: datetime
    judged_from: datetime = EVER
    """It is not judged before this instant: a minute after it was opened, at once if a correction opened it."""
    base_due: datetime
    """Where the clock ends, before anything moved the due."""
    due_before_interruptions: datetime
    """The due before any interruption of the portal moved it."""
    due: datetime
    earliest_due: datetime | None = None
    """The due is not before this instant, because another recorded or corrected late."""
    state: ObligationState = ObligationState.OPEN
    met_by: UUID | None = None
    met_at: datetime | None = None
    delay_seconds: float | None = None
    lapsed_by: str | None = None
    lapsed_at: datetime | None = None
    waived_by: UUID | None = None
    finding: UUID | None = None
    evidence: tuple[UUID, ...] = ()
    """The facts it rests on: what began it, the contract and the clause."""


@dataclass(slots=True, kw_only=True)
class Finding:
    """A judgement: a duty was missed, or a condition holds or held. `evidence` lists the facts it rests on."""

    id: UUID
    rule: str
    version: int
    owes: tuple[Party, ...]
    provider: UUID
    boards: tuple[UUID, ...]
    severity: Severity
    about: UUID
    obligation: UUID | None
    standing: Standing = Standing.STANDING
    raised_at: datetime
    judged_at: datetime
    reply_due: datetime
    settled_at: datetime | None = None
    withdrawn_reason: str | None = None
    severity_raised_at: datetime | None = None
    largest: int | None = None
    """The largest number placed in breach at one time; conditions only."""
    begun_by: UUID | None = None
    known_at: datetime | None = None
    known_by: UUID | None = None
    unit: UUID | None = None
    orgnr: str = ""
    form: str = ""
    evidence: tuple[UUID, ...] = ()


@dataclass(slots=True)
class Pending:
    """A condition that is known to begin or to have begun, and waits for its instant of judgement."""

    id: UUID
    watch: str
    begin: datetime
    judge_at: datetime
    known_at: datetime
    known_by: UUID | None
    at_once: bool = False
    """A correction recorded it: no minute is left for what may still be received."""


@dataclass(slots=True)
class Stuck:
    """A subject whose facts cannot be judged since then, and why."""

    subject: UUID
    since: datetime
    why: str
    fact: UUID


@dataclass(frozen=True, slots=True)
class Bad:
    """A fact that could not be judged: park it. `waits` says that only an earlier fact of its subject is bad."""

    event: UUID
    log: str
    position: int
    subject: UUID
    reason: str
    waits: bool = False


@dataclass(slots=True)
class Changes:
    """What one advance changed: rows for the shell, by id, as they stand afterwards."""

    obligations: dict[UUID, Obligation] = field(default_factory=dict)
    findings: dict[UUID, Finding] = field(default_factory=dict)
    bad: list[Bad] = field(default_factory=list)
    """The facts of every subject that was suspended or tried again, which wait as it stands afterwards."""
    taken: list[UUID] = field(default_factory=list)
    """The facts that had waited and were taken in."""
    left: dict[UUID, str] = field(default_factory=dict)
    """The facts that count for nothing any more, and what left them out."""
    new_events: list[NewEvent] = field(default_factory=list)
    touched: set[UUID] = field(default_factory=set)
    """The subjects whose facts, duties or next instant of the calendar changed."""
    terms: bool = False
    """Terms changed, which may bear on what is expected of anybody."""
