"""Loading dossiers and saving what a judgement changed: one statement per table, whatever the batch."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID, uuid4

from pydantic import TypeAdapter

from schemas.directory import FactVoided, PortalInterrupted, ProviderRegistered
from schemas.envelope import Event, instant_text
from schemas.unread import read
from services.provider_audit import queries
from services.provider_audit.calendar import working_days
from services.provider_audit.facts.dossier import DOCUMENT_VERSION, Dossier
from services.provider_audit.facts.records import Bad, Finding, Obligation
from services.provider_audit.judge.forecast import expected
from services.provider_audit.judge.held import held_by
from services.provider_audit.judge.order import is_everybodys, next_instant, providers_of
from services.provider_audit.judge.output import REPLY_WORKING_DAYS
from services.provider_audit.replay.difference import Difference, Stands
from services.provider_audit.storage.names import gather
from services.runtime.database.work import Work
from services.runtime.events.inbox_state import WAITS_BEHIND, HeardState

R = TypeVar("R")
OBLIGATIONS = TypeAdapter(list[Obligation])
FINDINGS = TypeAdapter(list[Finding])
EVERYBODYS = [PortalInterrupted.type, FactVoided.type]

_NAMES = (
    queries.SAVE_ORGANISATIONS,
    queries.SAVE_CONTRACTS,
    queries.SAVE_CLAUSES,
    queries.SAVE_MATTERS,
    queries.SAVE_HOLDS,
    queries.SAVE_ENDS,
    queries.UNDO_ENDS,
)


async def known_providers(work: Work) -> list[UUID]:
    """Give every provider that has a dossier."""
    return [row["provider_id"] for row in await work.rows("select provider_id from provider_audit.dossier")]


async def without_dossier(work: Work, providers: Collection[UUID]) -> list[UUID]:
    """Give those of some providers that have no dossier yet, sorted."""
    if not providers:
        return []
    rows = await work.rows(
        "select provider_id from provider_audit.dossier where provider_id = any(:providers)", providers=list(providers)
    )
    return sorted(set(providers).difference(row["provider_id"] for row in rows))


async def everybodys(work: Work) -> list[Event]:
    """Give the facts that fall into every dossier and had their turn, in the one order of time."""
    rows = await work.rows(queries.EVERYBODYS, types=EVERYBODYS)
    return [event for row in rows if is_everybodys(event := _event(row["body"]))]


async def providers_of_subjects(work: Work, subjects: Collection[UUID]) -> dict[UUID, UUID]:
    """Give the provider of each subject that the facts judged so far name one for."""
    rows = await work.rows(queries.PROVIDERS_OF_SUBJECTS, subjects=list(subjects), registered=ProviderRegistered.type)
    return {row["subject"]: row["provider_id"] for row in rows}


async def keep_provider(work: Work, event: Event, provider: UUID) -> None:
    """Note the provider of a fact that cannot be read where it was heard, so that it is found with the dossier."""
    await work.run(queries.KEEP_PROVIDER, log=event.log, position=event.position, provider=str(provider))


async def load_dossiers(work: Work, providers: Collection[UUID], until: datetime) -> dict[UUID, Dossier]:
    """Give the dossiers of the given providers, new ones where there are none, and those with something due by `until`.

    A new one is empty. The others were all judged by this version: see `judged_before`.
    """
    rows = await work.rows(queries.LOAD_DOSSIERS, providers=list(providers), until=until)
    documents = {row["provider_id"]: row["document"] for row in rows}
    wanted = sorted(documents.keys() | set(providers))
    facts = await _facts(work, sorted(documents))
    owed = await _standing(work, queries.LOAD_OBLIGATIONS, OBLIGATIONS, wanted)
    found = await _standing(work, queries.LOAD_FINDINGS, FINDINGS, wanted)
    dossiers = {}
    for provider in wanted:
        document, heard = documents.get(provider) or Dossier(provider).to_document(), facts.get(provider, [])
        stuck = document["stuck"].keys()
        kept = [each for each in heard if not each.parked or str(each.event.subject) in stuck]
        waiting = {each.event.id for each in kept if each.parked}
        told = [each.event for each in kept]
        dossiers[provider] = Dossier.from_document(document, told, owed[provider], found[provider], waiting)
    return dossiers


async def judged_before(work: Work, providers: Collection[UUID], until: datetime) -> dict[UUID, int]:
    """Give which of these providers, and of those with something due by `until`, another version judged, and which."""
    rows = await work.rows(queries.JUDGED_BEFORE, providers=list(providers), until=until, version=DOCUMENT_VERSION)
    return {row["provider_id"]: row["judged_by"] for row in rows}


async def all_facts(work: Work, provider: UUID, after: datetime, until: datetime) -> list[Event]:
    """Give everything of a provider that was heard in (after, until] and had its turn, in the one order of time."""
    rows = await work.rows(queries.LOAD_ALL_FACTS, provider=provider, after=after, until=until, everybodys=EVERYBODYS)
    events = [_event(row["body"]) for row in rows]
    return [event for event in events if provider in providers_of(event, [provider])]


async def what_stands(work: Work, provider: UUID) -> Stands:
    """Give every obligation and finding of a provider as it stands, and what is suspended."""
    kinds: dict[str, dict[UUID, Any]] = {}
    fallen: set[UUID] = set()
    for kind, shape in (("obligation", OBLIGATIONS), ("finding", FINDINGS)):
        rows = await work.rows(queries.STANDS[kind], provider=provider)
        records: list[Any] = shape.validate_python([row["document"] for row in rows])
        kinds[kind] = {record.id: record for record in records}
        fallen |= {record.id for record, row in zip(records, rows, strict=True) if row["fallen_at"] is not None}
    stuck = await work.rows(queries.STUCK, provider=provider)
    return Stands(
        kinds["obligation"], kinds["finding"], {row["subject"]: row["fact"] for row in stuck}, frozenset(fallen)
    )


async def save_difference(work: Work, provider: UUID, found: Difference, until: datetime) -> None:
    """Save what judging again changed: what it does not give any more is marked as fallen, what it gives again is not."""
    await save_judgement(work, found.obligations, found.findings, until)
    for kind in ("obligation", "finding"):
        await work.run(queries.FALL[kind], provider=provider, fallen=sorted(found.fallen), at=until)
    if found.raised:
        leave = working_days(until, REPLY_WORKING_DAYS)
        await work.run(queries.LEAVE_TIME, ids=found.raised, reply_due=leave)


async def _standing(
    work: Work, statement: str, shape: TypeAdapter[list[R]], providers: Sequence[UUID]
) -> dict[UUID, list[R]]:
    rows = await work.rows(statement, providers=list(providers)) if providers else []
    found: dict[UUID, list[R]] = defaultdict(list)
    for row, record in zip(rows, shape.validate_python([row["document"] for row in rows]), strict=True):
        found[row["provider_id"]].append(record)
    return found


@dataclass(frozen=True, slots=True)
class Heard:
    """A heard fact, and whether it is parked."""

    event: Event
    parked: bool


async def _facts(work: Work, providers: Sequence[UUID]) -> dict[UUID, list[Heard]]:
    if not providers:
        return {}
    rows = await work.rows(queries.LOAD_FACTS, providers=list(providers), interruption=PortalInterrupted.type)
    found: dict[UUID, list[Heard]] = {}
    for row in rows:
        event, parked = _event(row["body"]), row["state"] == HeardState.PARKED
        for provider in providers_of(event, providers):
            found.setdefault(provider, []).append(Heard(event, parked))
    return found


@lru_cache(maxsize=20_000)
def _event(body: str) -> Event:
    """Read a heard fact, as far as it can be; facts never change, and the same dossier is read again with every batch."""
    return read(body)


async def save_dossiers(work: Work, dossiers: Iterable[Dossier]) -> None:
    """Replace dossiers whole, with the earliest instant at which each must be judged again."""
    rows = [
        {
            "provider": str(dossier.provider),
            "document": dossier.to_document(),
            "next_due": instant_text(due) if (due := next_instant(dossier)) else None,
            "version": str(uuid4()),
        }
        for dossier in dossiers
    ]
    await _save(work, queries.SAVE_DOSSIERS, rows)


async def save_judgement(
    work: Work, obligations: Sequence[Obligation], findings: Sequence[Finding], until: datetime
) -> None:
    """Save changed obligations and findings as they stand, and who may see the findings."""
    if obligations:
        await work.run(queries.SAVE_OBLIGATIONS, rows=OBLIGATIONS.dump_json(list(obligations)).decode())
    if findings:
        rows = FINDINGS.dump_json(list(findings)).decode()
        await work.run(queries.SAVE_FINDINGS, rows=rows, until=until)
        await work.run(queries.SAVE_PARTIES, rows=rows)


async def save_stuck(work: Work, dossiers: Sequence[Dossier]) -> None:
    """Keep which subjects of the given dossiers cannot be judged."""
    if not dossiers:
        return
    await work.run(queries.FORGET_STUCK, providers=[dossier.provider for dossier in dossiers])
    rows = [
        {
            "provider": str(dossier.provider),
            "subject": str(stuck.subject),
            "fact": str(stuck.fact),
            "since": instant_text(stuck.since),
            "why": stuck.why,
            "holds": held_by(dossier, stuck.subject),
        }
        for dossier in dossiers
        for stuck in dossier.stuck.values()
    ]
    await _save(work, queries.SAVE_STUCK, rows)


def reason_of(bad: Bad) -> str:
    """Give the reason that is kept of a parked fact: its own, or that it waits."""
    return WAITS_BEHIND if bad.waits else bad.reason


async def move_heard(work: Work, dossiers: Sequence[Dossier], batch: Collection[UUID]) -> None:
    """Say of facts heard earlier, and of what a batch left out, how they stand now: taken in, left out, or waiting for another reason."""
    moved: dict[UUID, tuple[HeardState, str | None]] = {}
    for dossier in dossiers:
        changes = dossier.changes
        moved |= {fact: (HeardState.APPLIED, None) for fact in changes.taken if fact not in batch}
        moved |= {bad.event: (HeardState.PARKED, reason_of(bad)) for bad in changes.bad if bad.event not in batch}
        moved |= {fact: (HeardState.VOID, why) for fact, why in changes.left.items()}
    await move(work, moved)


async def move(work: Work, moved: Mapping[UUID, tuple[HeardState, str | None]]) -> None:
    """Have heard facts stand otherwise, each with the reason."""
    if moved:
        states, reasons = zip(*moved.values(), strict=True)
        await work.run(queries.MOVE_HEARD, id=list(moved), state=list(states), reason=list(reasons))


async def save_expected(work: Work, dossiers: Sequence[Dossier]) -> None:
    """Keep what will be owed next by the given providers, for pages that look ahead."""
    await work.run(queries.FORGET_EXPECTED, providers=[dossier.provider for dossier in dossiers])
    rows = [
        {
            "about": str(each.about),
            "period": each.period,
            "provider": str(each.provider),
            "board": str(each.board),
            "due": instant_text(each.due),
        }
        for dossier in dossiers
        for each in expected(dossier)
    ]
    await _save(work, queries.SAVE_EXPECTED, rows)


async def save_names(work: Work, batch: Iterable[Event]) -> None:
    """Keep what a batch tells about names, for the pages."""
    rows = gather(batch)
    for statement in _NAMES:
        if statement in rows:
            await _save(work, statement, list(rows[statement].values()))


async def _save(work: Work, statement: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        await work.run(statement, rows=json.dumps(rows, ensure_ascii=False))
