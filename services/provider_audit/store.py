"""Loading dossiers and saving what a judgement changed: one statement per table, whatever the batch."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID, uuid4

from pydantic import TypeAdapter

from schemas.codes import ObligationState, Standing
from schemas.directory import PortalInterrupted
from schemas.envelope import Event, MalformedFact, instant_text
from services.provider_audit import tables
from services.provider_audit.dossier import DOCUMENT_VERSION, Dossier
from services.provider_audit.forecast import expected
from services.provider_audit.judge import advance, next_instant, providers_of
from services.provider_audit.names import gather
from services.provider_audit.records import Finding, Obligation
from services.runtime.heard_state import HeardState
from services.runtime.work import Work

R = TypeVar("R")
OBLIGATIONS = TypeAdapter(list[Obligation])
FINDINGS = TypeAdapter(list[Finding])

_NAMES = (
    tables.SAVE_ORGANISATIONS,
    tables.SAVE_CONTRACTS,
    tables.SAVE_CLAUSES,
    tables.SAVE_MATTERS,
    tables.SAVE_HOLDS,
)


async def known_providers(work: Work) -> list[UUID]:
    """Give every provider that has a dossier."""
    return [row["provider_id"] for row in await work.rows("select provider_id from provider_audit.dossier")]


async def load_dossiers(work: Work, providers: Collection[UUID], until: datetime) -> dict[UUID, Dossier]:
    """Give the dossiers of the given providers, new ones where there are none, and those with something due by `until`.

    What an earlier version of this software judged is folded again from what was heard.
    """
    rows = await work.rows(tables.LOAD_DOSSIERS, providers=list(providers), until=until)
    documents = {row["provider_id"]: row["document"] for row in rows}
    wanted = sorted(documents.keys() | set(providers))
    facts = await _facts(work, wanted)
    owed = await _standing(work, tables.LOAD_OBLIGATIONS, OBLIGATIONS, wanted)
    found = await _standing(work, tables.LOAD_FINDINGS, FINDINGS, wanted)
    judged = await work.row("select until from provider_audit.progress")
    dossiers = {}
    for provider in wanted:
        document, heard = documents.get(provider), facts.get(provider, [])
        if document is not None and document.get("version") != DOCUMENT_VERSION:
            through = judged["until"] if judged else until
            dossiers[provider] = advance(Dossier(provider), [each.event for each in heard], through)[0]
            await _replace(work, dossiers[provider], owed[provider], found[provider], through)
        else:
            document = document or Dossier(provider).to_document()
            stuck = document["stuck"].keys()
            kept = [each for each in heard if not each.parked or str(each.event.subject) in stuck]
            waiting = {each.event.id for each in kept if each.parked}
            told = [each.event for each in kept]
            dossiers[provider] = Dossier.from_document(document, told, owed[provider], found[provider], waiting)
    return dossiers


async def _replace(
    work: Work, again: Dossier, owed: Sequence[Obligation], found: Sequence[Finding], through: datetime
) -> None:
    """Save all that was judged again; what an earlier version found or opened, and this one does not, falls."""
    obligations, findings = dict(again.changes.obligations), dict(again.changes.findings)
    for each in owed:
        fallen = replace(each, state=ObligationState.LAPSED, lapsed_by="not_owed", lapsed_at=through)
        obligations.setdefault(each.id, fallen)
    for finding in found:
        reason = "not_owed" if finding.obligation else "not_in_breach"
        withdrawn = replace(finding, standing=Standing.WITHDRAWN, withdrawn_reason=reason, settled_at=None)
        findings.setdefault(finding.id, withdrawn)
    await save_judgement(work, list(obligations.values()), list(findings.values()), through)


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
    rows = await work.rows(tables.LOAD_FACTS, providers=list(providers), interruption=PortalInterrupted.type)
    found: dict[UUID, list[Heard]] = {}
    for row in rows:
        parked = row["state"] == HeardState.PARKED
        try:
            event = _event(row["body"])
        except MalformedFact:
            if not parked:
                raise
            continue  # no version of ours has read it yet, so it waits in no dossier
        for provider in providers_of(event, providers):
            found.setdefault(provider, []).append(Heard(event, parked))
    return found


@lru_cache(maxsize=20_000)
def _event(body: str) -> Event:
    """Read a heard fact; facts never change, and the same dossier is read again with every batch."""
    return Event.from_text(body)


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
    await _save(work, tables.SAVE_DOSSIERS, rows)


async def save_judgement(
    work: Work, obligations: Sequence[Obligation], findings: Sequence[Finding], until: datetime
) -> None:
    """Save changed obligations and findings as they stand, and who may see the findings."""
    if obligations:
        await work.run(tables.SAVE_OBLIGATIONS, rows=OBLIGATIONS.dump_json(list(obligations)).decode())
    if findings:
        rows = FINDINGS.dump_json(list(findings)).decode()
        await work.run(tables.SAVE_FINDINGS, rows=rows, until=until)
        await work.run(tables.SAVE_PARTIES, rows=rows)


async def save_stuck(work: Work, dossiers: Sequence[Dossier]) -> None:
    """Keep which subjects of the given dossiers cannot be judged."""
    if not dossiers:
        return
    await work.run(tables.FORGET_STUCK, providers=[dossier.provider for dossier in dossiers])
    rows = [
        {
            "provider": str(dossier.provider),
            "subject": str(stuck.subject),
            "fact": str(stuck.fact),
            "since": instant_text(stuck.since),
            "why": stuck.why,
        }
        for dossier in dossiers
        for stuck in dossier.stuck.values()
    ]
    await _save(work, tables.SAVE_STUCK, rows)


async def move_heard(work: Work, dossiers: Sequence[Dossier], batch: Collection[UUID]) -> None:
    """Say of facts heard earlier, and of what a batch left out, how they stand now: taken in, left out, or waiting for another reason."""
    moved: dict[UUID, tuple[HeardState, str | None]] = {}
    for dossier in dossiers:
        changes = dossier.changes
        moved |= {fact: (HeardState.APPLIED, None) for fact in changes.taken if fact not in batch}
        moved |= {bad.event: (HeardState.PARKED, bad.reason) for bad in changes.bad if bad.event not in batch}
        moved |= {fact: (HeardState.VOID, why) for fact, why in changes.left.items()}
    if moved:
        states, reasons = zip(*moved.values(), strict=True)
        await work.run(tables.MOVE_HEARD, id=list(moved), state=list(states), reason=list(reasons))


async def save_expected(work: Work, dossiers: Sequence[Dossier]) -> None:
    """Keep what will be owed next by the given providers, for pages that look ahead."""
    await work.run(tables.FORGET_EXPECTED, providers=[dossier.provider for dossier in dossiers])
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
    await _save(work, tables.SAVE_EXPECTED, rows)


async def save_names(work: Work, batch: Iterable[Event]) -> None:
    """Keep what a batch tells about names, for the pages."""
    rows = gather(batch)
    for statement in _NAMES:
        if statement in rows:
            await _save(work, statement, list(rows[statement].values()))


async def _save(work: Work, statement: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        await work.run(statement, rows=json.dumps(rows, ensure_ascii=False))
