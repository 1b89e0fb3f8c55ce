"""Loading dossiers and saving what a judgement changed: one statement per table, whatever the batch."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
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
from services.runtime.database.expressions import among, fields_of
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
class JudgedBy:
    """Which version of the judge judged a provider, up to when (none, or not beyond the progress: up to that), and what is due."""

    provider: UUID
    judged_by: int
    judged_until: datetime | None
    next_due: datetime | None


@dataclass(frozen=True, slots=True)
class StuckSubject:
    """A subject that cannot be judged, and the fact that it is for."""

    subject: UUID
    fact: UUID | None


KNOWN = query(select(col(DossierRow.provider)), into=UUID)
JUDGED_BY = query(
    select(*fields_of(DossierRow, JudgedBy)).where(
        or_(among(DossierRow.provider, "providers"), col(DossierRow.next_due) <= bindparam("until"))
    ),
    into=JudgedBy,
)
JUDGED_BEYOND = query(
    select(*fields_of(DossierRow, JudgedBy)).where(col(DossierRow.judged_until) > bindparam("until")), into=JudgedBy
)
DOSSIERS = query(
    select(col(DossierRow.provider), col(DossierRow.document)).where(among(DossierRow.provider, "providers")),
    into=KeptDossier,
)
STUCK = query(
    select(col(StuckRow.subject), col(StuckRow.fact)).where(col(StuckRow.provider) == bindparam("provider")),
    into=StuckSubject,
)


async def known_providers(work: Work) -> list[UUID]:
    """Give every provider that has a dossier."""
    return await work.all(KNOWN)


async def at_hand(work: Work, providers: Collection[UUID], until: datetime) -> dict[UUID, JudgedBy]:
    """Give how the dossiers stand that some providers have, and those in which something is due by `until`."""
    return {each.provider: each for each in await work.all(JUDGED_BY, providers=list(providers), until=until)}


async def judged_beyond(work: Work, until: datetime) -> dict[UUID, datetime]:
    """Give the providers who were judged beyond an instant, and how far."""
    found = await work.all(JUDGED_BEYOND, until=until)
    return {each.provider: each.judged_until for each in found if each.judged_until is not None}


async def load_dossiers(
    work: Work, providers: Sequence[UUID], ahead: Mapping[UUID, datetime] = MappingProxyType({})
) -> dict[UUID, Dossier]:
    """Give the dossiers of providers that have one; `ahead` are those judged beyond the progress, and how far.

    All were judged by this version: others are judged again first.
    """
    if not providers:
        return {}
    facts = await inbox.facts_of(work, providers)
    for provider, beyond in (await inbox.beyond_progress(work, ahead)).items() if ahead else ():
        facts.setdefault(provider, []).extend(beyond)
    owed = _by_provider(each.document for each in await work.all(OBLIGATIONS_OF, providers=providers))
    found = _by_provider(each.document for each in await work.all(FINDINGS_OF, providers=providers))
    dossiers = {}
    for kept in await work.all(DOSSIERS, providers=providers):
        provider, document = kept.provider, kept.document
        stuck = document["stuck"].keys()
        taken = [each for each in facts.get(provider, ()) if not each.parked or str(each.event.subject) in stuck]
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
