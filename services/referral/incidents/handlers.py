"""Incidents, absences and threat assessments: what both sides report of one event, and what became of the call."""

from datetime import datetime
from uuid import UUID

from schemas.new_event import NewEvent
from services.referral.incidents import domain as decisions
from services.referral.incidents.form import Absence, IncidentReport, Notice
from services.referral.incidents.happening import Happening
from services.referral.incidents.store import Beside, add_threat_assessment, events, load_event, save_event
from services.referral.placements.domain import Placement
from services.referral.placements.handlers import places
from services.referral.placements.store import load_placement
from services.referral.reports.handing_in import Submitted, hand_in
from services.referral.safety.form import ThreatAssessment
from services.referral.shared.actor import Acting
from services.referral.shared.history import record
from services.referral.shared.naming import fresh
from services.referral.shared.states import Who
from services.referral.shared.texts import SCHEMA


async def report_incident(
    acting: Acting,
    placement: UUID,
    report: IncidentReport,
    submission: UUID | None = None,
    incident: UUID | None = None,
) -> UUID:
    """Report a serious incident in writing, a new one or one that is already recorded; give its id. Raises Refused."""
    loaded = await load_placement(acting.work, acting.actor, placement, lock=True)
    event = await _event(acting, placement, report.event, incident)
    changed, new_events = decisions.report(loaded, event, report.command(), acting.now)
    what = Submitted("incident", report, period=str(event.id), occurred=report.aware_at, given=submission)
    made = await hand_in(acting, loaded, what)
    await save_event(acting.work, loaded, changed, acting.now, Beside(report=made))
    await _record(acting, Who.PROVIDER, loaded, new_events, made)
    return event.id


async def notice_incident(acting: Acting, placement: UUID, notice: Notice, incident: UUID | None = None) -> UUID:
    """Let the board record a serious incident that it noticed itself; give its id. Raises Refused."""
    loaded = await load_placement(acting.work, acting.actor, placement, lock=True)
    event = await _event(acting, placement, notice.event, incident)
    changed, new_events = decisions.notice(loaded, event, notice.kind, acting.now)
    sealed = await acting.vault.seal_text(acting.work, SCHEMA, loaded.case, notice.what)
    await save_event(acting.work, loaded, changed, acting.now, Beside(noticed_sealed=sealed))
    await _record(acting, Who.BOARD, loaded, new_events)
    return event.id


async def attest_call(acting: Acting, placement: UUID, incident: UUID, at: datetime) -> Happening:
    """Attest that the provider phoned about an incident at an instant. Raises Refused."""
    loaded = await load_placement(acting.work, acting.actor, placement, lock=True)
    event = await load_event(acting.work, placement, incident)
    changed, new_events = decisions.attest_call(loaded, event, at, acting.now)
    await save_event(acting.work, loaded, changed, acting.now)
    await _record(acting, Who.BOARD, loaded, new_events)
    return changed


async def deny_call(acting: Acting, placement: UUID, incident: UUID) -> Happening:
    """Object that the call the provider reports was never made. Raises Refused."""
    loaded = await load_placement(acting.work, acting.actor, placement, lock=True)
    event = await load_event(acting.work, placement, incident)
    changed, new_events = decisions.deny_call(loaded, event, acting.now)
    await save_event(acting.work, loaded, changed, acting.now)
    await _record(acting, Who.BOARD, loaded, new_events)
    return changed


async def report_absence(
    acting: Acting, placement: UUID, absence: Absence, submission: UUID | None = None, event: UUID | None = None
) -> UUID:
    """Tell of an absence or of an end that nobody planned; give the event's id. Raises Refused."""
    loaded = await load_placement(acting.work, acting.actor, placement, lock=True)
    happening = await _event(acting, placement, absence.event, event)
    changed, new_events = decisions.report_absence(loaded, happening, absence.kind, absence.noticed_at, acting.now)
    what = Submitted("absence", absence, period=str(happening.id), occurred=absence.noticed_at, given=submission)
    made = await hand_in(acting, loaded, what)
    await save_event(acting.work, loaded, changed, acting.now, Beside(absence=made))
    await _record(acting, Who.PROVIDER, loaded, new_events, made)
    return happening.id


async def assess_threat(
    acting: Acting, placement: UUID, assessment: ThreatAssessment, reference: UUID | None = None
) -> UUID:
    """Record that a threat assessment is on file; its number goes to the vault; give its reference. Raises Refused."""
    loaded = await load_placement(acting.work, acting.actor, placement, lock=True)
    known = reference or fresh(acting.author, "threat", placement, assessment.assessed_on, acting.now)
    new_events = decisions.assess_threat(loaded, assessment.assessed_on, known, acting.now)
    await add_threat_assessment(acting, loaded, known, assessment)
    await _record(acting, Who.BOARD, loaded, new_events)
    return known


async def _event(acting: Acting, placement: UUID, named: UUID | None, given: UUID | None) -> Happening:
    """Load the event that is named, or begin a new one."""
    if named is not None:
        return await load_event(acting.work, placement, named)
    return Happening(
        given or fresh(acting.author, "event", placement, len(await events(acting.work, placement)) + 1, acting.now)
    )


async def _record(
    acting: Acting, who: Who, placement: Placement, new_events: list[NewEvent], fact: UUID | None = None
) -> None:
    named = [new_event.model_copy(update={"id": fact}) if fact else new_event for new_event in new_events]
    await record(acting.work, named, acting.author, who, places(placement))
