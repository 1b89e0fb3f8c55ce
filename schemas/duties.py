"""The numbers that a clause of a contract may set, with their bounds, as the rules themselves declare them.

`duties.json` is made from the rules by `python -m services.provider_audit.published_rules`. Its `clauses` are, by type of
clause and by name, the unit, how it is said, the least, the most and the rule's own number (none where the rule has none of its own); its
`rules` are what the other services need to know of each rule.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from schemas.checking import Fault
from schemas.codes import ClauseType

FILE = Path(__file__).with_suffix(".json")
NOT_COUNTED = (ClauseType.INSIGHT, ClauseType.FOLLOW_UP)
"""Clauses that say that something is agreed: nobody reads a number of theirs, and logs hold some with one."""


@dataclass(frozen=True)
class ClauseNumber:
    """A number that a clause may set: its name, its unit in English, its bounds, and the rule's own.

    `said` is how a page says it, by language, with {n} for the number.
    """

    name: str
    unit: str
    said: Mapping[str, str]
    least: int
    most: int
    default: int | None


@cache
def numbers_of(kind: ClauseType) -> dict[str, ClauseNumber]:
    """Give the numbers that a clause of a type may set, by name; none for a type without numbers."""
    clauses = json.loads(FILE.read_text(encoding="utf-8"))["clauses"]
    return {name: ClauseNumber(name, **number) for name, number in clauses[kind.value].items()}


def wrong_numbers(kind: ClauseType, given: Mapping[str, int], field: str = "parameters") -> Iterator[Fault]:
    """Find the numbers of a clause that its rule does not have, or that lie outside their bounds."""
    known = numbers_of(kind)
    for name, number in given.items():
        if name not in known:
            yield _unknown(kind, name, field)
        elif not known[name].least <= number <= known[name].most:
            yield _outside(kind, number, known[name], field)


def uncountable(kind: ClauseType, given: Mapping[str, int], field: str = "parameters") -> Iterator[Fault]:
    """Find what no log may hold and no judge may read: the wrong numbers of a clause that is counted by."""
    return iter(()) if kind in NOT_COUNTED else wrong_numbers(kind, given, field)


def _unknown(kind: ClauseType, name: str, field: str) -> Fault:
    names = ", ".join(numbers_of(kind))
    return Fault(
        field,
        "unknown_number",
        f"{kind.value} har inget tal som heter {name[:40]}. "
        + (f"Det har: {names}." if names else "Det har inga tal."),
        f"{kind.value} has no number called {name[:40]}. " + (f"It has: {names}." if names else "It has no numbers."),
    )


def _outside(kind: ClauseType, given: int, number: ClauseNumber, field: str) -> Fault:
    return Fault(
        field,
        "number_outside",
        f"{number.name}={given} går inte: {kind.value} tar {number.least} till {number.most}.",
        f"{number.name}={given} cannot be: {kind.value} takes {number.least} to {number.most}.",
    )
