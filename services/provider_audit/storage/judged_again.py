"""Judging again what another version of the judge judged, or what an operator asked for: one dossier at a time, the difference told."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from schemas.envelope import Event, Telling
from schemas.unread import read
from services.provider_audit import queries
from services.provider_audit.facts.dossier import DOCUMENT_VERSION, Dossier
from services.provider_audit.facts.records import Changes
from services.provider_audit.judge.admission import waiting_lines
from services.provider_audit.judge.order import advance, providers_of
from services.provider_audit.replay.difference import NEW_JUDGE, TRIED_AGAIN, difference
from services.provider_audit.storage import store
from services.provider_audit.storage.author import judge_of
from services.runtime.database.unfit import those_that_fit
from services.runtime.database.work import Work
from services.runtime.events.apply import LOCK
from services.runtime.events.inbox import READABLE
from services.runtime.events.inbox_state import HeardState
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
        row = await work.row(queries.NEXT_JUDGED_BEFORE, version=DOCUMENT_VERSION)
        until = await _until(work)
        if row is None or until is None:
            await _say_how_many_wait(context, work)
            return False
        provider: UUID = row["provider_id"]
        events = await store.all_facts(work, provider, BEGINNING, until)
        await _say_how_many_wait(context, work)
    judged = Judged((await asyncio.to_thread(advance, Dossier(provider), events, until))[0], events, until)
    async with database.work("provider_audit") as work:
        if not await work.one(LOCK, service="provider_audit"):
            await asyncio.sleep(TAKEN_SECONDS)
            return True
        now = await _until(work, " for update")
        still = await work.row("select judged_by from provider_audit.dossier where provider_id = :id", id=provider)
        if now is not None and still is not None and still["judged_by"] != DOCUMENT_VERSION:
            told = await replace(work, await further(work, provider, judged, now), still["judged_by"])
            work.tell(those_that_fit(told, SAY), await judge_of(work, ()))
    return True


async def _take_in_what_is_read_at_last(work: Work) -> None:
    """Have the dossiers judged again whose facts could not be read at their turn, and now can."""
    rows = await work.rows(queries.READ_AT_LAST, reason=READABLE)
    if not rows:
        return
    events = [read(row["body"]) for row in rows]
    known = await store.known_providers(work)
    providers = {provider for event in events for provider in providers_of(event, known)}
    await store.save_names(work, events)
    await store.save_dossiers(work, [Dossier(provider) for provider in sorted(providers.difference(known))])
    for provider in sorted(providers):
        await ask_for(work, provider)
    nobodys = [event.id for event in events if not providers_of(event, known)]
    await store.move(work, dict.fromkeys(nobodys, (HeardState.APPLIED, None)))


async def judge_again_before(work: Work, providers: Sequence[UUID], until: datetime) -> list[Telling]:
    """Judge again, within a batch, those of its providers that another version judged; give what to tell of it."""
    judged_before = await store.judged_before(work, providers, until)
    through = await _until(work) if judged_before else None
    told: list[Telling] = []
    for provider, version in judged_before.items():
        if through is not None:
            events = await store.all_facts(work, provider, BEGINNING, through)
            judged = Judged(advance(Dossier(provider), events, through)[0], events, through)
            told += await replace(work, judged, version)
    return told


async def ask_for(work: Work, provider: UUID) -> None:
    """Have a provider's dossier judged again, as after a new version."""
    await work.run(
        "update provider_audit.dossier set judged_by = :asked where provider_id = :provider",
        asked=ASKED_FOR,
        provider=provider,
    )


async def retry(work: Work, fact: UUID) -> bool:
    """Have the dossiers that a parked fact suspends judged again; say whether it is parked here."""
    suspended = await work.rows(
        "select provider_id from provider_audit.stuck where fact = :fact union "
        "select provider_id from provider_audit.heard where id = :fact and state = 'parked' and provider_id is not null",
        fact=fact,
    )
    for row in suspended:
        await ask_for(work, row["provider_id"])
    return bool(suspended)


async def _until(work: Work, how: str = "") -> datetime | None:
    row = await work.row(f"select until from provider_audit.progress{how}")
    until: datetime | None = row["until"] if row else None
    return until


async def further(work: Work, provider: UUID, judged: Judged, now: datetime) -> Judged:
    """Judge what has come since, within the transaction that replaces: it is little."""
    if now == judged.until:
        return judged
    later = await store.all_facts(work, provider, judged.until, now)
    further = advance(judged.dossier, later, now)[0]
    before, since = judged.dossier.changes, further.changes
    further.changes = Changes(
        before.obligations | since.obligations,
        before.findings | since.findings,
        left=before.left | since.left,
    )
    return Judged(further, [*judged.events, *later], now)


async def replace(work: Work, judged: Judged, version: int) -> list[Telling]:
    """Have what was judged again stand in place of what stood, whole; give what to tell."""
    dossier, provider = judged.dossier, judged.dossier.provider
    because = TRIED_AGAIN if version == ASKED_FOR else NEW_JUDGE
    found = difference(await store.what_stands(work, provider), dossier, judged.until, because)
    await store.save_difference(work, provider, found, judged.until)
    await store.save_dossiers(work, [dossier])
    await store.save_stuck(work, [dossier])
    await store.save_expected(work, [dossier])
    await _move_heard(work, judged)
    if found.obligations or found.findings:
        SAY.say(
            "judged again, with differences", provider=str(provider), because=because,
            obligations=len(found.obligations), findings=len(found.findings),
        )  # fmt: skip
    return found.tellings


async def _move_heard(work: Work, judged: Judged) -> None:
    waits = {bad.event: store.reason_of(bad) for bad in waiting_lines(judged.dossier)}
    moved: dict[UUID, tuple[HeardState, str | None]] = {}
    for event in judged.events:
        if event.id in waits:
            moved[event.id] = HeardState.PARKED, waits[event.id]
        elif event.id in judged.dossier.left:
            moved[event.id] = HeardState.VOID, judged.dossier.left[event.id]
        else:
            moved[event.id] = HeardState.APPLIED, None
    await store.move(work, moved)


async def _say_how_many_wait(context: Context, work: Work) -> None:
    left = await work.value(queries.LEFT_JUDGED_BEFORE, version=DOCUMENT_VERSION)
    context.behind["provider_audit"] = (
        f"provider_audit: {left} dossiers wait to be judged again by this version" if left else ""
    )
