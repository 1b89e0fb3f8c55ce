"""What a rule is: who owes what, on which legal ground, from when, counted how; loaded from the folder of rules."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from importlib.resources import files
from typing import Literal
from uuid import UUID

from schemas.codes import Party, Severity
from services.provider_audit.calendar import Clock

Occasion = Literal["start", "end", "month", "sent", "contract"]
Reach = Literal["placement", "referral", "contract", "unit", "permit"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of a rule that a clause of a contract may set, within its bounds."""

    name: str
    unit: str
    default: int
    least: int = 1
    most: int = 366


@dataclass(frozen=True, slots=True)
class Version:
    """A published version of a rule, for what is triggered from its date on; never changed afterwards."""

    number: int
    in_force: date


@dataclass(frozen=True, slots=True)
class Trigger:
    """What began a clock: the instant its holder could know, the rule's numbers, and the referral's tier if there is one."""

    start: datetime
    numbers: Mapping[str, int]
    tier: str = ""


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
    owes: tuple[Party, ...]
    basis: Literal["L", "K"]
    source: str
    severity: Severity
    reach: Reach
    versions: tuple[Version, ...]
    parameters: tuple[Parameter, ...] = ()
    falls_by: tuple[str, ...] = ()
    """Codes of what would make a finding fall, for the page that explains it."""

    def version(self, day: date) -> int | None:
        """Give the version in force on a day, none before the first."""
        numbers = [version.number for version in self.versions if version.in_force <= day]
        return max(numbers, default=None)

    def numbers(self, clause: Mapping[str, int] | None) -> dict[str, int]:
        """Give the rule's numbers: the defaults, with what the clause sets."""
        told = clause or {}
        return {parameter.name: told.get(parameter.name, parameter.default) for parameter in self.parameters}

    def wrong_numbers(self, clause: Mapping[str, int]) -> str | None:
        """Say which number of a clause lies outside its bounds, none if all are good."""
        for parameter in self.parameters:
            number = clause.get(parameter.name, parameter.default)
            if not parameter.least <= number <= parameter.most:
                return f"{self.id}.{parameter.name} must lie between {parameter.least} and {parameter.most}"
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Rule):
    """A rule with a due: an occasion starts a clock, and a submission of one of the named types meets it."""

    occasion: Occasion
    met_by: tuple[str, ...]
    clock: Callable[[Trigger], Clock]
    lapses_at_end: bool = False
    """A placement that ends by the due owes this no more."""
    severity_by_tier: tuple[tuple[str, Severity], ...] = ()
    escalation: Escalation | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a permit allows at an instant."""

    permit: UUID
    maximum: int
    age_bands: tuple[str, ...]
    target_groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """Somebody placed at an instant and the permit they are measured against.

    `terms` is none when no permit is in force; `exempt` says that the form at the unit is not permit-bound.
    """

    placement: UUID
    board: UUID
    terms: Terms | None
    exempt: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Rule):
    """A state of things that must never hold at one unit: `breached` groups those placed in breach by what it is about.

    The group's key is the permit, or none for the unit's form as a whole. Judged as episodes.
    """

    breached: Callable[[Sequence[Placed]], Mapping[UUID | None, Sequence[Placed]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit(Rule):
    """A state of one placement that begins only when looked at: `outside` measures age band and target group."""

    outside: Callable[[str, str, Terms], bool]


def load() -> dict[str, Rule]:
    """Load every rule of the folder by its id.

    Raises ValueError when two files declare one id, TypeError when a file declares none.
    """
    package = f"{__package__}.rules"
    names = sorted(entry.name.removesuffix(".py") for entry in files(package).iterdir() if entry.name.endswith(".py"))
    return gather(
        [(name, getattr(import_module(f"{package}.{name}"), "RULE", None)) for name in names if name != "__init__"]
    )


def gather(found: list[tuple[str, object]]) -> dict[str, Rule]:
    """Gather rules by id; `found` names the file of each."""
    rules: dict[str, Rule] = {}
    for name, rule in found:
        if not isinstance(rule, Rule):
            raise TypeError(f"rules/{name}.py declares no RULE")
        if rule.id in rules:
            raise ValueError(f"two rules are called {rule.id}: rename the one in rules/{name}.py")
        rules[rule.id] = rule
    return rules
