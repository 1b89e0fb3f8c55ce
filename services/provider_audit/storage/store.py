"""Loading dossiers and saving what a judgement changed: one statement per table, whatever the batch."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import bindparam, or_
from sqlmodel import col, select

from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.records import Finding, Obligation
from services.provider_audit.page_tables import StuckRow
from services.provider_audit.replay.difference import KeptJudgement
from services.provider_audit.storage import inbox
from services.provider_audit.storage.kept_judgement import (
    EVERY_FINDING,
    EVERY_OBLIGATION,
    FINDINGS_OF,
    OBLIGATIONS_OF,
    STANDING_FINDINGS,
    STANDING_OBLIGATIONS,
    WITH_DUTY,
    KeptFinding,
    KeptObligation,
    R,
    WithDuty,
)
from services.provider_audit.tables import DossierRow
from services.runtime.database.expressions import among
from services.runtime.database.query import query
from services.runtime.database.work import Work

OBLIGATIONS = TypeAdapter(list[Obligation])
FINDINGS = TypeAdapter(list[Finding])


@dataclass(frozen=True, slots=True)
class KeptDossier:
    """A dossier's document."""

    provider: UUID
    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StuckSubject:
    """A subject that cannot be judged, and the fact that it is for."""

    subject: UUID
    fact: UUID | None


KNOWN = query(select(col(DossierRow.provider)), into=UUID)
AMONG_THEM = query(select(col(DossierRow.provider)).where(among(DossierRow.provider, "providers")), into=UUID)
AT_HAND = or_(among(DossierRow.provider, "providers"), col(DossierRow.next_due) <= bindparam("until"))
"""The dossiers of given providers, and those with something due."""
DOSSIERS = query(
    select(col(DossierRow.provider), col(DossierRow.document)).where(AT_HAND).order_by(col(DossierRow.provider)),
    into=KeptDossier,
)
STUCK = query(
    select(col(StuckRow.subject), col(StuckRow.fact)).where(col(StuckRow.provider) == bindparam("provider")),
    into=StuckSubject,
)


async def known_providers(work: Work) -> list[UUID]:
    """Give every provider that has a dossier."""
    return await work.all(KNOWN)


async def without_dossier(work: Work, providers: Collection[UUID]) -> list[UUID]:
    """Give those of some providers that have no dossier yet, sorted."""
    if not providers:
        return []
    known = await work.all(AMONG_THEM, providers=list(providers))
    return sorted(set(providers).difference(known))


async def load_dossiers(work: Work, providers: Collection[UUID], until: datetime) -> dict[UUID, Dossier]:
    """Give the dossiers of the given providers, new ones where there are none, and those with something due by `until`.

    A new one is empty. The others were all judged by this version: others are judged again first.
    """
    kept = await work.all(DOSSIERS, providers=list(providers), until=until)
    documents = {each.provider: each.document for each in kept}
    wanted = sorted(documents.keys() | set(providers))
    facts = await inbox.facts_of(work, sorted(documents))
    owed = _by_provider(each.document for each in await work.all(OBLIGATIONS_OF, providers=wanted)) if wanted else {}
    found = _by_provider(each.document for each in await work.all(FINDINGS_OF, providers=wanted)) if wanted else {}
    dossiers = {}
    for provider in wanted:
        document, consumed = documents.get(provider) or Dossier(provider).to_document(), facts.get(provider, [])
        stuck = document["stuck"].keys()
        taken = [each for each in consumed if not each.parked or str(each.event.subject) in stuck]
        waiting = {each.event.id for each in taken if each.parked}
        events = [each.event for each in taken]
        dossiers[provider] = Dossier.from_document(
            document, events, owed.get(provider, []), found.get(provider, []), waiting
        )
    return dossiers


def _by_provider(records: Iterable[R]) -> dict[UUID, list[R]]:
    found: dict[UUID, list[R]] = defaultdict(list)
    for record in records:
        found[record.provider].append(record)
    return found


async def kept_judgement(work: Work, provider: UUID) -> KeptJudgement:
    """Give every obligation and finding of a provider as it stands, and what is suspended."""
    owed = await work.all(EVERY_OBLIGATION, provider=provider)
    found = await work.all(EVERY_FINDING, provider=provider)
    kept: list[KeptObligation | KeptFinding] = [*owed, *found]
    return KeptJudgement(
        {each.document.id: each.document for each in owed},
        {each.document.id: each.document for each in found},
        {each.subject: each.fact for each in await work.all(STUCK, provider=provider)},
        frozenset(each.document.id for each in kept if each.fallen_at is not None),
    )


async def all_standing(work: Work) -> tuple[list[Obligation], list[Finding]]:
    """Give every obligation and finding of everybody, but those that no fold gives any more."""
    owed, found = await work.all(STANDING_OBLIGATIONS), await work.all(STANDING_FINDINGS)
    return [each.document for each in owed], [each.document for each in found]


async def with_duty(work: Work, finding: UUID) -> WithDuty | None:
    """Give a finding with the obligation it is about, None when there is no such finding."""
    return await work.one(WITH_DUTY, id=finding)
