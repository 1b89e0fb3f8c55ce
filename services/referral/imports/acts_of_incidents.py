"""What both sides tell of incidents, a table each: reports, absences, what the board noticed, calls and threats."""

from uuid import UUID

from schemas import referral as facts
from services.referral import handlers
from services.referral.imports.act import EVENT, EVENT_OR_NEW, Act
from services.referral.imports.scene import Faulty, Raw, Scene, ToldAlready, sound
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


async def named(scene: Scene, raw: Raw) -> list[Happening]:
    """Give the events that a row may be checked against: those told of when it says something of one, else none."""
    return await scene.happenings() if raw["event"] else []


def chosen(raw: Raw, possible: list[Happening]) -> None:
    """Raise Faulty when a row does not say whether it is new, although it may be an event that is told of."""
    if possible and not raw["event"]:
        numbers = ", ".join(short("H", event.id) for event in possible)
        what = Words(
            sv="Det kan vara en händelse som redan är berättad: {numbers}. Skriv dess nummer, eller ny.",
            en="It may be an incident that is already told of: {numbers}. Write its number, or new.",
        )
        raise Faulty({"event": what.fill(numbers=numbers)})


async def _incident(scene: Scene, typed: Raw) -> UUID:
    raw, submission = await scene.with_event(typed), new_id()
    report = sound(parse_incident(raw, scene.now, await named(scene, raw), scene.person))
    await scene.not_handed_in("incident", report, occurred=report.aware_at)
    chosen(raw, [event for event in await scene.happenings() if event.lacks_report])
    await scene.tell(handlers.report_incident, report, submission)
    return submission


async def _absence(scene: Scene, typed: Raw) -> UUID:
    raw, submission = await scene.with_event(typed), new_id()
    absence = sound(parse_absence(raw, scene.now, await named(scene, raw), scene.person))
    await scene.not_handed_in("absence", absence, occurred=absence.noticed_at)
    chosen(raw, [event for event in await scene.happenings() if event.lacks_absence])
    await scene.tell(handlers.report_absence, absence, submission)
    return submission


async def _notice(scene: Scene, typed: Raw) -> None:
    raw = await scene.with_event(typed)
    notice = sound(parse_notice(raw, scene.now, await named(scene, raw), scene.person))
    wrote = await noticed(scene.work, scene.placement.id)
    for event in await scene.happenings():
        if event.id in wrote and await _opened(scene, wrote[event.id]) == notice.what:
            raise ToldAlready
    chosen(raw, [event for event in await scene.happenings() if event.only_absence])
    await scene.tell(handlers.notice_incident, notice)


async def _call(scene: Scene, typed: Raw) -> None:
    event = _event(await scene.with_event(typed))
    at = sound(parse_moment(typed, scene.now))
    await scene.not_told(facts.CallReceived, lambda fact: (fact.incident, fact.at) == (event, at))
    await scene.tell_codes(handlers.attest_call, event, at)


async def _call_denied(scene: Scene, typed: Raw) -> None:
    event = _event(await scene.with_event(typed))
    await scene.not_told(facts.CallDenied, lambda fact: fact.incident == event)
    await scene.tell_codes(handlers.deny_call, event)


async def _threat(scene: Scene, raw: Raw) -> None:
    assessment = sound(parse_threat_assessment(raw, scene.today))
    for kept in await threat_assessments(scene.work, scene.placement.id):
        same_day = kept.assessed_on == assessment.assessed_on
        if same_day and await _opened(scene, kept.number_sealed) == assessment.number:
            raise ToldAlready
    await scene.tell(handlers.assess_threat, assessment)


def _event(raw: Raw) -> UUID:
    try:
        return UUID(str(raw["event"]))
    except ValueError:
        raise Faulty({"event": Words(sv="Skriv händelsens nummer.", en="Write the incident's number.")}) from None


async def _opened(scene: Scene, sealed: bytes) -> str:
    try:
        return await scene.vault.open_text(scene.work, SCHEMA, scene.placement.case, sealed)
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
