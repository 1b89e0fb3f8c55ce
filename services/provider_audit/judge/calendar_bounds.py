"""The bounds of the calendar: a fact whose clocks could run out of it cannot be judged."""

from datetime import date, datetime, timedelta
from functools import cache

from schemas.envelope import Event
from schemas.fact import Fact
from services.provider_audit.calendar import FIRST_DAY, LAST_DAY, civil_date
from services.provider_audit.facts.terms import FAR
from services.provider_audit.judge.output import Unjudgeable

OLDEST = date(1900, 1, 1)


ROOM = timedelta(days=3 * 366)
"""The calendar must reach this far beyond any fact, for the longest clock a clause may set."""


INSTANTS = ("started_at", "ended_at", "from_at", "aware_at", "noticed_at", "first_shift", "to_at", "to")


DAYS = ("valid_from", "at", "on", "audited_from", "assessed_on")


def inside_calendar(event: Event) -> None:
    """Refuse a fact whose clocks could run out of the calendar; what happened before it begins is taken, and owes nothing."""
    fact = event.fact
    days = [civil_date(event.occurred)]
    for name in _fields(type(fact), INSTANTS):
        value = getattr(fact, name)
        if isinstance(value, datetime):
            days.append(max(civil_date(value), getattr(fact, "audited_from", OLDEST)))
    last = LAST_DAY - ROOM
    if not (FIRST_DAY <= civil_date(event.received) <= last and all(OLDEST <= day <= last for day in days)):
        raise Unjudgeable(f"tells an instant that the working-day calendar to {LAST_DAY.year} cannot count from")
    for name in _fields(type(fact), DAYS):
        value = getattr(fact, name)
        if isinstance(value, date) and not isinstance(value, datetime) and not OLDEST <= value < FAR:
            raise Unjudgeable(f"tells a day in {name} that cannot be")


@cache
def _fields(kind: type[Fact], names: tuple[str, ...]) -> tuple[str, ...]:
    """Give those of some fields that a kind of fact has."""
    return tuple(name for name in names if name in kind.model_fields)
