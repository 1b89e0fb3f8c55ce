"""What the audit's rules say of themselves to other services: what they are called, where they are fulfilled, which are waived.

It stands in `schemas/duties.json`, which is made from the rules. Nobody names a rule here: whoever needs one asks for it
by what it is, such as the duty that a fact fulfils, or the gate of places.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, TypeVar

from pydantic import TypeAdapter

import schemas.duties
from schemas.codes import ClauseType
from schemas.fact import Fact
from schemas.findings import Party
from services.runtime.language.words import Words

T = TypeVar("T")
Gate = Literal["permit", "places", "group"]
"""A gate of a referral: a permit in force, a place that is free, a person whom the permit covers."""


@dataclass(frozen=True)
class Named:
    """A duty as notices speak of it, the path of the page where it is fulfilled, and the names of facts that tell it apart."""

    notice: Words
    page: str | None = None
    """With {about}, {period} and {month} to fill in."""
    fulfilled_by: str | None = None
    asked_by: str | None = None


@dataclass(frozen=True)
class Waiver:
    """What a board names when it waives a duty: the duty once, a month of it, or one of `facts`, from `since` on."""

    each: Literal["once", "month", "fact"]
    facts: tuple[str, ...]
    since: Literal["started", "ended"]


@dataclass(frozen=True)
class Unwaivable:
    """Why no board may waive a duty of the provider, and what such duties are called in a list."""

    because: Literal["critical", "binds_always"]
    listed: Words | None


@dataclass(frozen=True, kw_only=True)
class DeclaredRule:
    """A rule as other services know it."""

    id: str
    title: Words
    short: Words
    """What its clause and its waiver call it."""
    owes: tuple[Party, ...]
    reach: str
    clause: ClauseType | None
    numbers: Mapping[str, int]
    """Its own, which hold where no clause sets others."""
    named: Named
    parts: Mapping[str, Named] = field(default_factory=dict)
    """The several duties it asks for, by how their periods begin."""
    waiver: Waiver | None = None
    unwaivable: Unwaivable | None = None
    gate: Gate | Literal[""] = ""
    warned_by: str | None = None
    """The fact by which a breach is seen to come, so that it can be warned of."""

    def part(self, period: str) -> str:
        """Tell which of its several duties a period names; empty where it has one only."""
        part = period.split("/", 1)[0]
        return part if part in self.parts else ""

    def name_of(self, period: str) -> Named:
        """Give what the duty of a period is called."""
        return self.parts.get(self.part(period), self.named)


@dataclass(frozen=True)
class DutyOf:
    """One of the duties that a rule asks for."""

    rule: DeclaredRule
    part: str = ""

    @property
    def key(self) -> str:
        """Give the rule's id with the part, as the audit's panels name a duty."""
        return f"{self.rule.id}/{self.part}" if self.part else self.rule.id


@cache
def declared_rules() -> Mapping[str, DeclaredRule]:
    """Give every rule by its id, in order."""
    return TypeAdapter(dict[str, DeclaredRule]).validate_python(
        {identity: {"id": identity, **rule} for identity, rule in _published()["rules"].items()}
    )


@cache
def correction_working_days() -> int:
    """Give how many working days anybody has to correct what was returned to them."""
    return int(_published()["correction_working_days"])


@cache
def _published() -> dict[str, Any]:
    published: dict[str, Any] = json.loads(schemas.duties.FILE.read_text(encoding="utf-8"))
    return published


@cache
def duty_fulfilled_by(fact: type[Fact]) -> DutyOf:
    """Give the duty that a fact fulfils. Raises LookupError when no rule says so."""
    return _duty_by("fulfilled_by", fact)


@cache
def duty_asked_by(fact: type[Fact]) -> DutyOf:
    """Give the duty that a fact asks for. Raises LookupError when no rule says so."""
    return _duty_by("asked_by", fact)


@cache
def gate_rule(gate: Gate) -> str:
    """Give the id of the rule that closes a gate. Raises LookupError when none does."""
    return _only((rule.id for rule in declared_rules().values() if rule.gate == gate), gate)


@cache
def rule_warned_by(fact: type[Fact]) -> str:
    """Give the id of the rule whose breach a fact lets one see coming. Raises LookupError when there is none."""
    named = fact.__name__
    return _only((rule.id for rule in declared_rules().values() if rule.warned_by == named), named)


@cache
def waivable(reach: str) -> tuple[DeclaredRule, ...]:
    """Give the rules about a placement or a referral that a board may waive, in order."""
    return tuple(rule for rule in declared_rules().values() if rule.waiver and rule.reach == reach)


def _duty_by(name: str, fact: type[Fact]) -> DutyOf:
    every = (
        (DutyOf(rule, part), named)
        for rule in declared_rules().values()
        for part, named in (("", rule.named), *rule.parts.items())
    )
    return _only((duty for duty, named in every if getattr(named, name) == fact.__name__), fact.__name__)


def _only(found: Iterable[T], asked: str) -> T:
    first = next(iter(found), None)
    if first is None:
        raise LookupError(f"no rule's file says that it is the one of {asked}")
    return first
