"""What a rule is: who owes what, on which legal ground, from when, counted how."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from schemas.codes import ClauseType
from schemas.envelope import Event
from schemas.fact import Fact
from schemas.findings import Party, Severity
from services.provider_audit.calendar import Clock
from services.provider_audit.facts.placement import Placement
from services.provider_audit.facts.subject_history import SubjectHistory
from services.provider_audit.facts.terms import Contract
from services.provider_audit.facts.terms import Terms as AllTerms
from services.provider_audit.rules.claim import RETURNED, Claim, Reach
from services.provider_audit.rules.named import Named, Unwaivable, Waiver
from services.runtime.language.words import Words, plain

RETURN_CLOCK = Clock("working_days", 5)
Periods = frozenset[str] | None
"""The periods of a duty that something bears on; none for all."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of a rule that a clause of a contract may set, within its bounds."""

    name: str
    unit: str
    default: int
    least: int = 1
    most: int = 366
    said: Words = field(kw_only=True)
    """How it is said, with {n} for the number."""
    in_clause: Words | None = field(default=None, kw_only=True)
    """How the page of a contract says it, where that is shorter."""

    def words(self, number: int) -> Words:
        """Say the number."""
        return self.said.fill(n=number)


@dataclass(frozen=True, slots=True)
class Version:
    """A published version of a rule, for what is triggered from its date on; never changed afterwards."""

    number: int
    in_force: date


@dataclass(frozen=True, slots=True)
class Trigger:
    """What began a clock: the instant its holder could know, the rule's numbers, the referral's tier, and which duty it is."""

    start: datetime
    numbers: Mapping[str, int]
    tier: str = ""
    period: str = ""


@dataclass(frozen=True, slots=True)
class Escalation:
    """A missed duty grows more serious at 24:00 of a working day after the due day; `parameter` tells which."""

    parameter: str
    severity: Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What every rule declares. `basis` L is law and always applies; K applies where a contract governs."""

    id: str
    title_sv: str
    title_en: str
    sentence: Words
    """What it asks, for the rule book, with its numbers in {places}."""
    owes: tuple[Party, ...]
    basis: Literal["L", "K"]
    source: str
    severity: Severity
    reach: Reach
    versions: tuple[Version, ...]
    parameters: tuple[Parameter, ...] = ()
    clause: ClauseType | None = None
    """The type of clause that sets its numbers."""
    short: Words | None = None
    """What its clause and its waiver call it, where that is not what a notice calls it."""
    unwaivable: Unwaivable | None = None
    falls_by: tuple[str, ...] = ()
    """Codes of what would make a finding fall, for the page that explains it."""

    def version(self, day: date) -> int | None:
        """Give the version in force on a day, none before the first."""
        numbers = [version.number for version in self.versions if version.in_force <= day]
        return max(numbers, default=None)

    @property
    def said(self) -> Words:
        """What it asks in a sentence, with its own numbers."""
        return self.sentence.fill(**{each.name: plain(str(each.default)) for each in self.parameters})

    def numbers(self, clause: Mapping[str, int] | None) -> dict[str, int]:
        """Give the rule's numbers: the defaults, with what the clause sets."""
        given = clause or {}
        return {parameter.name: given.get(parameter.name, parameter.default) for parameter in self.parameters}


class RuleContext(Protocol):
    """What a rule may look up beside the facts it is asked about."""

    @property
    def now(self) -> datetime:
        """The instant of judgement."""

    @property
    def provider(self) -> UUID:
        """Whose dossier it is."""

    @property
    def terms(self) -> AllTerms:
        """Permits, contracts and clauses."""

    def history(self, subject: UUID) -> SubjectHistory:
        """Give another subject's facts."""

    def placement(self, subject: UUID) -> Placement:
        """Give a placement as its facts record it."""

    def numbers(self, rule: "Duty", contract: Contract | None, day: date, before: datetime) -> dict[str, int]:
        """Give a rule's numbers under a contract."""

    def due(self, rule: "Duty", claim: Claim) -> datetime | None:
        """Give the due of a claim; none where it is not owed."""

    def periods(self, rule: "Duty") -> Periods:
        """Give the periods that are asked for; none for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Rule):
    """A rule with a due: `claims` reads from a subject what is owed; a clock counts from its cause."""

    named: Named
    parts: Mapping[str, Named] = field(default_factory=dict)
    """The several duties it asks for, by how their periods begin: `phone/…`, `return/…`, or all of the period."""
    claims: Callable[[Any, RuleContext, "Duty"], Iterable[Claim]]
    clock: Callable[[Trigger], Clock]
    reads: tuple[type[Fact], ...]
    """The facts that bear on it beside those that bear on every rule of its subject (EVERY_RULE)."""
    ahead: Callable[[RuleContext, UUID], datetime | None] | None = None
    """The next instant of the calendar that may open it for a subject; none where only facts open it."""
    bears_on: Callable[[Placement, Event], Periods] | None = None
    """The periods that a fact of `reads` bears on, where each is judged by itself and the others stay as read; none for all."""
    turns: Callable[[datetime], Periods] | None = None
    """The periods that an instant of `ahead` bears on."""
    foreseen: Callable[[Placement, RuleContext, "Duty"], Claim | None] | None = None
    """What it will ask of a placement that goes on as it is, for pages that look ahead."""
    binds_without_contract: bool = False
    lapses_at_end: bool = False
    """A placement that ends by the due owes this no more."""
    ends_with_subject: bool = False
    """Nothing can be handed in for it once its placement or referral is over."""
    has_own_earliest_due: bool = False
    """Its claims say themselves before when it is not due."""
    waiver: Waiver | None = None
    """How the board may waive it, unless the finding would be critical."""
    one_omission: bool = False
    """While an earlier one of the subject is missed and unfulfilled, a later one raises no finding of its own."""
    interruption_moves: Callable[[str], bool] = lambda _period: True
    """Whether an interruption of the portal moves the due of a period."""
    severity_by_tier: tuple[tuple[str, Severity], ...] = ()
    escalation: Escalation | None = None

    @property
    def waivable(self) -> bool:
        """Whether the board may waive it, unless the finding would be critical."""
        return self.waiver is not None

    def part(self, period: str) -> str:
        """Tell which of its several duties a period names; empty where it has one only."""
        part = period.split("/", 1)[0]
        return part if part in self.parts else ""

    def name_of(self, period: str) -> Named:
        """Give what the duty of a period is called."""
        return self.parts.get(self.part(period), self.named)

    def clock_of(self, trigger: Trigger) -> Clock:
        """Give the clock of a duty: the rule's own, or that of a return for correction."""
        return RETURN_CLOCK if trigger.period.startswith(RETURNED) else self.clock(trigger)
