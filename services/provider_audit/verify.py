"""Fold again what was heard and compare it with what stands; tell why a finding stands."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schemas.envelope import Event
from services.provider_audit.dossier import Dossier
from services.provider_audit.explain import explain as explain_finding
from services.provider_audit.fold import judged_lines
from services.provider_audit.judge import advance, providers_of
from services.provider_audit.records import Finding, Obligation
from services.provider_audit.store import FINDINGS, OBLIGATIONS
from services.runtime.database import Database
from services.runtime.words import Language
from services.runtime.work import Work

MOST_SHOWN = 20


@dataclass(frozen=True)
class Verified:
    """What a verification found: how many findings, facts and differences, and the first of the differences."""

    findings: int
    facts: int
    differences: int
    first: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Tell whether what stands equals what was folded again."""
        return not self.differences

    def __str__(self) -> str:
        """Give the sentence the command prints."""
        return f"{self.differences} differences in {self.findings} findings over {self.facts} facts"


async def verify(database: Database) -> Verified:
    """Fold every heard and judged fact again, purely, and compare every obligation and finding with what stands."""
    async with database.work("provider_audit") as work:
        until = await _until(work)
        if until is None:
            return Verified(0, 0, 0)
        events = await _judged(work)
        standing = await _standing(work)
    folded = _folded(events, until)
    different: list[str] = []
    for provider in sorted(folded.keys() | standing.keys()):
        again, stands = set(folded.get(provider, ())), set(standing.get(provider, ()))
        different += [f"folded again: {line}" for line in again - stands]
        different += [f"what stands:  {line}" for line in stands - again]
    findings = sum(
        line.startswith('{"about"') and '"kind":"finding"' in line for lines in standing.values() for line in lines
    )
    return Verified(findings, len(events), len(different), tuple(sorted(different)[:MOST_SHOWN]))


async def _until(work: Work) -> datetime | None:
    row = await work.row("select until from provider_audit.progress")
    until: datetime | None = row["until"] if row else None
    return until


async def _judged(work: Work) -> list[Event]:
    rows = await work.rows(
        "select body from provider_audit.heard where state <> 'waiting' order by received, log, position"
    )
    return [Event.from_text(row["body"]) for row in rows]


async def _standing(work: Work) -> dict[UUID, list[str]]:
    obligations = await work.rows("select document from provider_audit.obligation")
    findings = await work.rows("select document from provider_audit.finding")
    by_provider: dict[UUID, Dossier] = {}
    for owed in OBLIGATIONS.validate_python([row["document"] for row in obligations]):
        _dossier(by_provider, owed.provider).changes.obligations[owed.id] = owed
    for finding in FINDINGS.validate_python([row["document"] for row in findings]):
        _dossier(by_provider, finding.provider).changes.findings[finding.id] = finding
    return {provider: _lines(dossier) for provider, dossier in by_provider.items()}


def _dossier(by_provider: dict[UUID, Dossier], provider: UUID) -> Dossier:
    return by_provider.setdefault(provider, Dossier(provider))


def _folded(events: Sequence[Event], until: datetime) -> dict[UUID, list[str]]:
    by_provider: dict[UUID, list[Event]] = defaultdict(list)
    known = {provider for event in events for provider in providers_of(event)}
    for event in events:
        for provider in providers_of(event, known):
            by_provider[provider].append(event)
    found = {provider: advance(Dossier(provider), told, until)[0] for provider, told in by_provider.items()}
    return {provider: lines for provider, dossier in found.items() if (lines := _lines(dossier))}


def _lines(dossier: Dossier) -> list[str]:
    return [line for line in judged_lines(dossier) if '"kind":"finding"' in line or '"kind":"obligation"' in line]


async def explain(database: Database, finding: UUID, language: Language = "sv") -> list[str]:
    """Tell in plain lines why a finding stands. Raises LookupError when there is no such finding."""
    async with database.work("provider_audit") as work:
        row = await work.row(
            "select f.document, o.document as owed from provider_audit.finding f "
            "left join provider_audit.obligation o on o.id = f.obligation where f.id = :id",
            id=finding,
        )
        if row is None:
            raise LookupError(f"there is no finding {finding}: see the page Brister for its number")
        judged: Finding = FINDINGS.validate_python([row["document"]])[0]
        owed: Obligation | None = OBLIGATIONS.validate_python([row["owed"]])[0] if row["owed"] else None
        told = explain_finding(judged, owed, language=language)
        rows = await work.rows("select body from provider_audit.heard where id = any(:facts)", facts=list(told.facts))
    events = {event.id: event for event in (Event.from_text(row["body"]) for row in rows)}
    return explain_finding(judged, owed, events, language).lines()
