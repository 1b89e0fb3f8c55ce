"""Saving what a batch judged: dossiers, obligations, findings, what is suspended and expected."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete

from services.provider_audit import queries
from services.provider_audit.calendar import working_days
from services.provider_audit.facts.dossier import Dossier
from services.provider_audit.facts.records import Finding, Obligation
from services.provider_audit.judge.forecast import expected
from services.provider_audit.judge.held import held_by
from services.provider_audit.judge.order import next_instant
from services.provider_audit.judge.output import REPLY_WORKING_DAYS
from services.provider_audit.page_tables import ExpectedRow, StuckRow
from services.provider_audit.replay.difference import Difference
from services.provider_audit.storage.kept_judgement import (
    FALL,
    LEAVE_TIME,
)
from services.provider_audit.storage.store import FINDINGS, OBLIGATIONS
from services.provider_audit.tables import DossierRow
from services.runtime.database.expressions import among
from services.runtime.database.query import query
from services.runtime.database.tables.table import columns_of
from services.runtime.database.work import Work

FORGET_STUCK = query(delete(StuckRow).where(among(StuckRow.provider, "providers")))


FORGET_EXPECTED = query(delete(ExpectedRow).where(among(ExpectedRow.provider, "providers")))


FORGET_EXPECTED_OF = query(
    delete(ExpectedRow).where(among(ExpectedRow.provider, "providers"), among(ExpectedRow.about, "subjects"))
)


async def save_difference(work: Work, provider: UUID, found: Difference, until: datetime) -> None:
    """Save what judging again changed: what it does not give any more is marked as fallen, what it gives again is not."""
    await save_judgement(work, found.obligations, found.findings, until)
    for fall in FALL:
        await work.run(fall, provider=provider, fallen=sorted(found.fallen), at=until)
    if found.raised:
        leave = working_days(until, REPLY_WORKING_DAYS)
        await work.run(LEAVE_TIME, ids=found.raised, reply_due=leave)


async def save_dossiers(work: Work, dossiers: Iterable[Dossier], until: datetime | None) -> None:
    """Replace dossiers whole, as judged up to an instant, with the earliest one at which each must be judged again."""
    rows = [
        {
            "provider": dossier.provider,
            "document": dossier.to_document(),
            "next_due": next_instant(dossier),
            "version": uuid4(),
            "judged_by": dossier.version,
            "judged_until": until,
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
    """Keep what will be owed next, for pages that look ahead: of whatever was judged, or of all where terms changed."""
    whole = [dossier.provider for dossier in dossiers if dossier.changes.terms]
    others = [dossier for dossier in dossiers if not dossier.changes.terms and dossier.changes.touched]
    if whole:
        await work.run(FORGET_EXPECTED, providers=whole)
    if others:
        touched = [subject for dossier in others for subject in dossier.changes.touched]
        await work.run(FORGET_EXPECTED_OF, providers=[dossier.provider for dossier in others], subjects=touched)
    kept = columns_of(ExpectedRow)
    rows = [
        {name: getattr(each, name) for name in kept}
        for dossier in dossiers
        for each in expected(dossier, None if dossier.changes.terms else dossier.changes.touched)
    ]
    if rows:
        await work.add_new(ExpectedRow, rows)
