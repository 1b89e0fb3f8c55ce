"""Incidents, absences and threat assessments: what both sides report of one event, and what became of the call."""

from datetime import datetime
from uuid import UUID

from schemas.new_event import Author, NewEvent
from services.referral.incidents import domain as decisions
from services.referral.incidents.form import Absence, IncidentReport, Notice
from services.referral.incidents.happening import Happening
from services.referral.incidents.store import add_threat_assessment, events, load_event, save_event
from services.referral.placements.domain import Placement
from services.referral.placements.handlers import places
from services.referral.placements.store import load_placement
from services.referral.reports.handlers import hand_in
from services.referral.safety.form import ThreatAssessment
from services.referral.shared.actor import Actor
from services.referral.shared.history import record
from services.referral.shared.lifecycle import Who
from services.referral.shared.naming import fresh
from services.referral.shared.texts import SCHEMA
from services.runtime.database.work import Work
from services.runtime.vault.vault import Vault


async def report_incident(
    work: Work,
    vault: Vault,
    actor: Actor,
    author: Author,
    placement: UUID,
    report: IncidentReport,
    submission: UUID | None = None,
    incident: UUID | None = None,
) -> UUID:
    """Report a serious incident in writing, a new one or one that is already recorded; give its id. Raises Refused."""
    loaded = await load_placement(work, actor, placement, lock=True)
    event = await _event(work, author, placement, report.event, incident)
    changed, new_events = decisions.report(loaded, event, report.command(), author.arrived)
    made = await hand_in(
        work, vault, author, loaded, "incident", report,
        attempt=1, period=str(event.id), occurred=report.aware_at, given=submission,
    )  # fmt: skip
    await save_event(work, loaded, changed, author.arrived, report=made)
    await _record(work, author, Who.PROVIDER, loaded, new_events, made)
    return event.id


async def notice_incident(
    work: Work,
    vault: Vault,
    actor: Actor,
    author: Author,
    placement: UUID,
    notice: Notice,
    incident: UUID | None = None,
) -> UUID:
    """Let the board record a serious incident that it noticed itself; give its id. Raises Refused."""
    loaded = await load_placement(work, actor, placement, lock=True)
    event = await _event(work, author, placement, notice.event, incident)
    changed, new_events = decisions.notice(loaded, event, notice.kind, author.arrived)
    sealed = await vault.seal_text(work, SCHEMA, loaded.case, notice.what)
    await save_event(work, loaded, changed, author.arrived, noticed_sealed=sealed)
    await _record(work, author, Who.BOARD, loaded, new_events)
    return event.id


async def attest_call(
    work: Work, actor: Actor, author: Author, placement: UUID, incident: UUID, at: datetime
) -> Happening:
    """Attest that the provider phoned about an incident at an instant. Raises Refused."""
    loaded = await load_placement(work, actor, placement, lock=True)
    event = await load_event(work, placement, incident)
    changed, new_events = decisions.attest_call(loaded, event, at, author.arrived)
    await save_event(work, loaded, changed, author.arrived)
    await _record(work, author, Who.BOARD, loaded, new_events)
    return changed


async def deny_call(work: Work, actor: Actor, author: Author, placement: UUID, incident: UUID) -> Happening:
    """Object that the call the provider reports was never made. Raises Refused."""
    loaded = await load_placement(work, actor, placement, lock=True)
    event = await load_event(work, placement, incident)
    changed, new_events = decisions.deny_call(loaded, event, author.arrived)
    await save_event(work, loaded, changed, author.arrived)
    await _record(work, author, Who.BOARD, loaded, new_events)
    return changed


async def report_absence(
    work: Work,
    vault: Vault,
    actor: Actor,
    author: Author,
    placement: UUID,
    absence: Absence,
    submission: UUID | None = None,
    event: UUID | None = None,
) -> UUID:
    """Tell of an absence or of an end that nobody planned; give the event's id. Raises Refused."""
    loaded = await load_placement(work, actor, placement, lock=True)
    happening = await _event(work, author, placement, absence.event, event)
    changed, new_events = decisions.report_absence(loaded, happening, absence.kind, absence.noticed_at, author.arrived)
    made = await hand_in(
        work, vault, author, loaded, "absence", absence,
        attempt=1, period=str(happening.id), occurred=absence.noticed_at, given=submission,
    )  # fmt: skip
    await save_event(work, loaded, changed, author.arrived, absence=made)
    await _record(work, author, Who.PROVIDER, loaded, new_events, made)
    return happening.id


async def assess_threat(
    work: Work,
    vault: Vault,
    actor: Actor,
    author: Author,
    placement: UUID,
    assessment: ThreatAssessment,
    reference: UUID | None = None,
) -> UUID:
    """Tell that a threat assessment is on file; its number goes to the vault; give its reference. Raises Refused."""
    loaded = await load_placement(work, actor, placement, lock=True)
    known = reference or fresh(author, "threat", placement, assessment.assessed_on, author.arrived)
    new_events = decisions.assess_threat(loaded, assessment.assessed_on, known, author.arrived)
    sealed = await vault.seal_text(work, SCHEMA, loaded.case, assessment.number)
    person = author.person or author.teller
    await add_threat_assessment(work, loaded, known, assessment.assessed_on, sealed, author.arrived, person)
    await _record(work, author, Who.BOARD, loaded, new_events)
    return known


async def _event(work: Work, author: Author, placement: UUID, named: UUID | None, given: UUID | None) -> Happening:
    """Load the event that is named, or begin a new one."""
    if named is not None:
        return await load_event(work, placement, named)
    return Happening(given or fresh(author, "event", placement, len(await events(work, placement)) + 1, author.arrived))


async def _record(
    work: Work, author: Author, who: Who, placement: Placement, new_events: list[NewEvent], fact: UUID | None = None
) -> None:
    named = [new_event.model_copy(update={"id": fact}) if fact else new_event for new_event in new_events]
    await record(work, named, author, who, places(placement))
