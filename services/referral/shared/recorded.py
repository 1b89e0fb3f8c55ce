"""Facts recorded earlier about one subject, and what is effective of them: corrected dates, and nothing that was entered in error."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from schemas.fact import Fact
from schemas.referral import DateCorrected, EnteredInError
from services.referral.shared.civil_time import day_of, first_instant

DATES: dict[str, tuple[str, ...]] = {
    "PlacementStarted": ("started_at",),
    "PlacementEnded": ("ended_at",),
    "PlacementPaused": ("from_at",),
    "PlacementResumed": ("from_at",),
    "PlanReviewed": ("on",),
    "IncidentReported": ("aware_at", "phoned_at"),
    "AbsenceReported": ("noticed_at",),
    "ThreatAssessed": ("assessed_on",),
}
"""The dates of each fact that may be corrected; the first is the instant the fact is about."""
DAYS = frozenset({"on", "assessed_on"})


@dataclass(frozen=True)
class RecordedFact:
    """A fact as it was recorded: about what, whose word, and when it arrived."""

    id: UUID
    subject: UUID
    teller: UUID
    occurred: datetime
    arrived: datetime
    fact: Fact

    @property
    def what(self) -> str:
        """Give the fact's name, such as PlanSubmitted."""
        return type(self.fact).__name__


def value_of(facts: RecordedFact, field: str) -> datetime | None:
    """Give a date of a fact as its instant; a day stands for its first instant."""
    value: Any = getattr(facts.fact, field)
    if value is None or isinstance(value, datetime):
        return value
    return first_instant(value)


def with_date(facts: RecordedFact, field: str, to: datetime) -> RecordedFact:
    """Give a fact with another date."""
    value: date | datetime = day_of(to) if field in DAYS else to
    occurred = to if DATES[facts.what][0] == field else facts.occurred
    return replace(facts, occurred=occurred, fact=facts.fact.model_copy(update={field: value}))


def retracted(facts: Sequence[RecordedFact]) -> dict[UUID, RecordedFact]:
    """Give the facts that were entered in error, each with the fact that says so."""
    return {one.fact.fact: one for one in facts if isinstance(one.fact, EnteredInError)}


def effective(facts: Sequence[RecordedFact]) -> list[RecordedFact]:
    """Give what is effective, in the order it was recorded: retracted facts are gone, corrected dates are the last word."""
    gone = retracted(facts)
    dates = [one.fact for one in facts if isinstance(one.fact, DateCorrected)]
    kept = []
    for one in facts:
        if one.id in gone or isinstance(one.fact, (EnteredInError, DateCorrected)):
            continue
        found = one
        for correction in dates:
            if correction.fact == one.id:
                found = with_date(found, correction.field, correction.to)
        kept.append(found)
    return kept
