"""The rules that are broken by what is, not by what is missing: capacity and eligibility under a permit, a contract in force."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from schemas.fact import Fact
from services.provider_audit.rules.declaration import Rule
from services.runtime.language.words import Words


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
class Breach(Rule):
    """A rule about how things are: what a finding and a notice say of it, and which gate of a referral it closes."""

    holds: Words
    notice: Words
    gate: Literal["", "permit", "places", "group"] = ""
    warned_by: type[Fact] | None = None
    """The fact by which a breach is seen to come, so that it can be warned of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Breach):
    """A state of things that must never hold: `breached` groups those placed in breach by what it is about.

    It is looked for at a unit, against its permits, or (reach pair) between a board and the provider, against their
    contracts. The group's key is the permit, or none for the whole. Judged as episodes.
    """

    breached: Callable[[Sequence[Placed]], Mapping[UUID | None, Sequence[Placed]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityRule(Breach):
    """A state of one placement that begins only when looked at: `outside` measures age band and target group."""

    outside: Callable[[str, str, Terms], bool]
