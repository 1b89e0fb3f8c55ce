"""The judge: a pure fold of facts and due instants, in the one order of time, into obligations and findings."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from heapq import heappop
from itertools import groupby
from uuid import UUID

from schemas.directory import FactVoided, PortalInterrupted, ProviderRegistered
from schemas.envelope import Event
from schemas.fact import FACTS
from schemas.new_event import NewEvent
from schemas.unread import Unread
from services.provider_audit.facts.dossier import AgendaItem, Dossier
from services.provider_audit.facts.placement import placement
from services.provider_audit.facts.records import Changes
from services.provider_audit.judge.admission import emit_suspended, take_in, try_again
from services.provider_audit.judge.apply import ADMIT
from services.provider_audit.judge.conditions.evaluate import re_evaluate_scopes, re_evaluate_watched
from services.provider_audit.judge.duty import BY_REACH, judge_due, read_again
from services.provider_audit.judge.output import Judging, instant_cause
from services.provider_audit.judge.reading import Reading
from services.provider_audit.rules.declaration import Duty, Periods


def is_everybodys(event: Event) -> bool:
    """Say whether a fact falls into every dossier: an interruption of the portal, or the voiding of a fact without a provider."""
    fact = event.fact
    return isinstance(fact, PortalInterrupted) or (isinstance(fact, FactVoided) and fact.provider is None)


def providers_of(event: Event, known: Iterable[UUID] = ()) -> tuple[UUID, ...]:
    """Give the providers whose dossiers a fact falls into; none when it is not judged. `known` are all dossiers."""
    if isinstance(event.fact, ProviderRegistered):
        return (event.subject,)
    if is_everybodys(event):
        return tuple(known)
    provider, kind = getattr(event.fact, "provider", None), type(event.fact)
    if isinstance(event.fact, Unread):
        # What this version does not know may be judged by the one that recorded it.
        kind = FACTS.get(event.type, Unread)
    return (provider,) if isinstance(provider, UUID) and kind in ADMIT else ()


def proceed(dossier: Dossier, events: Iterable[Event], until: datetime) -> Dossier:
    """Judge facts, already in order, and every due that stands at or before `until`, in the dossier itself.

    What changed is added to its `changes`.
    """
    for instant, append in _appends([*events, until]):
        _run_agenda(dossier, dossier.changes, instant)
        if append:
            _apply(dossier, dossier.changes, instant, append)
    return dossier


def advance(dossier: Dossier, events: Iterable[Event], until: datetime) -> tuple[Dossier, list[NewEvent]]:
    """Do the same in a copy, with changes of its own; the dossier handed in is left as it was."""
    advanced = proceed(dossier.copy(), events, until)
    return advanced, advanced.changes.new_events


def next_instant(dossier: Dossier) -> datetime | None:
    """Give the next instant at which something must be judged, none if nothing is planned."""
    return dossier.agenda[0][0] if dossier.agenda else None


def _appends(items: Iterable[Event | datetime]) -> Iterator[tuple[datetime, list[Event]]]:
    """Group the facts of one append; an instant stands alone."""

    def key(item: Event | datetime) -> tuple[datetime, str]:
        return (item.received, item.log) if isinstance(item, Event) else (item, "")

    for (instant, _log), group in groupby(items, key):
        yield instant, [item for item in group if isinstance(item, Event)]


def _run_agenda(dossier: Dossier, changes: Changes, until: datetime) -> None:
    """Judge every instant of the agenda at or before `until`, equal ones by id."""
    while dossier.agenda and dossier.agenda[0][0] <= until:
        item = heappop(dossier.agenda)
        at, subject, what = item
        judging = Judging(dossier, changes, at, instant_cause(at, subject, what))
        _judge_instant(judging, item)
        re_evaluate_scopes(judging)


def _judge_instant(judging: Judging, item: AgendaItem) -> None:
    _at, subject, what = item
    dossier = judging.dossier
    if what == "calendar":
        dossier.looked_ahead.pop(str(subject), None)
        judging.changes.touched.add(subject)
        asked = {
            rule.id: rule.turns(judging.now) if rule.turns else None
            for rule in duties_of(dossier, subject)
            if rule.ahead
        }
        read_again(judging, subject, asked)
        _look_ahead(judging, subject)
    elif what == "due":
        judge_due(judging, dossier.obligations[subject])
    else:
        re_evaluate_watched(judging, subject)


def kind_of(dossier: Dossier, subject: UUID) -> str:
    """Give what kind of thing a subject is, by the first fact about it."""
    return dossier.facts[subject][0].fact.subject_kind


def duties_of(dossier: Dossier, subject: UUID) -> tuple[Duty, ...]:
    """Give the rules whose duties a subject's facts record."""
    return BY_REACH.get(kind_of(dossier, subject), ())


def _look_ahead(judging: Judging, subject: UUID) -> None:
    """Put the next instant of the calendar that may open a duty of a subject on the agenda."""
    dossier, now = judging.dossier, judging.now
    context = Reading(dossier, now, {})
    instants = [rule.ahead(context, subject) for rule in duties_of(dossier, subject) if rule.ahead]
    at = min((each for each in instants if each is not None), default=None)
    if at is not None and dossier.looked_ahead.get(str(subject)) != at:
        dossier.looked_ahead[str(subject)] = at
        judging.plan(at, subject, "calendar")


def _apply(dossier: Dossier, changes: Changes, instant: datetime, events: list[Event]) -> None:
    """Apply the facts of one append together: duties and conditions are read again when all of them have been taken in."""
    judging = Judging(dossier, changes, instant, "")
    before = {subject: stuck.fact for subject, stuck in dossier.stuck.items()}
    for event in events:
        judging.cause, judging.teller = str(event.id), event.teller
        if type(event.fact) in ADMIT:
            take_in(judging, event)
    if dossier.stuck or before:
        try_again(judging, {event.subject for event in events})
    for subject, bearing in judging.subjects.items():
        changes.touched.add(subject)
        read_again(judging, subject, _borne_on(dossier, subject, bearing))
        if subject not in dossier.stuck:
            _look_ahead(judging, subject)
    re_evaluate_scopes(judging)
    emit_suspended(judging, before)


def _borne_on(dossier: Dossier, subject: UUID, events: list[Event] | None) -> dict[str, Periods]:
    """Give the rules that facts bear on, all for none, each with the periods that these can have changed."""
    rules = duties_of(dossier, subject)
    if events is None:
        return {rule.id: None for rule in rules}
    bearing = {rule.id: [event for event in events if type(event.fact) in rule.reads] for rule in rules}
    return {rule.id: _periods(dossier, subject, rule, bearing[rule.id]) for rule in rules if bearing[rule.id]}


def _periods(dossier: Dossier, subject: UUID, rule: Duty, events: list[Event]) -> Periods:
    found: set[str] = set()
    for event in events:
        periods = rule.bears_on(placement(dossier, subject), event) if rule.bears_on else None
        if periods is None:
            return None
        found.update(periods)
    return frozenset(found)
