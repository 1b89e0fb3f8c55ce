"""Corrections: the facts of a subject as they stand when entries in error and corrected dates are taken in."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cache
from typing import get_args
from uuid import UUID

from pydantic import AwareDatetime

from schemas.corrections import Corrected, Erroneous
from schemas.directory import CorrectionAgreed as AgreedInDirectory
from schemas.envelope import Event
from schemas.fact import Fact
from schemas.referral import CorrectionAgreed as AgreedInReferral
from schemas.referral import PlacementStarted
from services.provider_audit.calendar import civil_date

AGREED = (AgreedInDirectory, AgreedInReferral)
OCCURRED = frozenset(
    {
        "started_at",
        "ended_at",
        "from_at",
        "on",
        "aware_at",
        "noticed_at",
        "first_shift",
        "seen_at",
        "assessed_on",
        "occurred",
    }
)
"""The fields that hold the one instant a fact is about."""


@cache
def dates_of(kind: type[Fact]) -> dict[str, bool]:
    """Give the fields of a kind of fact that say when, by their name: whether each is a whole day, or an instant."""
    found = {}
    for name, about in kind.model_fields.items():
        parts = {about.annotation, *get_args(about.annotation)}
        parts |= {get_args(each)[0] for each in parts if get_args(each)}
        if date in parts or AwareDatetime in parts:
            found[name] = date in parts
    return found


def corrections(events: Iterable[Event]) -> list[Event]:
    """Give the entries in error and the corrected dates among facts, in their order."""
    return [event for event in events if isinstance(event.fact, Erroneous | Corrected)]


def agreed(events: Iterable[Event]) -> set[UUID]:
    """Give the corrections, by their fact, that somebody other than their teller agreed to."""
    events = list(events)
    tellers = {event.id: event.teller for event in corrections(events)}
    return {
        event.fact.fact
        for event in events
        if isinstance(event.fact, AGREED) and tellers.get(event.fact.fact) not in (None, event.teller)
    }


def doubtful(events: Sequence[Event]) -> list[Event]:
    """Give the corrections that nobody but their teller stands for."""
    accepted = agreed(events)
    return [event for event in corrections(events) if event.id not in accepted]


def effective(events: Sequence[Event], ignored: Collection[UUID] = ()) -> Sequence[Event]:
    """Give the facts with every correction applied but the ignored ones: retracted facts are gone, dates are the corrected ones."""
    counting = [event for event in corrections(events) if event.id not in ignored]
    if not counting:
        return events
    retracted: set[UUID] = set()
    for event in reversed(counting):
        if isinstance(event.fact, Erroneous) and event.id not in retracted:
            retracted.add(event.fact.fact)
    dates: dict[UUID, list[Corrected]] = {}
    for event in counting:
        if isinstance(event.fact, Corrected) and event.id not in retracted:
            dates.setdefault(event.fact.fact, []).append(event.fact)
    return [dated(event, dates.get(event.id, ())) for event in events if event.id not in retracted]


def dated(event: Event, corrections_of_it: Iterable[Corrected]) -> Event:
    """Put corrected dates into a fact; a placement audited from the day of its start is audited from the corrected one."""
    for correction in corrections_of_it:
        name, to = correction.field, correction.to
        whole_day = dates_of(type(event.fact)).get(name)
        if whole_day is not None:
            update: dict[str, object] = {name: civil_date(to) if whole_day else to}
            if isinstance(event.fact, PlacementStarted) and event.fact.audited_from == civil_date(
                event.fact.started_at
            ):
                update["audited_from"] = civil_date(to)
            event = event.model_copy(update={"fact": event.fact.model_copy(update=update)})
        if name in OCCURRED:
            event = event.model_copy(update={"occurred": to})
    return event
