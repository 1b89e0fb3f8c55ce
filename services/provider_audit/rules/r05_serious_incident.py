"""R05: the provider phones about a serious incident within an hour, and reports it in writing within a day."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from schemas.codes import ClauseType
from schemas.envelope import Event
from schemas.findings import Party, Severity
from schemas.referral import CallDenied, CallReceived, IncidentNoticed, IncidentReported
from services.provider_audit.calendar import Clock, civil_date
from services.provider_audit.facts.placement import Placement
from services.provider_audit.facts.records import Submission
from services.provider_audit.rules.claim import Claim
from services.provider_audit.rules.claiming import cause_of, under
from services.provider_audit.rules.declaration import Duty, Parameter, RuleContext, Trigger, Version
from services.provider_audit.rules.named import Named, Page, Unwaivable
from services.runtime.language.words import Words

PHONE = "phone/"


def claims(placement: Placement, context: RuleContext, _rule: Duty) -> Iterator[Claim]:
    """Two duties an incident: the call, judged once the report is received, and the report itself."""
    chosen = under(placement)
    if chosen is None:
        return
    for incident, (reported, noticed) in sorted(incidents(placement).items()):
        causes = [(cause_of(noticed, noticed.occurred, context.provider), noticed.occurred)] if noticed else []
        if reported is not None and isinstance(reported.fact, IncidentReported):
            aware = cause_of(reported, reported.fact.aware_at, context.provider)
            causes.append((aware, reported.fact.aware_at))
            if noticed is None or noticed.received > reported.fact.aware_at:
                yield Claim(
                    cause=aware,
                    about=placement.id,
                    board=placement.board,
                    day=civil_date(reported.fact.aware_at),
                    period=f"{PHONE}{incident}",
                    under=chosen,
                    met_by=calls(placement, incident, reported, reported.fact),
                )
        first, at = min(causes, key=lambda each: (each[0].start, each[0].received))
        yield Claim(
            cause=first,
            about=placement.id,
            board=placement.board,
            day=civil_date(at),
            period=f"written/{incident}",
            under=chosen,
            met_by=written(placement, incident),
        )


def incidents(placement: Placement) -> dict[UUID, tuple[Event | None, Event | None]]:
    """Give each incident with the provider's first report of it and the board's first word of it."""
    found: dict[UUID, tuple[Event | None, Event | None]] = {}
    for event in placement.events:
        if isinstance(event.fact, IncidentReported):
            reported, noticed = found.get(event.fact.incident, (None, None))
            found[event.fact.incident] = (reported or event, noticed)
        elif isinstance(event.fact, IncidentNoticed):
            reported, noticed = found.get(event.fact.incident, (None, None))
            found[event.fact.incident] = (reported, noticed or event)
    return found


def calls(placement: Placement, incident: UUID, reported: Event, fact: IncidentReported) -> tuple[Submission, ...]:
    """Give the calls recorded: the provider's word until the board objects, and what the board attests."""
    denied = any(fact.incident == incident for _event, fact in placement.of_kind(CallDenied))
    found = [
        Submission(event.id, fact.at) for event, fact in placement.of_kind(CallReceived) if fact.incident == incident
    ]
    if fact.phoned_at is not None and not denied:
        found.append(Submission(reported.id, fact.phoned_at))
    return tuple(found)


def written(placement: Placement, incident: UUID) -> tuple[Submission, ...]:
    """Give the provider's reports of an incident."""
    return tuple(
        Submission(event.id, event.arrived)
        for event, fact in placement.of_kind(IncidentReported)
        if fact.incident == incident
    )


def clock(trigger: Trigger) -> Clock:
    """Elapsed hours, at night too: one by phone, a day in writing."""
    return Clock("hours", trigger.numbers["phone_hours" if trigger.period.startswith(PHONE) else "written_hours"])


def moved(period: str) -> bool:
    """An interruption of the portal hinders the report, never the call."""
    return not period.startswith(PHONE)


