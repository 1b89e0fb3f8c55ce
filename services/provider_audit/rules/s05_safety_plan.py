"""S05: the provider has a personal safety plan on file within three days of the start."""

from collections.abc import Iterator
from datetime import date

from schemas.codes import ClauseType
from schemas.findings import Party, Severity
from schemas.referral import SafetyPlanFiled
from services.provider_audit.calendar import Clock, civil_date
from services.provider_audit.facts.placement import Placement
from services.provider_audit.rules.claim import Claim
from services.provider_audit.rules.claiming import cause_of, ends, under, waived
from services.provider_audit.rules.declaration import Duty, Parameter, RuleContext, Trigger, Version
from services.provider_audit.rules.named import DAYS, Named, Page, Waiver
from services.runtime.language.words import Words


def claims(placement: Placement, context: RuleContext, rule: Duty) -> Iterator[Claim]:
    """One safety plan a start."""
    start = placement.start
    if start is not None:
        yield Claim(
            cause=cause_of(start.event, start.at, context.provider),
            about=placement.id,
            board=placement.board,
            day=civil_date(start.at),
            under=under(placement),
            met_by=placement.handed_in(SafetyPlanFiled),
            ends=ends(placement),
            waiver=waived(placement, placement.board, rule.id),
        )


def clock(trigger: Trigger) -> Clock:
    """Days from the start, never moved off a free day."""
    return Clock("days", trigger.numbers["days"], roll="none")


RULE = Duty(
    id="S05",
    title_sv="Personlig säkerhetsplan",
    title_en="Personal safety plan",
    sentence=Words(
        sv="En personlig säkerhetsplan finns inom {days} dagar från uppdragets start, helg eller inte.",
        en="A personal safety plan is on file within {days} days of the start of the placement, weekend or not.",
    ),
    owes=(Party.PROVIDER,),
    basis="K",
    source="Avtalsvillkor om personlig säkerhetsplan",
    severity=Severity.HIGH,
    reach="placement",
    versions=(Version(1, date(2020, 1, 1)),),
    parameters=(Parameter("days", "days", 3, said=DAYS),),
    claims=claims,
    reads=(SafetyPlanFiled,),
    clock=clock,
    lapses_at_end=True,
    waiver=Waiver(),
    falls_by=("arrived_before_due", "ended_by_due", "no_contract_governs", "waived"),
    clause=ClauseType.S05,
    short=Words(sv="säkerhetsplan", en="safety plan"),
    named=Named(
        title=Words(sv="Personlig säkerhetsplan", en="Personal safety plan"),
        noun=Words(sv="Den personliga säkerhetsplanen", en="The personal safety plan"),
        notice=Words(sv="personlig säkerhetsplan", en="personal safety plan"),
        page=Page(
            path="/placements/{about}/safety-plan", verb=Words(sv="Lämna säkerhetsplan", en="File the safety plan")
        ),
        fulfilled_by=SafetyPlanFiled,
    ),
    ends_with_subject=True,
)
