"""The judge: a pure fold of facts and due instants, in the one order of time, into obligations and findings."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from heapq import heappop
from itertools import groupby
from uuid import UUID

from schemas.codes import ObligationState
from schemas.directory import ProviderRegistered
from schemas.envelope import Event, Telling
from schemas.referral import ReferralSent
from services.provider_audit import duty
from services.provider_audit.apply import HANDLERS
from services.provider_audit.apply_referral import close_referral
from services.provider_audit.calendar import FIRST_DAY, LAST_DAY, civil_date
from services.provider_audit.condition import look_again, look_at
from services.provider_audit.dossier import FAR, AgendaItem, Dossier, Referral
from services.provider_audit.forget import forget_finding, forget_placement
from services.provider_audit.months import month_ended
from services.provider_audit.records import Bad, Changes, Stuck
from services.provider_audit.telling import Judging, Unjudgeable, instant_cause

OLDEST = date(1900, 1, 1)
ROOM = timedelta(days=3 * 366)
"""The calendar must reach this far beyond any fact, for the longest clock a clause may set."""


def providers_of(event: Event, known: Iterable[UUID] = ()) -> tuple[UUID, ...]:
    """Give the providers whose dossiers a fact falls into; none when it is not judged. `known` are all dossiers."""
    del known
    if isinstance(event.fact, ProviderRegistered):
        return (event.subject,)
    provider = getattr(event.fact, "provider", None)
    return (provider,) if isinstance(provider, UUID) and type(event.fact) in HANDLERS else ()


def judge(dossier: Dossier, items: Iterable[Event | datetime]) -> tuple[Dossier, list[Telling]]:
    """Judge facts and instants, already in order: an instant lets every due that stands at or before it be judged."""
    dossier, changes = dossier.copy(), Changes()
    for instant, events in _appends(items):
        _run_agenda(dossier, changes, instant)
        if events:
            _apply(dossier, changes, instant, events)
    dossier.changes = changes
    return dossier, changes.tellings


def advance(dossier: Dossier, events: Iterable[Event], until: datetime) -> tuple[Dossier, list[Telling]]:
    """Judge facts, already in order, and every due that stands at or before `until`.

    What changed stands in `changes` of the dossier given back; the one handed in is left as it was.
    """
    return judge(dossier, [*events, until])


def suspend(dossier: Dossier, subject: UUID, why: str, since: datetime) -> tuple[Dossier, list[Telling]]:
    """Suspend judgement of a subject, and of the rules that look across cases, when one of its facts was parked."""
    dossier, changes = dossier.copy(), Changes()
    if subject not in dossier.stuck:
        judging = Judging(dossier, changes, since, f"suspend/{subject}")
        _suspend(judging, Stuck(subject, since, why))
    dossier.changes = changes
    return dossier, changes.tellings


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
        look_again(judging)


def _judge_instant(judging: Judging, item: AgendaItem) -> None:
    _at, subject, what = item
    dossier = judging.dossier
    if what == "month":
        placement = dossier.placements.get(dossier.months.pop(subject))
        if placement is not None and placement.id not in dossier.stuck:
            month_ended(judging, placement)
    elif what == "gone":
        _let_go(judging, subject)
    elif what in ("condition", "settle"):
        look_at(judging, subject)
    elif subject in dossier.obligations:
        _judge_duty(judging, subject, what)
    elif subject in dossier.findings:
        forget_finding(judging, dossier.findings[subject])


def _judge_duty(judging: Judging, subject: UUID, what: str) -> None:
    dossier = judging.dossier
    owed = dossier.obligations[subject]
    ledger = dossier.ledger(owed.about)
    if owed.about in dossier.stuck or owed.contract in dossier.stuck:
        return
    if what == "due":
        duty.judge_due(judging, owed, ledger)
    elif what == "escalate":
        duty.escalate(judging, owed)
    elif owed.state is ObligationState.MET_LATE:
        duty.leave(judging, ledger, owed)
        if isinstance(ledger, Referral):
            close_referral(judging, ledger)


def _let_go(judging: Judging, placement_id: UUID) -> None:
    """Let an ended placement leave once nothing is owed or kept about it; its unit is not judged before its end again."""
    dossier = judging.dossier
    placement = dossier.placements.get(placement_id)
    if placement is None or placement.start is None or placement.ended_at is None:
        return
    if placement.owed or not forget_placement(judging, placement_id):
        judging.plan(judging.now + timedelta(days=30), placement_id, "gone")
        return
    del dossier.placements[placement_id]
    dossier.gone.add(placement_id)
    for unit in dossier.units.values():
        if placement_id in unit.placements:
            unit.placements.remove(placement_id)
            unit.horizon = max(unit.horizon or placement.ended_at, placement.ended_at)


def _apply(dossier: Dossier, changes: Changes, instant: datetime, events: list[Event]) -> None:
    """Apply the facts of one append together: conditions are looked at when all of them have been applied."""
    judging = Judging(dossier, changes, instant, "")
    for event in events:
        judging.cause, judging.teller = str(event.id), event.teller
        _apply_one(judging, event)
    look_again(judging)


def _apply_one(judging: Judging, event: Event) -> None:
    handler = HANDLERS.get(type(event.fact))
    if handler is None:
        return
    if event.subject in judging.dossier.stuck:
        why = judging.dossier.stuck[event.subject].why
        judging.changes.bad.append(_bad(event, why, waits=True))
        return
    try:
        _inside_calendar(event)
        handler(judging, event, event.fact)
    except Unjudgeable as wrong:
        judging.changes.bad.append(_bad(event, str(wrong)))
        _suspend(judging, Stuck(event.subject, event.received, str(wrong), event.id))


def _inside_calendar(event: Event) -> None:
    """Refuse a fact whose clocks could run out of the calendar, before anything is changed."""
    fact = event.fact
    days = [civil_date(event.received)]
    if isinstance(fact, ReferralSent):
        days.append(civil_date(event.occurred))
    for name in ("started_at", "ended_at", "from_at"):
        told = getattr(fact, name, None)
        if told is not None:
            days.append(max(civil_date(told), getattr(fact, "audited_from", FIRST_DAY)))
    if not all(FIRST_DAY <= day <= LAST_DAY - ROOM for day in days):
        raise Unjudgeable(f"tells an instant outside the working-day calendar {FIRST_DAY.year}-{LAST_DAY.year}")
    for name in ("valid_from", "at", "on", "audited_from"):
        told = getattr(fact, name, None)
        if told is not None and not OLDEST <= told < FAR:
            raise Unjudgeable(f"tells a day in {name} that cannot be")


def _bad(event: Event, reason: str, *, waits: bool = False) -> Bad:
    return Bad(event.id, event.log, event.position, event.subject, reason, waits)


def _suspend(judging: Judging, stuck: Stuck) -> None:
    judging.dossier.stuck[stuck.subject] = stuck
    judging.suspended(stuck)
