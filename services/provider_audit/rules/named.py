"""What a duty is called wherever it is spoken of, where it is fulfilled, and what a waiver of it names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from schemas.fact import Fact
from schemas.findings import Severity
from services.runtime.language.words import Words

CORRECT = Words(sv="Lämna rättad", en="Submit the corrected one")
ATTEST = Words(sv="Intyga", en="Attest")
DAYS = Words(sv="{n} dagar", en="{n} days")
WORKING_DAYS = Words(sv="{n} arbetsdagar", en="{n} working days")
MONTHS = Words(sv="{n} månader", en="{n} months")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Where the side that owes a duty fulfils it: a path with {about}, {period} and {month} to fill in, and its verb."""

    path: str
    verb: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One of the duties a rule asks for, in words.

    `title` and `noun` have places for the {day} its clock rests on and its {period}; what nothing fills is left out.
    """

    title: Words
    """For lists."""
    noun: Words
    """For sentences, in definite form."""
    notice: Words
    """For a notice; what it says is sent by mail."""
    page: Page | None = None
    fulfilled_by: type[Fact] | None = None
    """What fulfils it in the first place, by which other services know it."""
    asked_by: type[Fact] | None = None
    """By what the other side asks for it, if it does."""
    counting: Words | None = None
    """How its due is counted, where that needs saying; the numbers stand in {places}."""
    counting_by_severity: Mapping[Severity, Words] = field(default_factory=dict)
    missing: Words | None = None
    """What is concluded when nothing came {by} the due; none for "nothing came in"."""
    headline_by_severity: Mapping[Severity, Words] = field(default_factory=dict)
    """How the headline of a finding goes on after the thing, where it is not that it is missing or late."""
    several: tuple[Words, Words] | None = None
    """What one and many of them are called when they are counted; none for submissions."""
    plural: bool = False
    """English speaks of the thing in the plural."""
    replaced_when_missed: bool = False
    """Once missed, nothing can be handed in for it any more: another duty takes its place."""
    handed_in: bool = True
    """It is fulfilled by something handed in, which has a receipt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """What the board names when it waives a duty: the duty once, a month of it, or the fact its clock began with."""

    each: Literal["once", "month", "fact"] = "once"
    facts: tuple[type[Fact], ...] = ()
    since: Literal["started", "ended"] = "started"
    """Since when in the life of a placement there is something to waive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwaivable:
    """Why no board may waive a duty of the provider, and what such duties are called in a list."""

    because: Literal["critical", "binds_always"]
    listed: Words | None = None
