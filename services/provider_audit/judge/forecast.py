"""What will be owed, such as the report of a month that is not over yet, for pages that look ahead; nothing is judged by it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.placement import placement
from services.provider_audit.judge.reading import DUTIES, Reading

FORESEEN = tuple(rule for rule in DUTIES.values() if rule.foreseen)


@dataclass(frozen=True)
class Expected:
    """A duty that comes, if the placement goes on as it is."""

    provider: UUID
    board: UUID
    rule: str
    about: UUID
    period: str
    due: datetime


def expected(dossier: Dossier, subjects: Collection[UUID] | None = None) -> list[Expected]:
    """Give what comes next for those of some placements that go on, none for all."""
    running = [subject for subject in dossier.grounds if subjects is None or subject in subjects]
    return [each for subject in running for each in _next(dossier, subject)]


def _next(dossier: Dossier, subject: UUID) -> Iterator[Expected]:
    current, ahead = placement(dossier, subject), dossier.looked_ahead.get(str(subject))
    if ahead is None or current.ended_at is not None:
        return
    reading = Reading(dossier, ahead, {})
    for rule in FORESEEN:
        claim = rule.foreseen(current, reading, rule) if rule.foreseen else None
        due = reading.due(rule, claim) if claim else None
        if claim and claim.board and due:
            yield Expected(dossier.provider, claim.board, rule.id, current.id, claim.period, due)
