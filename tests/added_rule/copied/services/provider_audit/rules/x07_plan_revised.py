"""X07: the first plan is revised within ten days of the start. A rule of the tests alone, which add it to a copy."""

from collections.abc import Iterator
from datetime import date

from schemas.findings import Party, Severity
from schemas.referral import PlanRevised
from services.provider_audit.calendar import Clock, civil_date
from services.provider_audit.facts.placement import Placement
from services.provider_audit.rules.claim import Claim
from services.provider_audit.rules.claiming import cause_of, ends, under, waived
from services.provider_audit.rules.declaration import Duty, Parameter, RuleContext, Trigger, Version
from services.provider_audit.rules.named import DAYS, Named, Page, Waiver
from services.runtime.language.words import Words


def claims(placement: Placement, context: RuleContext, rule: Duty) -> Iterator[Claim]:
    """One revision a start."""
    start = placement.start
    if start is not None:
        yield Claim(
            cause=cause_of(start.event, start.at, context.provider),
            about=placement.id,
            board=placement.board,
            day=civil_date(start.at),
            under=under(placement),
            met_by=placement.handed_in(PlanRevised),
            ends=ends(placement),
            waiver=waived(placement, placement.board, rule.id),
        )


def clock(trigger: Trigger) -> Clock:
    """Days from the start, never moved off a free day."""
    return Clock("days", trigger.numbers["days"], roll="none")


RULE = Duty(
    id="X07",
    title_sv="Nedkortad plan",
    title_en="Plan shortened",
    sentence=Words(
        sv="Planen kortas ned inom {days} dagar från uppdragets start.",
        en="The plan is shortened within {days} days of the start of the placement.",
    ),
    owes=(Party.PROVIDER,),
    basis="L",
    source="Provlagen (2026:1) 7 §",
    severity=Severity.MEDIUM,
    reach="placement",
    versions=(Version(1, date(2020, 1, 1)),),
    parameters=(Parameter("days", "days", 10, said=DAYS),),
    claims=claims,
    reads=(PlanRevised,),
    clock=clock,
    waiver=Waiver(),
    falls_by=("arrived_before_due", "waived"),
    named=Named(
        title=Words(sv="Nedkortad plan", en="Shortened plan"),
        noun=Words(sv="Den nedkortade planen", en="The shortened plan"),
        notice=Words(sv="nedkortad plan", en="shortened plan"),
        page=Page(path="/placements/{about}/plan", verb=Words(sv="Korta ned planen", en="Shorten the plan")),
        fulfilled_by=PlanRevised,
    ),
)
