"""Judging again what another version of the judge judged, or what an operator asked for: one dossier at a time, the difference told."""

import asyncio
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from schemas.envelope import Event
from schemas.new_event import NewEvent
from services.provider_audit.facts.dossier import DOCUMENT_VERSION, Dossier
from services.provider_audit.facts.records import Changes
from services.provider_audit.judge.admission import waiting_lines
from services.provider_audit.judge.order import advance, proceed, providers_of
from services.provider_audit.replay.difference import NEW_JUDGE, TRIED_AGAIN, difference
from services.provider_audit.storage import inbox, saving, store
from services.provider_audit.storage.author import judge_of
from services.provider_audit.storage.judged_before import (
    ASK_FOR,
    HOW_MANY_LEFT,
    NEXT_JUDGED_BEFORE,
    SUSPENDED_BY,
    VERSION_OF,
)
from services.provider_audit.storage.names import save_names
from services.runtime.database.unfit import storable
from services.runtime.database.work import Work
from services.runtime.events.apply import LOCK, MOVE_FENCE
from services.runtime.events.inbox_state import InboxState
from services.runtime.service import Context
from services.runtime.telemetry import Logger

ASKED_FOR = -1
"""What `judged_by` says of a dossier that an operator wants judged again."""
BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
TAKEN_SECONDS = 0.2
SAY = Logger("judged_again")


class Judged(NamedTuple):
    """A dossier folded from its first fact up to an instant, with everything judged of it in `changes`."""

    dossier: Dossier
    events: list[Event]
    until: datetime


async def step(context: Context) -> bool:
    """Judge one dossier again, if any waits for it; the long part holds no transaction. Says whether there may be more."""
    database = context.database
    async with database.work("provider_audit") as work:
        await _take_in_what_is_read_at_last(work)
        following = await work.one(NEXT_JUDGED_BEFORE, version=DOCUMENT_VERSION)
        until = await inbox.judged_until(work)
        if following is None or until is None:
            await _say_how_many_wait(context, work)
            return False
        provider, until = following.provider, max(until, following.judged_until or until)
        events = await inbox.all_facts(work, provider, BEGINNING, until)
        await _say_how_many_wait(context, work)
    judged = Judged(await asyncio.to_thread(proceed, Dossier(provider), events, until), events, until)
    async with database.work("provider_audit") as work:
        if not await work.one(LOCK, service="provider_audit"):
            await asyncio.sleep(TAKEN_SECONDS)
            return True
        now = await inbox.judged_until(work, lock=True)
        kept = await work.one(VERSION_OF, provider=provider)
        if now is not None and kept is not None and kept.judged_by != DOCUMENT_VERSION:
            now = max(now, kept.judged_until or now)
            new_events = await replace(work, await further(work, provider, judged, now), kept.judged_by)
            work.emit(storable(new_events, SAY), await judge_of(work, ()))
            await work.run(MOVE_FENCE.of("provider_audit"))
    return True


async def _take_in_what_is_read_at_last(work: Work) -> None:
    """Have the dossiers judged again whose facts could not be read at their turn, and now can."""
    events = await inbox.read_at_last(work)
    if not events:
        return
    known = await store.known_providers(work)
    providers = {provider for event in events for provider in providers_of(event, known)}
    await save_names(work, events)
    await saving.save_dossiers(work, [Dossier(provider) for provider in sorted(providers.difference(known))], None)
    for provider in sorted(providers):
        await ask_for(work, provider)
    nobodys = [event.id for event in events if not providers_of(event, known)]
    await inbox.move(work, dict.fromkeys(nobodys, (InboxState.APPLIED, None)))


async def ask_for(work: Work, provider: UUID) -> None:
    """Have a provider's dossier judged again, as after a new version."""
    await work.run(ASK_FOR, asked=ASKED_FOR, provider=provider)
    await work.run(MOVE_FENCE.of("provider_audit"))


async def retry(work: Work, fact: UUID) -> bool:
    """Have the dossiers that a parked fact suspends judged again; say whether it is parked here."""
    suspended = {*await work.all(SUSPENDED_BY, fact=fact), *await work.all(inbox.PROVIDERS_PARKED, fact=fact)}
    for provider in sorted(suspended):
        await ask_for(work, provider)
    return bool(suspended)


async def further(work: Work, provider: UUID, judged: Judged, now: datetime) -> Judged:
    """Judge what has come since, within the transaction that replaces: it is little."""
    if now == judged.until:
        return judged
    later = await inbox.all_facts(work, provider, judged.until, now)
    further = advance(judged.dossier, later, now)[0]
    before, since = judged.dossier.changes, further.changes
    further.changes = Changes(
        before.obligations | since.obligations,
        before.findings | since.findings,
        left=before.left | since.left,
        terms=True,
    )
    return Judged(further, [*judged.events, *later], now)


async def replace(work: Work, judged: Judged, version: int) -> list[NewEvent]:
    """Have what was judged again stand in place of what stood, whole; give what to tell."""
    dossier, provider = judged.dossier, judged.dossier.provider
    because = TRIED_AGAIN if version == ASKED_FOR else NEW_JUDGE
    found = difference(await store.kept_judgement(work, provider), dossier, judged.until, because)
    await saving.save_difference(work, provider, found, judged.until)
    await saving.save_dossiers(work, [dossier], judged.until)
    await saving.save_stuck(work, [dossier])
    await saving.save_expected(work, [dossier])
    await _move_inbox(work, judged)
    if found.obligations or found.findings:
        SAY.say(
            "judged again, with differences", provider=str(provider), because=because,
            obligations=len(found.obligations), findings=len(found.findings),
        )  # fmt: skip
    return found.new_events


async def _move_inbox(work: Work, judged: Judged) -> None:
    waits = {bad.event: inbox.reason_of(bad) for bad in waiting_lines(judged.dossier)}
    moved: dict[UUID, tuple[InboxState, str | None]] = {}
    for event in judged.events:
        if event.id in waits:
            moved[event.id] = InboxState.PARKED, waits[event.id]
        elif event.id in judged.dossier.left:
            moved[event.id] = InboxState.VOID, judged.dossier.left[event.id]
        else:
            moved[event.id] = InboxState.APPLIED, None
    await inbox.move(work, moved)


async def _say_how_many_wait(context: Context, work: Work) -> None:
    left = await work.one(HOW_MANY_LEFT, version=DOCUMENT_VERSION)
    context.behind["provider_audit"] = (
        f"provider_audit: {left} dossiers wait to be judged again by this version" if left else ""
    )
