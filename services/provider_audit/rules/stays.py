"""Who is placed where, and from when until when."""

from dataclasses import dataclass
from datetime import datetime

from services.provider_audit.calendar import FIRST_DAY, first_instant
from services.provider_audit.facts.dossier import Dossier, unit_scope
from services.provider_audit.facts.placement import Placement, Start, placement
from services.provider_audit.rules.conditions import Placed
from services.provider_audit.rules.units import ENDLESS, Scope, terms_at


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


def stays(dossier: Dossier, scope: str, since: datetime) -> list[Stay]:
    """Give the audited stays on a ground that last beyond an instant, in the order they were heard."""
    found = []
    for subject in dossier.placed.get(scope, ()):
        stay = stay_of(placement(dossier, subject))
        if stay is not None and stay.end > since and scope in grounds_of(stay):
            found.append(stay)
    return found


def grounds_of(stay: Stay) -> tuple[str, str]:
    """Give the two grounds of a stay: its unit's form, and its board."""
    return unit_scope(stay.start.unit, stay.start.orgnr, stay.start.form), str(stay.placement.board)


def placed_at(present: list[Stay], scope: Scope, at: datetime) -> list[tuple[Stay, Placed]]:
    """Give everybody placed at an instant, with the terms they are measured against."""
    found = []
    for stay in present:
        if stay.begin <= at < stay.end and stay.placement.board is not None:
            allowed = terms_at(scope.stretches, stay.start.permit, at)
            exempt = scope.exempt(at)
            found.append((stay, Placed(stay.placement.id, stay.placement.board, allowed, exempt=exempt)))
    return found
