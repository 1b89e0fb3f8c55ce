"""R08: absconding, an unplanned end and a discharge at own request are reported the day they are noticed."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from schemas.codes import ClauseType
from schemas.envelope import Event
from schemas.fact import Fact
from schemas.findings import Party, Severity
from schemas.reasons import EndReason
from schemas.referral import AbsenceReported, IncidentNoticed, IncidentReported, PlacementEnded
from services.provider_audit.calendar import Clock, civil_date
from services.provider_audit.facts.placement import Placement
from services.provider_audit.facts.records import Submission
from services.provider_audit.facts.terms import governing
from services.provider_audit.rules.claim import Claim
from services.provider_audit.rules.claiming import cause_of, under
from services.provider_audit.rules.declaration import Duty, Parameter, RuleContext, Trigger, Version
from services.provider_audit.rules.named import Named, Page, Unwaivable
from services.provider_audit.rules.r05_serious_incident import incidents
from services.runtime.language.words import Words


def claims(placement: Placement, context: RuleContext, rule: Duty) -> Iterator[Claim]:
    """One duty an event, judged once it is reported; silent where R05 binds for the same event."""
    chosen = under(placement)
    if chosen is None:
        return
    for name, reports in sorted(events(placement, context.provider).items()):
        noticed = min(reports, key=lambda each: each.order)
        at = noticed_at(noticed)
        if at is None:
            continue
        contract = governing(context.terms, chosen.board, chosen.form, chosen.named, civil_date(at), noticed.received)
        numbers = context.numbers(rule, contract, civil_date(at), noticed.received)
        yield Claim(
            cause=cause_of(noticed, at, context.provider),
            about=placement.id,
            board=placement.board,
            day=civil_date(at),
            period=str(name),
            under=chosen,
            met_by=tuple(Submission(each.id, each.arrived) for each in reports),
            not_before=at + timedelta(hours=numbers["least_hours"]),
            silent=contract is not None and name in incidents(placement),
        )


def events(placement: Placement, provider: UUID) -> dict[UUID, list[Event]]:
    """Give what the provider reported of each event: an absence, or an end that was unplanned or at the person's own request."""
    found: dict[UUID, list[Event]] = {}
    for event in placement.events:
        fact = event.fact
        if event.teller != provider:
            continue
        second = isinstance(fact, PlacementEnded) and placement.end is not None and placement.end[0].id != event.id
        name = None if second else _named(fact)
        if name is not None:
            found.setdefault(name, []).append(event)
    return found


def _named(fact: Fact) -> UUID | None:
    """Give the event that a fact reports; none for an end that was planned, and not at the person's own request."""
    if isinstance(fact, AbsenceReported):
        return fact.event
    if not isinstance(fact, PlacementEnded) or fact.noticed_at is None:
        return None
    return fact.event if not fact.planned or fact.reason is EndReason.OWN_REQUEST else None


def noticed_at(event: Event) -> datetime | None:
    """Give when the provider noticed it."""
    fact = event.fact
    return fact.noticed_at if isinstance(fact, AbsenceReported | PlacementEnded) else None


def clock(_trigger: Trigger) -> Clock:
    """24:00 of the day it was noticed, working day or not."""
    return Clock("days", 0, roll="none")


RULE = Duty(
    id="R08",
    title_sv="Avvikelse eller oplanerat avslut anmält",
    title_en="Absence or unplanned end told",
    sentence=Words(
        sv="En avvikelse, ett oplanerat slut eller en utskrivning på egen begäran meddelas samma dag som den märktes, dock med minst "
        "{least_hours} timmar på sig. Bara en sen anmälan är en brist här.",
        en="Absconding, an unplanned end or a discharge at own request is told on the day it was noticed, with at least "
        "{least_hours} hours to do so. Only late telling is a finding here.",
    ),
    owes=(Party.PROVIDER,),
    basis="K",
    source="Socialtjänstlagen (2025:400) om ansvaret för den placerade, och avtalsvillkor om avvikelser",
    severity=Severity.HIGH,
    reach="placement",
    versions=(Version(1, date(2020, 1, 1)),),
    parameters=(Parameter("least_hours", "hours", 2, said=Words(sv="minst {n} timmar", en="at least {n} hours")),),
    claims=claims,
    reads=(AbsenceReported, IncidentReported, IncidentNoticed),
    clock=clock,
    binds_without_contract=True,
    falls_by=("arrived_before_due",),
    clause=ClauseType.R08,
    short=Words(sv="avvikelse och utskrivning", en="absconding and discharge"),
    unwaivable=Unwaivable(because="binds_always", listed=Words(sv="avvikelser", en="absences")),
    named=Named(
        title=Words(
            sv="Anmälan av avvikelse eller oplanerat slut {day}", en="Telling of an absence or unplanned end of {day}"
        ),
        noun=Words(
            sv="Anmälan av avvikelsen eller det oplanerade slutet {day}",
            en="The telling of the absence or unplanned end of {day}",
        ),
        notice=Words(sv="anmälan av avvikelse eller oplanerat slut", en="telling of an absence or unplanned end"),
        page=Page(path="/placements/{about}", verb=Words(sv="Öppna uppdraget", en="Open the placement")),
        fulfilled_by=AbsenceReported,
        counting=Words(
            sv="Fristen är samma dag kl. 24.00, dock minst {least_hours} timmar efter att utföraren märkte det.",
            en="The due is 24:00 the same day, at least {least_hours} hours after the provider noticed it.",
        ),
    ),
    has_own_earliest_due=True,
)
