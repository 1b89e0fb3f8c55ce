"""Consumed facts to judgements, in three stages: load the dossiers concerned, let the pure judge advance them, save and append."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from schemas.envelope import Event
from schemas.new_event import Author
from services.provider_audit.facts.dossier import DOCUMENT_VERSION, Dossier
from services.provider_audit.facts.unread import is_nameless, named_by, with_providers
from services.provider_audit.judge.order import is_everybodys, proceed, providers_of
from services.provider_audit.storage import inbox, judged_again, saving, store
from services.provider_audit.storage.author import judge_of
from services.provider_audit.storage.judged_again import Judged
from services.provider_audit.storage.names import save_names
from services.provider_audit.storage.resident import Resident
from services.provider_audit.storage.store import JudgedBy
from services.runtime.database.unfit import storable
from services.runtime.database.work import Work
from services.runtime.events.inbox_state import InboxState
from services.runtime.telemetry import Logger

MOST_DOSSIERS = 500
"""How many dossiers are judged and saved at once: an interruption of the portal, or the turn of a month, concerns all."""
SAY = Logger("judge")


@dataclass(slots=True)
class Again:
    """A dossier that another version judged: it is folded from its first fact before anything more is judged of it."""

    judged: Judged
    version: int


@dataclass(slots=True)
class Loaded:
    """A batch up to the watermark `until`, with the dossiers it falls into and those in which something is due by then."""

    batch: Sequence[Event]
    until: datetime
    placed: Sequence[Event] = ()
    """The facts that cannot be read and whose provider was found by their subject."""
    by_provider: dict[UUID, list[Event]] = field(default_factory=dict)
    dossiers: dict[UUID, Dossier] = field(default_factory=dict)
    stuck: set[UUID] = field(default_factory=set)
    """The providers of whom something could not be judged before."""
    again: Again | None = None
    rest: bool = False
    """More dossiers are concerned than are judged at once: this is a piece of the batch."""


class Judge:
    """The stages of judging; only the first and the last hold a transaction, and what they read and save is little."""

    def __init__(self, most_dossiers: int = MOST_DOSSIERS) -> None:
        self._resident, self._most_dossiers = Resident(), most_dossiers

    async def load(self, work: Work, batch: Sequence[Event], until: datetime, fence: UUID | None) -> Loaded:
        """Read what a batch is judged with; a dossier that another version judged goes first, alone."""
        self._resident.stand_at(fence)
        batch, placed = await _with_providers(work, batch)
        loaded = Loaded(batch, until, placed)
        loaded.by_provider = await _by_provider(work, loaded.batch)
        at_hand = await store.at_hand(work, loaded.by_provider, until)
        through = await inbox.judged_until(work)
        ahead = _ahead(at_hand, through)
        wanted = _still_to_judge(loaded, at_hand, ahead)
        loaded.rest = len(wanted) > self._most_dossiers
        wanted = wanted[: self._most_dossiers]
        loaded.again = await _again(work, [at_hand[each] for each in wanted if each in at_hand], through)
        if loaded.again is not None:
            return loaded
        await _begin_with_everybodys(work, loaded.by_provider, [each for each in wanted if each not in at_hand])
        known = self._resident.take(wanted)
        unknown = [each for each in wanted if each in at_hand and each not in known]
        known |= await store.load_dossiers(work, unknown, {each: ahead[each] for each in unknown if each in ahead})
        loaded.dossiers = {provider: known.get(provider) or Dossier(provider) for provider in wanted}
        loaded.stuck = {provider for provider, dossier in loaded.dossiers.items() if dossier.stuck}
        return loaded

    def judge(self, loaded: Loaded) -> None:
        """Judge everything up to the watermark: the facts, in their one order, and every due by then."""
        if loaded.again is not None:
            judged = loaded.again.judged
            proceed(judged.dossier, judged.events, judged.until)
        for provider, dossier in loaded.dossiers.items():
            proceed(dossier, loaded.by_provider.get(provider, ()), loaded.until)

    async def save(self, work: Work, loaded: Loaded) -> dict[UUID, str] | None:
        """Save what was judged; give the facts to park with the reason, or none when the batch itself has not been judged yet."""
        if loaded.again is not None:
            new_events = await judged_again.replace(work, loaded.again.judged, loaded.again.version)
            work.emit(storable(new_events, SAY), await judge_of(work, loaded.batch))
            return None
        await inbox.keep_providers(work, loaded.placed)
        await save_names(work, loaded.batch)
        if not loaded.dossiers:
            return {}
        judged = list(loaded.dossiers.values())
        parked = await _save(work, judged, loaded, await judge_of(work, loaded.batch))
        await inbox.move_inbox(work, judged, {event.id for event in loaded.batch})
        of_batch = {event.id: parked[event.id] for event in loaded.batch if event.id in parked}
        if not loaded.rest:
            return of_batch
        await inbox.move(work, {fact: (InboxState.PARKED, why) for fact, why in of_batch.items()})
        return None

    def committed(self, loaded: Loaded, fence: UUID) -> None:
        """Keep the dossiers in memory as they were saved; one that was judged again is read anew."""
        if loaded.again is not None:
            self._resident.take([loaded.again.judged.dossier.provider])
        self._resident.keep(loaded.dossiers.values(), fence)


async def _with_providers(work: Work, batch: Sequence[Event]) -> tuple[Sequence[Event], list[Event]]:
    """Give the batch with the providers of those facts that cannot be read and do not name one, and those that were found."""
    nameless = {event.id: event for event in batch if is_nameless(event)}
    if not nameless:
        return batch, []
    known = await inbox.providers_of_subjects(work, {event.subject for event in nameless.values()})
    placed = list(with_providers(batch, known))
    return placed, [event for event in placed if event.id in nameless and named_by(event) is not None]


async def _by_provider(work: Work, batch: Sequence[Event]) -> dict[UUID, list[Event]]:
    """Give the facts of a batch by the provider into whose dossier they fall; everybody's fall into all."""
    named = {provider for event in batch for provider in providers_of(event)}
    everybody = any(is_everybodys(event) for event in batch)
    known = sorted(named.union(await store.known_providers(work))) if everybody else []
    found: dict[UUID, list[Event]] = defaultdict(list)
    for event in batch:
        for provider in providers_of(event, known):
            found[provider].append(event)
    return found


