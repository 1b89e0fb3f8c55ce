"""What both sides report of incidents, a table each: reports, absences, what the board noticed, calls and threats."""

from uuid import UUID

from schemas import referral as facts
from services.referral import handlers
from services.referral.imports.act import EVENT, EVENT_OR_NEW, Act
from services.referral.imports.import_context import AlreadyRecorded, Faulty, ImportContext, Raw, sound
from services.referral.incidents.form import (
    absence_fields,
    incident_fields,
    notice_fields,
    parse_absence,
    parse_incident,
    parse_notice,
)
from services.referral.incidents.happening import Happening
from services.referral.incidents.store import noticed, threat_assessments
from services.referral.placements.form import MOMENT_FIELDS, parse_moment
from services.referral.safety.form import THREAT_FIELDS, parse_threat_assessment
from services.referral.shared.texts import SCHEMA
from services.runtime.language.identifiers import new_id, short
from services.runtime.language.words import Words
from services.runtime.vault.vault import Erased


async def named(context: ImportContext, raw: Raw) -> list[Happening]:
    """Give the events that a row may be checked against: those reported when it says something of one, else none."""
    return await context.happenings() if raw["event"] else []


def chosen(raw: Raw, possible: list[Happening]) -> None:
    """Raise Faulty when a row does not say whether it is new, although it may be one that is reported."""
    if possible and not raw["event"]:
        numbers = ", ".join(short("H", event.id) for event in possible)
        what = Words(
            sv="Det kan vara en händelse som redan är berättad: {numbers}. Skriv dess nummer, eller ny.",
            en="It may be an incident that is already told of: {numbers}. Write its number, or new.",
        )
        raise Faulty({"event": what.fill(numbers=numbers)})


async def _incident(context: ImportContext, typed: Raw) -> UUID:
    raw, submission = await context.with_event(typed), new_id()
    report = sound(parse_incident(raw, context.now, await named(context, raw), context.person))
    await context.not_handed_in("incident", report, occurred=report.aware_at)
    chosen(raw, [event for event in await context.happenings() if event.lacks_report])
    await context.record(handlers.report_incident, report, submission)
    return submission


async def _absence(context: ImportContext, typed: Raw) -> UUID:
    raw, submission = await context.with_event(typed), new_id()
    absence = sound(parse_absence(raw, context.now, await named(context, raw), context.person))
    await context.not_handed_in("absence", absence, occurred=absence.noticed_at)
    chosen(raw, [event for event in await context.happenings() if event.lacks_absence])
    await context.record(handlers.report_absence, absence, submission)
    return submission


async def _notice(context: ImportContext, typed: Raw) -> None:
    raw = await context.with_event(typed)
    notice = sound(parse_notice(raw, context.now, await named(context, raw), context.person))
    wrote = await noticed(context.work, context.placement.id)
    for event in await context.happenings():
        if event.id in wrote and await _opened(context, wrote[event.id]) == notice.what:
            raise AlreadyRecorded
    chosen(raw, [event for event in await context.happenings() if event.only_absence])
    await context.record(handlers.notice_incident, notice)


async def _call(context: ImportContext, typed: Raw) -> None:
    event = _event(await context.with_event(typed))
    at = sound(parse_moment(typed, context.now))
    await context.not_recorded(facts.CallReceived, lambda fact: (fact.incident, fact.at) == (event, at))
    await context.record(handlers.attest_call, event, at)


async def _call_denied(context: ImportContext, typed: Raw) -> None:
    event = _event(await context.with_event(typed))
    await context.not_recorded(facts.CallDenied, lambda fact: fact.incident == event)
    await context.record(handlers.deny_call, event)


async def _threat(context: ImportContext, raw: Raw) -> None:
    assessment = sound(parse_threat_assessment(raw, context.today))
    for kept in await threat_assessments(context.work, context.placement.id):
        same_day = kept.assessed_on == assessment.assessed_on
        if same_day and await _opened(context, kept.number_sealed) == assessment.number:
            raise AlreadyRecorded
    await context.record(handlers.assess_threat, assessment)


def _event(raw: Raw) -> UUID:
    try:
        return UUID(str(raw["event"]))
    except ValueError:
        raise Faulty({"event": Words(sv="Skriv händelsens nummer.", en="Write the incident's number.")}) from None


async def _opened(context: ImportContext, sealed: bytes) -> str:
    try:
        return await context.vault.open_text(context.work, SCHEMA, context.placement.case, sealed)
    except Erased:
        return ""


INCIDENTS: tuple[Act, ...] = (
    Act("incident", Words(sv="händelse", en="incident"), ("provider",), (EVENT_OR_NEW, *incident_fields()), _incident),
    Act("absence", Words(sv="avvikelse", en="absence"), ("provider",), (EVENT_OR_NEW, *absence_fields()), _absence),
    Act("noticed", Words(sv="händelse som nämnden märkt", en="incident noticed"), ("board",), (EVENT_OR_NEW, *notice_fields()), _notice),
    Act("call", Words(sv="intygat samtal", en="attested call"), ("board",), (EVENT, *MOMENT_FIELDS), _call),
    Act("call_denied", Words(sv="invändning mot samtal", en="denied call"), ("board",), (EVENT,), _call_denied),
    Act("threat", Words(sv="hotbedömning", en="threat assessment"), ("board",), THREAT_FIELDS, _threat),
)  # fmt: skip
