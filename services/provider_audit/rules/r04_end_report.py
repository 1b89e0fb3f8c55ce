"""R04: the provider hands in an end report within 14 days of the end."""

from collections.abc import Iterator
from datetime import date

from schemas.codes import ClauseType
from schemas.findings import Party, Severity
from schemas.referral import EndReportReturned, EndReportSubmitted
from services.provider_audit.calendar import Clock, civil_date
from services.provider_audit.facts.placement import Placement
from services.provider_audit.rules.claim import Claim
from services.provider_audit.rules.claiming import cause_of, returns, under, waived
from services.provider_audit.rules.declaration import Duty, Parameter, RuleContext, Trigger, Version
from services.provider_audit.rules.named import CORRECT, DAYS, Named, Page, Waiver
from services.runtime.language.words import Words


def claims(placement: Placement, context: RuleContext, rule: Duty) -> Iterator[Claim]:
    """One end report an end, the first received of two, and one correction a return."""
    if placement.end is not None and placement.start is not None:
        event, fact = placement.end
        yield Claim(
            cause=cause_of(event, fact.ended_at, context.provider),
            about=placement.id,
            board=placement.board,
            day=civil_date(fact.ended_at),
            under=under(placement),
            met_by=placement.handed_in(EndReportSubmitted),
            voided=placement.voided(EndReportSubmitted),
            waiver=waived(placement, placement.board, rule.id),
        )
    yield from returns(placement, rule.id, EndReportReturned, context.provider, EndReportSubmitted)


def clock(trigger: Trigger) -> Clock:
    """Days from the end; a free last day moves to the next working day."""
    return Clock("days", trigger.numbers["days"])


RULE = Duty(
    id="R04",
    title_sv="Slutrapport",
    title_en="End report",
    sentence=Words(
        sv="Slutrapporten lämnas inom {days} dagar från uppdragets slut.",
        en="The end report is handed in within {days} days of the end of the placement.",
    ),
    owes=(Party.PROVIDER,),
    basis="K",
    source="Avtalsvillkor om slutrapport",
    severity=Severity.MEDIUM,
    reach="placement",
    versions=(Version(1, date(2020, 1, 1)),),
    parameters=(Parameter("days", "days", 14, said=DAYS),),
    claims=claims,
    reads=(EndReportSubmitted, EndReportReturned),
    clock=clock,
    waiver=Waiver(since="ended"),
    falls_by=("arrived_before_due", "no_contract_governs", "waived"),
    clause=ClauseType.R04,
    named=Named(
        title=Words(sv="Slutrapport", en="End report"),
        noun=Words(sv="Slutrapporten", en="The end report"),
        notice=Words(sv="slutrapport", en="end report"),
        page=Page(path="/placements/{about}/end-report", verb=Words(sv="Lämna slutrapport", en="Submit end report")),
        fulfilled_by=EndReportSubmitted,
    ),
    parts={
        "return": Named(
            title=Words(sv="Rättad slutrapport", en="Corrected end report"),
            noun=Words(sv="Den rättade slutrapporten", en="The corrected end report"),
            notice=Words(sv="rättad slutrapport", en="corrected end report"),
            page=Page(path="/placements/{about}/end-report", verb=CORRECT),
            asked_by=EndReportReturned,
            counting=Words(
                sv="Slutrapporten återlämnades för rättelse. Det här är fristen för den rättade.",
                en="The end report was returned for correction. This is the due of the corrected one.",
            ),
        )
    },
)