async def _begin_with_everybodys(work: Work, by_provider: dict[UUID, list[Event]], new: Collection[UUID]) -> None:
    """Have the dossiers that begin with this batch begin with what concerned everybody before it, as a fold of the log does."""
    if new and (before := await inbox.everybodys(work)):
        for provider in new:
            by_provider[provider] = [*before, *by_provider[provider]]


async def _again(work: Work, at_hand: Iterable[JudgedBy], through: datetime | None) -> Again | None:
    """Give the first dossier that another version judged, with the facts to fold it from; none if this one judged all."""
    other = next((each for each in at_hand if each.judged_by != DOCUMENT_VERSION), None)
    if other is None or through is None:
        return None
    through = max(through, other.judged_until or through)
    events = await inbox.all_facts(work, other.provider, judged_again.BEGINNING, through)
    return Again(Judged(Dossier(other.provider), events, through), other.judged_by)


def _ahead(at_hand: Mapping[UUID, JudgedBy], through: datetime | None) -> dict[UUID, datetime]:
    """Give the dossiers that a piece of a batch has judged beyond the progress, and how far."""
    found = {provider: each.judged_until for provider, each in at_hand.items()}
    return {provider: until for provider, until in found.items() if until and (through is None or until > through)}


def _still_to_judge(loaded: Loaded, at_hand: Mapping[UUID, JudgedBy], ahead: Mapping[UUID, datetime]) -> list[UUID]:
    """Leave out what pieces of the batch have judged already; give the providers of whom anything is left, sorted."""
    for provider, until in ahead.items():
        if provider in loaded.by_provider:
            left = [event for event in loaded.by_provider[provider] if event.received > until]
            loaded.by_provider[provider] = left
    due = {each.provider for each in at_hand.values() if each.next_due is not None and each.next_due <= loaded.until}
    return sorted(due.union(provider for provider, events in loaded.by_provider.items() if events))


async def _save(work: Work, judged: Sequence[Dossier], loaded: Loaded, author: Author) -> dict[UUID, str]:
    await saving.save_dossiers(work, judged, loaded.until)
    obligations = [owed for dossier in judged for owed in dossier.changes.obligations.values()]
    findings = [finding for dossier in judged for finding in dossier.changes.findings.values()]
    await saving.save_judgement(work, obligations, findings, loaded.until)
    await saving.save_stuck(work, [each for each in judged if each.stuck or each.provider in loaded.stuck])
    await saving.save_expected(work, judged)
    for dossier in judged:
        work.emit(storable(dossier.changes.new_events, SAY), author)
    return {bad.event: inbox.reason_of(bad) for dossier in judged for bad in dossier.changes.bad}
