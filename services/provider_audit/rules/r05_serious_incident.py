"""R05: the provider phones about a serious incident within an hour, and tells it in writing within a day."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from schemas.codes import Party, Severity
from schemas.envelope import Event
from schemas.referral import CallDenied, CallReceived, IncidentNoticed, IncidentReported
from services.provider_audit.calendar import Clock, civil_date
from services.provider_audit.facts.records import Submission
from services.provider_audit.facts.subject_history import Placement
from services.provider_audit.rules.claims import cause_of, under
from services.provider_audit.rules.declaration import Book, Claim, Duty, Parameter, Trigger, Version

PHONE = "phone/"


def claims(placement: Placement, book: Book, _rule: Duty) -> Iterator[Claim]:
    """Two duties an incident: the call, judged once the report is heard, and the report itself."""
    chosen = under(placement)
    if chosen is None:
        return
    for incident, (reported, noticed) in sorted(incidents(placement).items()):
        causes = [(cause_of(noticed, noticed.occurred, book.provider), noticed.occurred)] if noticed else []
        if reported is not None and isinstance(reported.fact, IncidentReported):
            aware = cause_of(reported, reported.fact.aware_at, book.provider)
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
    """Give each incident with the provider's first report of it and the board's first telling."""
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
    """Give the calls told of: the provider's word until the board objects, and what the board attests."""
    denied = any(told.incident == incident for _event, told in placement.told(CallDenied))
    found = [Submission(event.id, told.at) for event, told in placement.told(CallReceived) if told.incident == incident]
    if fact.phoned_at is not None and not denied:
        found.append(Submission(reported.id, fact.phoned_at))
    return tuple(found)


def written(placement: Placement, incident: UUID) -> tuple[Submission, ...]:
    """Give the provider's reports of an incident."""
    return tuple(
        Submission(event.id, event.arrived)
        for event, told in placement.told(IncidentReported)
        if told.incident == incident
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
    owes=(Party.PROVIDER,),
    basis="K",
    source="Avtalsvillkor om allvarliga händelser",
    severity=Severity.CRITICAL,
    reach="placement",
    versions=(Version(1, date(2020, 1, 1)),),
    parameters=(Parameter("phone_hours", "hours", 1), Parameter("written_hours", "hours", 24)),
    claims=claims,
    hears=(IncidentReported, IncidentNoticed, CallReceived, CallDenied),
    clock=clock,
    interruption_moves=moved,
    falls_by=("arrived_before_due", "call_attested", "no_contract_governs"),
)
