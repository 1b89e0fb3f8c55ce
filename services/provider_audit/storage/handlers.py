"""Consumed facts to judgements: load the dossiers concerned, let the pure judge advance them, save, emit."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from schemas.envelope import Event
from schemas.new_event import Author
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.unread import is_nameless, named_by, with_providers
from services.provider_audit.judge.order import is_everybodys, proceed, providers_of
from services.provider_audit.storage import inbox, saving, store
from services.provider_audit.storage.author import judge_of
from services.provider_audit.storage.judged_again import judge_again_before
from services.provider_audit.storage.names import save_names
from services.runtime.database.unfit import storable
from services.runtime.database.work import Work
from services.runtime.telemetry import Logger

SAY = Logger("judge")


async def apply(work: Work, batch: Sequence[Event], until: datetime) -> dict[UUID, str]:
    """Judge everything up to the watermark `until`: the facts of the batch, in their one order, and every due by then.

    Gives the facts to park with the reason; everything else is judged. The work commits, or nothing has happened.
    """
    batch = await _with_providers(work, batch)
    await save_names(work, batch)
    by_provider: dict[UUID, list[Event]] = defaultdict(list)
    known = await _everybody(work, batch)
    for event in batch:
        for provider in providers_of(event, known):
            by_provider[provider].append(event)
    again = await judge_again_before(work, list(by_provider), until)
    await _begin_with_everybodys(work, by_provider)
    dossiers = await store.load_dossiers(work, by_provider, until)
    if not dossiers:
        return {}
    author = await judge_of(work, batch)
    work.emit(storable(again, SAY), author)
    judged = [proceed(dossier, by_provider.get(provider, ()), until) for provider, dossier in dossiers.items()]
    parked = await _save(work, judged, author, until)
    await inbox.move_inbox(work, judged, {event.id for event in batch})
    return {event.id: parked[event.id] for event in batch if event.id in parked}


async def _with_providers(work: Work, batch: Sequence[Event]) -> Sequence[Event]:
    """Give the batch with the providers of those facts that cannot be read and do not name one."""
    nameless = {event.id: event for event in batch if is_nameless(event)}
    if not nameless:
        return batch
    known = await inbox.providers_of_subjects(work, {event.subject for event in nameless.values()})
    placed = list(with_providers(batch, known))
    for event in placed:
        provider = named_by(event)
        if event.id in nameless and provider is not None:
            await inbox.keep_provider(work, event, provider)
    return placed


async def _everybody(work: Work, batch: Sequence[Event]) -> list[UUID]:
    """Give all providers when a fact of the batch is everybody's, else none."""
    if not any(is_everybodys(event) for event in batch):
        return []
    named = {provider for event in batch for provider in providers_of(event)}
    return sorted(named.union(await store.known_providers(work)))


async def _begin_with_everybodys(work: Work, by_provider: dict[UUID, list[Event]]) -> None:
    """Have the dossiers that begin with this batch begin with what concerned everybody before it, as a fold of the log does."""
    new = await store.without_dossier(work, by_provider)
    if new and (before := await inbox.everybodys(work)):
        for provider in new:
            by_provider[provider] = [*before, *by_provider[provider]]


async def _save(work: Work, judged: Sequence[Dossier], author: Author, until: datetime) -> dict[UUID, str]:
    await saving.save_dossiers(work, judged)
    obligations = [owed for dossier in judged for owed in dossier.changes.obligations.values()]
    findings = [finding for dossier in judged for finding in dossier.changes.findings.values()]
    await saving.save_judgement(work, obligations, findings, until)
    await saving.save_stuck(work, judged)
    await saving.save_expected(work, judged)
    for dossier in judged:
        work.emit(storable(dossier.changes.new_events, SAY), author)
    return {bad.event: inbox.reason_of(bad) for dossier in judged for bad in dossier.changes.bad}
