"""R01: the provider hands in an implementation plan within 14 days of the start."""

from collections.abc import Iterator
from datetime import date

from schemas.codes import ClauseType
from schemas.findings import Party, Severity
from schemas.referral import PlanReturned, PlanRevised, PlanSubmitted
from services.provider_audit.calendar import Clock, civil_date
from services.provider_audit.facts.placement import Placement
from services.provider_audit.rules.claim import Claim
from services.provider_audit.rules.claiming import cause_of, ends, returns, under, waived
from services.provider_audit.rules.declaration import Duty, Parameter, RuleContext, Trigger, Version
from services.provider_audit.rules.named import CORRECT, DAYS, Named, Page, Waiver
from services.runtime.language.words import Words


def claims(placement: Placement, context: RuleContext, rule: Duty) -> Iterator[Claim]:
    """One plan a start, and one correction a return, met by a plan or a revision after it."""
    start = placement.start
    if start is not None:
        yield Claim(
            cause=cause_of(start.event, start.at, context.provider),
            about=placement.id,
            board=placement.board,
            day=civil_date(start.at),
            under=under(placement),
            met_by=placement.handed_in(PlanSubmitted),
            voided=placement.voided(PlanSubmitted),
            ends=ends(placement),
            waiver=waived(placement, placement.board, rule.id),
        )
    yield from returns(placement, rule.id, PlanReturned, context.provider, PlanSubmitted, PlanRevised, lapses=True)


def clock(trigger: Trigger) -> Clock:
    """Days from the start; a free last day moves to the next working day."""
    return Clock("days", trigger.numbers["days"])


RULE = Duty(
    id="R01",
    title_sv="Genomförandeplan",
    title_en="Implementation plan",
    sentence=Words(
        sv="Genomförandeplanen lämnas inom {days} dagar från uppdragets start.",
        en="The implementation plan is handed in within {days} days of the start of the placement.",
    ),
    owes=(Party.PROVIDER,),
    basis="K",
    source="Avtalsvillkor om genomförandeplan",
    severity=Severity.MEDIUM,
    reach="placement",
    versions=(Version(1, date(2020, 1, 1)),),
    parameters=(Parameter("days", "days", 14, said=DAYS),),
    claims=claims,
    reads=(PlanSubmitted, PlanRevised, PlanReturned),
    clock=clock,
    lapses_at_end=True,
    waiver=Waiver(),
    falls_by=("arrived_before_due", "ended_by_due", "no_contract_governs", "waived"),
    clause=ClauseType.R01,
    named=Named(
        title=Words(sv="Genomförandeplan", en="Implementation plan"),
        noun=Words(sv="Genomförandeplanen", en="The implementation plan"),
        notice=Words(sv="genomförandeplan", en="implementation plan"),
        page=Page(path="/placements/{about}/plan", verb=Words(sv="Lämna plan", en="Submit plan")),
        fulfilled_by=PlanSubmitted,
    ),
    parts={
        "return": Named(
            title=Words(sv="Rättad genomförandeplan", en="Corrected implementation plan"),
            noun=Words(sv="Den rättade genomförandeplanen", en="The corrected implementation plan"),
            notice=Words(sv="rättad genomförandeplan", en="corrected implementation plan"),
            page=Page(path="/placements/{about}/plan", verb=CORRECT),
            asked_by=PlanReturned,
            counting=Words(
                sv="Planen återlämnades för rättelse. Det här är fristen för den rättade.",
                en="The plan was returned for correction. This is the due of the corrected one.",
            ),
        )
    },
    ends_with_subject=True,
)
