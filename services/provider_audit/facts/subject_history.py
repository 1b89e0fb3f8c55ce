"""What the facts say of one subject, read anew whenever a fact comes: a placement, a referral, the provider, a unit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from schemas import directory
from schemas.envelope import Event
from schemas.fact import Fact
from services.provider_audit.facts.corrections import effective
from services.provider_audit.facts.dossier import INTERRUPTIONS, Dossier

F = TypeVar("F", bound=Fact)


@dataclass(frozen=True, slots=True)
class SubjectHistory:
    """The facts of one subject with its corrections taken in."""

    id: UUID
    events: Sequence[Event] = ()
    kinds: dict[type[Fact], list[Event]] = field(default_factory=dict)
    """The facts by their kind, each in the order they were received."""

    def of_kind(self, kind: type[F]) -> list[tuple[Event, F]]:
        """Give the facts of a kind, in the order they were received."""
        return [(event, event.fact) for event in self.kinds.get(kind, ()) if isinstance(event.fact, kind)]

    def first(self, kind: type[F]) -> tuple[Event, F] | None:
        """Give the first fact of a kind: of two that say the same, the first received is effective."""
        return next(iter(self.of_kind(kind)), None)


def subject_history(dossier: Dossier, subject: UUID, ignored: Collection[UUID] = ()) -> SubjectHistory:
    """Read a referral, the provider or a unit from its facts."""
    return of_events(subject, effective(dossier.facts.get(subject, ()), ignored))


def of_events(subject: UUID, events: Sequence[Event]) -> SubjectHistory:
    """Sort the facts of a subject by their kind."""
    kinds: dict[type[Fact], list[Event]] = {}
    for event in events:
        kinds.setdefault(type(event.fact), []).append(event)
    return SubjectHistory(subject, events, kinds)


def interruptions(dossier: Dossier) -> list[tuple[datetime, datetime]]:
    """Give the recorded interruptions of the portal, by their beginning."""
    found: list[tuple[datetime, datetime]] | None = dossier.terms.get(INTERRUPTIONS)
    if found is None:
        fact = [
            fact
            for subject in dossier.registered
            if isinstance((events := dossier.facts[subject])[0].fact, directory.PortalInterrupted)
            for _event, fact in of_events(subject, effective(events)).of_kind(directory.PortalInterrupted)
        ]
        found = dossier.terms[INTERRUPTIONS] = sorted((fact.from_at, fact.to_at) for fact in fact)
    return found
