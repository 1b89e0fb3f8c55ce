"""S01: the board has a current threat assessment on file: at the start, every 90 days, and after an incident."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from schemas.codes import ClauseType, IncidentKind
from schemas.envelope import Event
from schemas.findings import Party, Severity
from schemas.referral import (
    IncidentNoticed,
    IncidentReported,
    ReferralAmended,
    ReferralSent,
    ThreatAssessed,
)
from services.provider_audit.calendar import Clock, civil_date, first_instant
from services.provider_audit.facts.placement import Placement, Start
from services.provider_audit.facts.records import Submission
from services.provider_audit.facts.terms import governing
from services.provider_audit.rules.claim import Cause, Claim, Under
from services.provider_audit.rules.claiming import cause_of, ends, under
from services.provider_audit.rules.declaration import Duty, Parameter, RuleContext, Trigger, Version
from services.provider_audit.rules.named import DAYS, Named, Page
from services.provider_audit.rules.r05_serious_incident import incidents
from services.runtime.language.words import Words

ASK_ANEW = (
    IncidentKind.THREAT,
    IncidentKind.WEAPON,
    IncidentKind.VIOLENCE,
    IncidentKind.DISCLOSED_ADDRESS,
    IncidentKind.GROUP_CONTACT,
)


@dataclass(frozen=True, slots=True)
class Assessment:
    """A threat assessment of a day, and the fact that recorded it."""

    day: date
    event: Event

    @property
    def submission(self) -> Submission:
        """What arrived, and when."""
        return Submission(self.event.id, self.event.arrived)


def claims(placement: Placement, context: RuleContext, rule: Duty) -> Iterator[Claim]:
    """One at the start, one for each day of an assessment while placed, and one for each incident that asks anew."""
    start, chosen = placement.start, under(placement)
    if start is None or chosen is None:
        return
    known = assessments(placement, start, context)
    first_day = civil_date(start.at)
    began = cause_of(start.event, start.at, placement.board)
    oldest = first_day - timedelta(days=_numbers(context, rule, chosen, began, first_day)["start_days"])
    yield _claim(placement, chosen, began, first_day, "start", [each for each in known if each.day >= oldest])
    if any(each.day <= first_day for each in known):
        later = [each for each in known if each.day > first_day]
        yield _claim(placement, chosen, began, first_day, "from-start", later)
    days = {each.day: each for each in reversed(known) if each.day > first_day}
    for day, assessment in sorted(days.items()):
        if placement.ended_at is None or first_instant(day) < placement.ended_at:
            cause = cause_of(assessment.event, first_instant(day), placement.board)
            later = [each for each in known if each.day > day]
            yield _claim(placement, chosen, cause, day, f"day/{day.isoformat()}", later)
    yield from _after_incidents(placement, chosen, start, known)


def _after_incidents(placement: Placement, chosen: Under, start: Start, known: list[Assessment]) -> Iterator[Claim]:
    for incident, both in sorted(incidents(placement).items()):
        reports = [each for each in both if each is not None]
        event = min(reports, key=lambda each: each.order)
        fact = event.fact
        if not isinstance(fact, IncidentReported | IncidentNoticed) or fact.kind not in ASK_ANEW:
            continue
        at = fact.aware_at if isinstance(fact, IncidentReported) else event.occurred
        if at < start.at or (placement.ended_at is not None and at >= placement.ended_at):
            continue
        day = civil_date(at)
        cause = cause_of(event, at, placement.board)
        yield _claim(placement, chosen, cause, day, f"incident/{incident}", [each for each in known if each.day >= day])


def assessments(placement: Placement, start: Start, context: RuleContext) -> list[Assessment]:
    """Give every assessment recorded; one made before the referral travels in it."""
    asked = context.history(start.fact.referral).events if start.fact.referral else ()
    found = []
    for event in (*asked, *placement.events):
        if isinstance(event.fact, ThreatAssessed):
            found.append(Assessment(event.fact.assessed_on, event))
        elif isinstance(event.fact, ReferralSent) and event.fact.threat_assessed_on is not None:
            found.append(Assessment(event.fact.threat_assessed_on, event))
        elif isinstance(event.fact, ReferralAmended) and event.fact.after.threat_assessed_on is not None:
            found.append(Assessment(event.fact.after.threat_assessed_on, event))
    return found


def _numbers(context: RuleContext, rule: Duty, chosen: Under, cause: Cause, day: date) -> dict[str, int]:
    contract = governing(context.terms, chosen.board, chosen.form, chosen.named, day, cause.received)
    return context.numbers(rule, contract, day, cause.received)


def _claim(
    placement: Placement, chosen: Under, cause: Cause, day: date, period: str, met_by: list[Assessment]
) -> Claim:
    at_start = period == "start"
    return Claim(
        cause=cause,
        about=placement.id,
        board=placement.board,
        day=day,
        period=period,
        under=chosen,
        met_by=tuple(each.submission for each in met_by),
        ends=() if at_start else ends(placement),
        severity=Severity.CRITICAL if at_start else None,
    )


def clock(trigger: Trigger) -> Clock:
    """None at the start itself; days from an assessment, working days from an incident."""
    if trigger.period == "start":
        return Clock("hours", 0)
    if trigger.period.startswith("incident/"):
        return Clock("working_days", trigger.numbers["incident_working_days"])
    return Clock("days", trigger.numbers["days"])


PAGE = Page(
    path="/placements/{about}/threat-assessments",
    verb=Words(sv="Registrera hotbedömning", en="Register a threat assessment"),
)
NO_ASSESSMENT = Words(sv="ingen sådan bedömning kom in {by}", en="no such assessment came in {by}")
RULE = Duty(
    id="S01",
    title_sv="Aktuell hotbedömning",
    title_en="Current threat assessment",
    sentence=Words(
        sv="Nämnden har en hotbedömning som är högst {start_days} dagar gammal vid starten, en ny inom {days} dagar från varje "
        "bedömning så länge någon är placerad, och en ny inom {incident_working_days} arbetsdagar från en händelse med hot, vapen, "
        "våld, röjd adress eller kontakt från grupperingen. Saknas den vid starten är bristen kritisk.",
        en="The board has a threat assessment at most {start_days} days old at the start, a new one within {days} days of each "
        "assessment while anybody is placed, and a new one within {incident_working_days} working days of an incident with threat, "
        "weapon, violence, a disclosed address or contact by the group. Where it is missing at the start, the finding is critical.",
    ),
    owes=(Party.BOARD,),
    basis="K",
    source="Nämndens riktlinjer om hot- och riskbedömning vid avhopparverksamhet",
    severity=Severity.HIGH,
    reach="placement",
    versions=(Version(1, date(2020, 1, 1)),),
    parameters=(
        Parameter(
            "start_days",
            "days",
            90,
            said=Words(sv="högst {n} dagar gammal vid starten", en="at most {n} days old at the start"),
        ),
        Parameter("days", "days", 90, said=DAYS),
        Parameter(
            "incident_working_days",
            "working days",
            5,
            said=Words(sv="{n} arbetsdagar från händelsen", en="{n} working days from the incident"),
        ),
    ),
    claims=claims,
    reads=(ThreatAssessed, ReferralSent, ReferralAmended, IncidentReported, IncidentNoticed),
    clock=clock,
    binds_without_contract=True,
    one_omission=True,
    falls_by=("arrived_before_due", "ended_by_due"),
    clause=ClauseType.S01,
    named=Named(
        title=Words(sv="Hotbedömning", en="Threat assessment"),
        noun=Words(sv="Hotbedömningen", en="The threat assessment"),
        notice=Words(sv="hotbedömning", en="threat assessment"),
        page=PAGE,
        fulfilled_by=ThreatAssessed,
        missing=NO_ASSESSMENT,
    ),
    parts={
        "start": Named(
            title=Words(sv="Hotbedömning vid starten", en="Threat assessment at the start"),
            noun=Words(sv="Hotbedömningen vid starten", en="The threat assessment at the start"),
            notice=Words(sv="hotbedömning vid starten", en="threat assessment at the start"),
            page=PAGE,
            counting=Words(
                sv="Vid starten ska en bedömning finnas som är daterad högst {start_days} dagar före den och som kom in före den.",
                en="At the start there must be an assessment dated at most {start_days} days before it that came in before it.",
            ),
            missing=NO_ASSESSMENT,
        ),
        "from-start": Named(
            title=Words(sv="Ny hotbedömning efter starten", en="New threat assessment after the start"),
            noun=Words(sv="Den nya hotbedömningen efter starten", en="The new threat assessment after the start"),
            notice=Words(sv="ny hotbedömning efter starten", en="new threat assessment after the start"),
            page=PAGE,
            counting=Words(
                sv="Bedömningar daterade till och med startdagen ger tillsammans en frist, räknad från starten.",
                en="Assessments dated up to the day of the start give one due together, counted from the start.",
            ),
            missing=NO_ASSESSMENT,
        ),
        "day": Named(
            title=Words(sv="Ny hotbedömning efter den från {day}", en="New threat assessment after the one of {day}"),
            noun=Words(
                sv="Den nya hotbedömningen efter den från {day}", en="The new threat assessment after the one of {day}"
            ),
            notice=Words(sv="ny hotbedömning", en="new threat assessment"),
            page=PAGE,
            counting=Words(
                sv="Fristen räknas från bedömningen daterad {day} och möts av en som är daterad senare.",
                en="The due counts from the assessment dated {day} and is met by one dated later.",
            ),
            missing=NO_ASSESSMENT,
        ),
        "incident": Named(
            title=Words(
                sv="Ny hotbedömning efter händelsen {day}", en="New threat assessment after the incident of {day}"
            ),
            noun=Words(
                sv="Den nya hotbedömningen efter händelsen {day}",
                en="The new threat assessment after the incident of {day}",
            ),
            notice=Words(sv="ny hotbedömning efter en händelse", en="new threat assessment after an incident"),
            page=PAGE,
            counting=Words(
                sv="Händelsen {day} kräver en ny bedömning, daterad den dagen eller senare.",
                en="The incident of {day} asks for a new assessment, dated that day or later.",
            ),
            missing=NO_ASSESSMENT,
        ),
    },
    ends_with_subject=True,
)
