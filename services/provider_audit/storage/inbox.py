"""What the audit has consumed, read in the one order of time, and how each fact stands."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import and_, bindparam, func, or_, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col, select

from schemas.directory import FactVoided, PortalInterrupted, ProviderRegistered
from schemas.envelope import Event
from schemas.unread import read
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.records import EVER, Bad
from services.provider_audit.facts.unread import is_nameless, named_by
from services.provider_audit.judge.order import is_everybodys, providers_of
from services.provider_audit.schema import InboxRow, ProgressRow
from services.runtime.database.expressions import among, fields_of, given
from services.runtime.database.query import query
from services.runtime.database.work import Work
from services.runtime.events.inbox_state import READABLE, WAITS_BEHIND, InboxState

EVERYBODYS = [PortalInterrupted.type, FactVoided.type]


@dataclass(frozen=True, slots=True)
class Body:
    """What is kept of a fact, and the provider it belongs to: for one that cannot be read, that of its subject may stand there."""

    body: str
    provider: UUID | None

    def read(self) -> Event:
        """Read the fact as far as it can be. Facts never change, and the same dossier is read again with every batch."""
        event = _read(self.body)
        if self.provider is None or not is_nameless(event):
            return event
        return event.model_copy(update={"fact": event.fact.model_copy(update={"provider": self.provider})})


@dataclass(frozen=True, slots=True)
class Kept(Body):
    """A fact as its row keeps it."""

    state: InboxState


@dataclass(frozen=True, slots=True)
class KeptById(Kept):
    """The same, with the id by which its row knows it: what cannot be read may tell another, or none."""

    id: UUID


@dataclass(frozen=True, slots=True)
class SubjectOf:
    """A subject and the provider it belongs to."""

    subject: UUID
    provider: UUID


@dataclass(frozen=True, slots=True)
class Consumed:
    """A consumed fact, and whether it is parked."""

    event: Event
    parked: bool


_until = select(col(ProgressRow.until)).where(col(ProgressRow.until).is_not(None))
UNTIL = {False: query(_until, into=datetime), True: query(_until.with_for_update(), into=datetime)}
# What cannot be read is parked as it is consumed, before its turn.
_had_its_turn = col(InboxRow.received) <= select(ProgressRow.until).scalar_subquery()
_judged = and_(col(InboxRow.state) != InboxState.WAITING.value, _had_its_turn)
_in_order = (col(InboxRow.received), col(InboxRow.log), col(InboxRow.position))
# Everything consumed and judged of the given providers, and what waits behind a fact that cannot be judged; an interruption of the
# portal is everybody's. One scan without a join: whatever the planner believes of a table that has just been filled, it costs no
# more than reading it.
OF_PROVIDERS = query(
    select(*fields_of(InboxRow, Kept))
    .where(
        col(InboxRow.state).in_([InboxState.APPLIED.value, InboxState.PARKED.value]),
        or_(
            among(InboxRow.provider, "providers"),
            and_(
                col(InboxRow.provider).is_(None),
                or_(among(InboxRow.subject, "providers"), col(InboxRow.type) == PortalInterrupted.type),
            ),
        ),
        or_(col(InboxRow.state) == InboxState.APPLIED.value, _had_its_turn),
    )
    .order_by(*_in_order),
    into=Kept,
)
TO_EVERYBODY = query(
    select(col(InboxRow.body))
    .where(_judged, col(InboxRow.provider).is_(None), among(InboxRow.type, "types"))
    .order_by(*_in_order),
    into=str,
)
HAD_THEIR_TURN = query(select(*fields_of(InboxRow, KeptById)).where(_judged).order_by(*_in_order), into=KeptById)
OF_PROVIDER_BETWEEN = query(
    select(*fields_of(InboxRow, Body))
    .where(
        _judged,
        col(InboxRow.received) > bindparam("after"),
        col(InboxRow.received) <= bindparam("until"),
        or_(
            col(InboxRow.provider) == bindparam("provider"),
            and_(
                col(InboxRow.provider).is_(None),
                or_(col(InboxRow.subject) == bindparam("provider"), among(InboxRow.type, "everybodys")),
            ),
        ),
    )
    .order_by(*_in_order),
    into=Body,
)
# What pieces of a batch have judged already, while the progress stands where it stood.
BEYOND_PROGRESS = query(
    select(*fields_of(InboxRow, Kept))
    .where(
        col(InboxRow.received) > bindparam("after"),
        col(InboxRow.received) <= bindparam("until"),
        or_(
            among(InboxRow.provider, "providers"),
            and_(
                col(InboxRow.provider).is_(None),
                or_(among(InboxRow.subject, "providers"), among(InboxRow.type, "everybodys")),
            ),
        ),
    )
    .order_by(*_in_order),
    into=Kept,
)
PROVIDERS_OF_SUBJECTS = query(
    select(col(InboxRow.subject), func.coalesce(InboxRow.provider, InboxRow.subject).label("provider"))
    .ext(distinct_on(col(InboxRow.subject)))
    .where(
        among(InboxRow.subject, "subjects"),
        or_(col(InboxRow.provider).is_not(None), col(InboxRow.type) == ProviderRegistered.type),
        _had_its_turn,
    )
    .order_by(col(InboxRow.subject), col(InboxRow.position)),
    into=SubjectOf,
)
# Facts that had their turn as unreadable and have come again in a form that can be read.
READ_AT_LAST = query(
    select(col(InboxRow.body)).where(
        col(InboxRow.state) == InboxState.PARKED.value, col(InboxRow.reason) == bindparam("reason")
    ),
    into=str,
)
BY_IDS = query(select(*fields_of(InboxRow, Body)).where(among(InboxRow.id, "facts")), into=Body)
KEEP_PROVIDER = query(
    update(InboxRow)
    .where(col(InboxRow.log) == bindparam("log"), col(InboxRow.position) == bindparam("position"))
    .values(provider=bindparam("named"))
)
PROVIDERS_PARKED = query(
    select(col(InboxRow.provider)).where(
        col(InboxRow.id) == bindparam("fact"),
        col(InboxRow.state) == InboxState.PARKED.value,
        col(InboxRow.provider).is_not(None),
    ),
    into=UUID,
)
_reported = given(id=InboxRow.id, state=InboxRow.state, reason=InboxRow.reason)
# The facts of earlier batches that a batch took in or left out, and those whose reason is another now.
MOVE = query(
    update(InboxRow)
    .where(
        col(InboxRow.id) == _reported.c.id,
        or_(col(InboxRow.state) != _reported.c.state, col(InboxRow.reason).is_distinct_from(_reported.c.reason)),
    )
    .values(state=_reported.c.state, reason=_reported.c.reason)
)


async def judged_until(work: Work, *, lock: bool = False) -> datetime | None:
    """Give the instant up to which everything consumed was judged, None while nothing was; `lock` keeps it where it is."""
    return await work.one(UNTIL[lock])


async def everybodys(work: Work) -> list[Event]:
    """Give the facts that fall into every dossier and had their turn, in the one order of time."""
    bodies = await work.all(TO_EVERYBODY, types=EVERYBODYS)
    return [event for body in bodies if is_everybodys(event := _read(body))]


async def providers_of_subjects(work: Work, subjects: Collection[UUID]) -> dict[UUID, UUID]:
    """Give the provider of each subject that the facts judged so far name one for."""
    found = await work.all(PROVIDERS_OF_SUBJECTS, subjects=list(subjects))
    return {each.subject: each.provider for each in found}


async def keep_providers(work: Work, events: Iterable[Event]) -> None:
    """Note the providers of facts that cannot be read where they were consumed, so that they are found with the dossiers."""
    for event in events:
        await work.run(KEEP_PROVIDER, log=event.log, position=event.position, named=named_by(event))


async def all_facts(work: Work, provider: UUID, after: datetime, until: datetime) -> list[Event]:
    """Give everything of a provider that was consumed in (after, until] and had its turn, in the one order of time.

    `until` lies beyond the progress where a piece of a batch has judged so far already.
    """
    bodies = await work.all(OF_PROVIDER_BETWEEN, provider=provider, after=after, until=until, everybodys=EVERYBODYS)
    events = [event for each in bodies if provider in providers_of(event := each.read(), [provider])]
    beyond = await beyond_progress(work, {provider: until})
    return events + [each.event for each in beyond.get(provider, ()) if each.event.received > after]


async def beyond_progress(work: Work, ahead: Mapping[UUID, datetime]) -> dict[UUID, list[Consumed]]:
    """Give what was consumed of some providers after the progress, of each up to its own instant, in the one order of time."""
    found: dict[UUID, list[Consumed]] = {}
    asked = {"providers": list(ahead), "until": max(ahead.values()), "everybodys": EVERYBODYS}
    for kept in await work.all(BEYOND_PROGRESS, after=await judged_until(work) or EVER, **asked):
        event = kept.read()
        for provider in providers_of(event, ahead):
            if provider in ahead and event.received <= ahead[provider]:
                found.setdefault(provider, []).append(Consumed(event, kept.state is InboxState.PARKED))
    return found


async def facts_of(work: Work, providers: Sequence[UUID]) -> dict[UUID, list[Consumed]]:
    """Give what was taken in, or waits, of each of some providers, in the one order of time."""
    found: dict[UUID, list[Consumed]] = {}
    for kept in await work.all(OF_PROVIDERS, providers=list(providers)) if providers else ():
        event, parked = kept.read(), kept.state is InboxState.PARKED
        for provider in providers_of(event, providers):
            found.setdefault(provider, []).append(Consumed(event, parked))
    return found


async def had_their_turn(work: Work) -> tuple[list[Event], dict[UUID, InboxState]]:
    """Give every fact that had its turn, in the one order of time, and how each stands."""
    kept = await work.all(HAD_THEIR_TURN)
    return [each.read() for each in kept], {each.id: each.state for each in kept}


async def read_at_last(work: Work) -> list[Event]:
    """Give the facts that could not be read at their turn, and now can."""
    return [read(body) for body in await work.all(READ_AT_LAST, reason=READABLE)]


async def by_id(work: Work, facts: Iterable[UUID]) -> dict[UUID, Event]:
    """Give consumed facts by their ids, those that were consumed."""
    events = [each.read() for each in await work.all(BY_IDS, facts=list(facts))]
    return {event.id: event for event in events}


@lru_cache(maxsize=20_000)
def _read(body: str) -> Event:
    return read(body)


def reason_of(bad: Bad) -> str:
    """Give the reason that is kept of a parked fact: its own, or that it waits."""
    return WAITS_BEHIND if bad.waits else bad.reason


async def move_inbox(work: Work, dossiers: Sequence[Dossier], batch: Collection[UUID]) -> None:
    """Say how facts consumed earlier, and what a batch left out, stand now: taken in, left out, or waiting for another reason."""
    moved: dict[UUID, tuple[InboxState, str | None]] = {}
    for dossier in dossiers:
        changes = dossier.changes
        moved |= {fact: (InboxState.APPLIED, None) for fact in changes.taken if fact not in batch}
        moved |= {bad.event: (InboxState.PARKED, reason_of(bad)) for bad in changes.bad if bad.event not in batch}
        moved |= {fact: (InboxState.VOID, why) for fact, why in changes.left.items()}
    await move(work, moved)


async def move(work: Work, moved: Mapping[UUID, tuple[InboxState, str | None]]) -> None:
    """Have consumed facts stand otherwise, each with the reason."""
    if moved:
        states, reasons = zip(*moved.values(), strict=True)
        await work.run(MOVE, id=list(moved), state=list(states), reason=list(reasons))
