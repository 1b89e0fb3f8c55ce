"""Loading dossiers and saving what a judgement changed: one statement per table, whatever the batch."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID, uuid4

from pydantic import TypeAdapter
from sqlalchemy import DateTime, bindparam, case, delete, func, null, or_, update
from sqlmodel import col, select

from schemas.codes import Severity, Standing
from services.provider_audit import queries
from services.provider_audit.calendar import working_days
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.records import Finding, Obligation
from services.provider_audit.judge.forecast import expected
from services.provider_audit.judge.held import held_by
from services.provider_audit.judge.order import next_instant
from services.provider_audit.judge.output import REPLY_WORKING_DAYS
from services.provider_audit.page_tables import ExpectedRow, StuckRow
from services.provider_audit.replay.difference import Difference, KeptJudgement
from services.provider_audit.storage import inbox
from services.provider_audit.tables import DossierRow, FindingRow, ObligationRow
from services.runtime.database.query import Query, among, query
from services.runtime.database.table import columns_of
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


class Record(Protocol):
    """An obligation or a finding."""

    id: UUID
    provider: UUID


R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class KeptObligation:
    """An obligation as it was last saved, and when a fold ceased to give it."""

    document: Obligation
    fallen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeptFinding:
    """A finding as it was last saved, and when a fold ceased to give it."""

    document: Finding
    fallen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WithDuty:
    """A finding, and the obligation it is about where it is about one."""

    finding: Finding
    owed: Obligation | None


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
FORGET_STUCK = query(delete(StuckRow).where(among(StuckRow.provider, "providers")))
FORGET_EXPECTED = query(delete(ExpectedRow).where(among(ExpectedRow.provider, "providers")))
_obligations = select(col(ObligationRow.document))
_findings = select(col(FindingRow.document))
OBLIGATIONS_OF = query(
    _obligations.where(among(ObligationRow.provider, "providers")).order_by(col(ObligationRow.id)), into=KeptObligation
)
FINDINGS_OF = query(
    _findings.where(
        among(FindingRow.provider, "providers"), col(FindingRow.standing) != Standing.WITHDRAWN.value
    ).order_by(col(FindingRow.id)),
    into=KeptFinding,
)
STANDING_OBLIGATIONS = query(_obligations.where(col(ObligationRow.fallen_at).is_(None)), into=KeptObligation)
STANDING_FINDINGS = query(_findings.where(col(FindingRow.fallen_at).is_(None)), into=KeptFinding)
EVERY_OBLIGATION = query(
    select(col(ObligationRow.document), col(ObligationRow.fallen_at)).where(
        col(ObligationRow.provider) == bindparam("provider")
    ),
    into=KeptObligation,
)
EVERY_FINDING = query(
    select(col(FindingRow.document), col(FindingRow.fallen_at)).where(
        col(FindingRow.provider) == bindparam("provider")
    ),
    into=KeptFinding,
)
WITH_DUTY = query(
    select(col(FindingRow.document).label("finding"), col(ObligationRow.document).label("owed"))
    .outerjoin(ObligationRow, col(ObligationRow.id) == FindingRow.obligation)
    .where(col(FindingRow.id) == bindparam("id")),
    into=WithDuty,
)


def _fall(row: type[ObligationRow | FindingRow]) -> Query[dict[str, Any]]:
    """Mark those of a provider's rows that fell and were not marked, and take the mark from those that stand again."""
    fell = among(row.id, "fallen")
    at = bindparam("at", type_=DateTime(timezone=True))
    return query(
        update(row)
        .where(col(row.provider) == bindparam("provider"), col(row.fallen_at).is_(None) == fell)
        .values(fallen_at=case((fell, at), else_=null()))
    )


FALL = (_fall(ObligationRow), _fall(FindingRow))
# Whoever answers a finding that judging again raised has as long as any other, before the supervisor sees it unanswered.
LEAVE_TIME = query(
    update(FindingRow)
    .where(
        among(FindingRow.id, "ids"),
        col(FindingRow.severity) != Severity.CRITICAL.value,
        func.cardinality(FindingRow.boards) > 0,
    )
    .values(supervisor_from=func.greatest(FindingRow.supervisor_from, bindparam("reply_due")))
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


async def save_difference(work: Work, provider: UUID, found: Difference, until: datetime) -> None:
    """Save what judging again changed: what it does not give any more is marked as fallen, what it gives again is not."""
    await save_judgement(work, found.obligations, found.findings, until)
    for fall in FALL:
        await work.run(fall, provider=provider, fallen=sorted(found.fallen), at=until)
    if found.raised:
        leave = working_days(until, REPLY_WORKING_DAYS)
        await work.run(LEAVE_TIME, ids=found.raised, reply_due=leave)


async def save_dossiers(work: Work, dossiers: Iterable[Dossier]) -> None:
    """Replace dossiers whole, with the earliest instant at which each must be judged again."""
    rows = [
        {
            "provider": dossier.provider,
            "document": dossier.to_document(),
            "next_due": next_instant(dossier),
            "version": uuid4(),
            "judged_by": dossier.version,
        }
        for dossier in dossiers
    ]
    await work.put(DossierRow, rows)


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
    await work.run(FORGET_STUCK, providers=[dossier.provider for dossier in dossiers])
    rows = [
        {
            "provider": dossier.provider,
            "subject": stuck.subject,
            "fact": stuck.fact,
            "since": stuck.since,
            "why": stuck.why,
            "holds": held_by(dossier, stuck.subject),
        }
        for dossier in dossiers
        for stuck in dossier.stuck.values()
    ]
    await work.add_new(StuckRow, rows)


async def save_expected(work: Work, dossiers: Sequence[Dossier]) -> None:
    """Keep what will be owed next by the given providers, for pages that look ahead."""
    await work.run(FORGET_EXPECTED, providers=[dossier.provider for dossier in dossiers])
    kept = columns_of(ExpectedRow)
    rows = [{name: getattr(each, name) for name in kept} for dossier in dossiers for each in expected(dossier)]
    await work.add_new(ExpectedRow, rows)
