"""Who is placed where, and from when until when."""

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from services.provider_audit.calendar import FIRST_DAY, first_instant
from services.provider_audit.facts.dossier import Dossier, unit_scope
from services.provider_audit.facts.placement import Placement, Start, placement
from services.provider_audit.rules.conditions import Placed
from services.provider_audit.rules.units import ENDLESS, Scope, terms_at

TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Stay:
    """A placement's audited stretch [begin, end)."""

    placement: Placement
    start: Start
    begin: datetime
    end: datetime


def stay_of(fact: Placement) -> Stay | None:
    """Give a placement's audited stay, none when nothing of it is audited; no rule is in force before the calendar begins."""
    if fact.start is None:
        return None
    begin = max(fact.start.at, first_instant(max(fact.start.audited_from, FIRST_DAY)))
    end = fact.ended_at or ENDLESS
    return Stay(fact, fact.start, begin, end) if begin < end else None


@dataclass(slots=True)
class ScopeStays:
    """The audited stays in a scope: by their number in the order they were received, and the numbers by their ends."""

    numbers: dict[UUID, int] = field(default_factory=dict)
    stays: dict[int, Stay] = field(default_factory=dict)
    ends: list[tuple[datetime, int]] = field(default_factory=list)

    def put(self, subject: UUID, stay: Stay | None) -> None:
        """Keep how a placement stays now, none if it does not."""
        number = self.numbers.setdefault(subject, len(self.numbers))
        known = self.stays.pop(number, None)
        if known is not None:
            del self.ends[bisect_left(self.ends, (known.end, number))]
        if stay is not None:
            self.stays[number] = stay
            insort(self.ends, (stay.end, number))

    def beyond(self, since: datetime) -> list[Stay]:
        """Give the stays that last beyond an instant, in the order they were received."""
        lasting = self.ends[bisect_left(self.ends, (since + TICK, 0)) :]
        return [self.stays[number] for number in sorted(number for _end, number in lasting)]


def stays(dossier: Dossier, scope: str, since: datetime) -> list[Stay]:
    """Give the audited stays in a scope that last beyond an instant, in the order they were received."""
    kept: ScopeStays | None = dossier.stays.get(scope)
    changed = dossier.unread.pop(scope, {})
    if kept is None:
        kept, changed = ScopeStays(), dossier.placed.get(scope, {})
        dossier.stays[scope] = kept
    for subject in changed:
        stay = stay_of(placement(dossier, subject))
        kept.put(subject, stay if stay is not None and scope in grounds_of(stay) else None)
    return kept.beyond(since)


def grounds_of(stay: Stay) -> tuple[str, str]:
    """Give the two scopes of a stay: its unit's form, and its board."""
    return unit_scope(stay.start.unit, stay.start.orgnr, stay.start.form), str(stay.placement.board)


def placed_at(present: list[Stay], scope: Scope, at: datetime) -> list[tuple[Stay, Placed]]:
    """Give everybody placed at an instant, with the terms they are measured against."""
    found, exempt = [], scope.exempt(at)
    in_force = [stretch for stretch in scope.stretches if stretch.begin <= at < stretch.end]
    for stay in present:
        if stay.begin <= at < stay.end and stay.placement.board is not None:
            allowed = terms_at(in_force, stay.start.permit, at)
            found.append((stay, Placed(stay.placement.id, stay.placement.board, allowed, exempt=exempt)))
    return found