RULE = Duty(
    id="R05",
    title_sv="Allvarlig händelse anmäld",
    title_en="Serious incident told",
    sentence=Words(
        sv="En allvarlig händelse meddelas nämnden per telefon inom {phone_hours} timme och skriftligt inom {written_hours} "
        "timmar från att utföraren fick veta. Har nämnden själv berättat om händelsen räknas den skriftliga tiden senast därifrån.",
        en="A serious incident is told to the board by phone within {phone_hours} hour and in writing within {written_hours} "
        "hours of the provider becoming aware. Where the board told of it itself, the written time counts from there at the latest.",
    ),
    owes=(Party.PROVIDER,),
    basis="K",
    source="Avtalsvillkor om allvarliga händelser",
    severity=Severity.CRITICAL,
    reach="placement",
    versions=(Version(1, date(2020, 1, 1)),),
    parameters=(
        Parameter(
            "phone_hours",
            "hours",
            1,
            said=Words(sv="{n} timmar, per telefon", en="{n} hours, by phone"),
            in_clause=Words(sv="per telefon inom {n} timmar", en="by phone within {n} hours"),
        ),
        Parameter(
            "written_hours",
            "hours",
            24,
            said=Words(sv="{n} timmar, skriftligt", en="{n} hours, in writing"),
            in_clause=Words(sv="skriftligt inom {n} timmar", en="in writing within {n} hours"),
        ),
    ),
    claims=claims,
    reads=(IncidentReported, IncidentNoticed, CallReceived, CallDenied),
    clock=clock,
    interruption_moves=moved,
    falls_by=("arrived_before_due", "call_attested", "no_contract_governs"),
    clause=ClauseType.R05,
    short=Words(sv="allvarlig händelse", en="serious incident"),
    unwaivable=Unwaivable(because="critical", listed=Words(sv="allvarliga händelser", en="serious incidents")),
    named=Named(
        title=Words(sv="Anmälan av allvarlig händelse {day}", en="Report of the serious incident of {day}"),
        noun=Words(sv="Anmälan av den allvarliga händelsen {day}", en="The report of the serious incident of {day}"),
        notice=Words(sv="anmälan av allvarlig händelse", en="report of a serious incident"),
        page=Page(path="/placements/{about}/incidents", verb=Words(sv="Anmäl skriftligt", en="Report in writing")),
    ),
    parts={
        "phone": Named(
            title=Words(sv="Samtal om allvarlig händelse {day}", en="Call about the serious incident of {day}"),
            noun=Words(
                sv="Samtalet om den allvarliga händelsen {day}", en="The call about the serious incident of {day}"
            ),
            notice=Words(sv="samtal om allvarlig händelse", en="call about a serious incident"),
            page=Page(path="/placements/{about}/incidents", verb=Words(sv="Läs händelsen", en="Read the incident")),
            counting=Words(
                sv="Samtalet räknas från det tidigaste av det utföraren berättar, tills nämnden invänder, och det nämnden intygar.",
                en="The call counts from the earlier of what the provider tells, until the board objects, and what the board attests.",
            ),
            missing=Words(sv="inget samtal var gjort {by}", en="no call had been made {by}"),
            handed_in=False,
            replaced_when_missed=True,
        ),
        "written": Named(
            title=Words(
                sv="Skriftlig anmälan av allvarlig händelse {day}", en="Written report of the serious incident of {day}"
            ),
            noun=Words(
                sv="Den skriftliga anmälan av den allvarliga händelsen {day}",
                en="The written report of the serious incident of {day}",
            ),
            notice=Words(sv="skriftlig anmälan av allvarlig händelse", en="written report of a serious incident"),
            page=Page(path="/placements/{about}/incidents", verb=Words(sv="Anmäl skriftligt", en="Report in writing")),
            fulfilled_by=IncidentReported,
            asked_by=IncidentNoticed,
            counting=Words(
                sv="Tiden för den skriftliga anmälan räknas från när utföraren fick veta, eller från när nämnden berättade om det var "
                "tidigare.",
                en="The time for the written report counts from when the provider became aware, or from when the board told of it if "
                "that was earlier.",
            ),
        ),
    },
)
