"""R03: each plan, revision or review is followed up within 90 days by another."""

from collections.abc import Iterator
from datetime import date

from schemas.codes import ClauseType
from schemas.findings import Party, Severity
from schemas.referral import PlanReturned, PlanReviewed, PlanRevised, PlanSubmitted
from services.provider_audit.calendar import Clock, civil_date
from services.provider_audit.facts.placement import Placement
from services.provider_audit.facts.records import Submission
from services.provider_audit.rules.claim import Claim
from services.provider_audit.rules.claiming import cause_of, ends, under, waived
from services.provider_audit.rules.declaration import Duty, Parameter, RuleContext, Trigger, Version
from services.provider_audit.rules.named import DAYS, Named, Page, Waiver
from services.runtime.language.words import Words

KINDS = (PlanSubmitted, PlanRevised, PlanReviewed)


def claims(placement: Placement, context: RuleContext, rule: Duty) -> Iterator[Claim]:
    """One follow-up each, met by the earliest arrival of one that occurred later."""
    chosen, void = under(placement), placement.void
    if chosen is None:
        return
    submitted = [event for event in placement.events if isinstance(event.fact, KINDS)]
    for event in submitted:
        if event.id in void:
            continue
        later = [Submission(each.id, each.arrived) for each in submitted if each.occurred > event.occurred]
        yield Claim(
            cause=cause_of(event, event.occurred, context.provider),
            about=placement.id,
            board=placement.board,
            day=civil_date(event.occurred),
            period=str(event.id),
            under=chosen,
            met_by=tuple(each for each in later if each.fact not in void),
            voided=tuple((each, void[each.fact]) for each in later if each.fact in void),
            ends=ends(placement),
            waiver=waived(placement, placement.board, rule.id, str(event.id)),
        )


def clock(trigger: Trigger) -> Clock:
    """Days from the plan, revision or review; a free last day moves to the next working day."""
    return Clock("days", trigger.numbers["days"])


RULE = Duty(
    id="R03",
    title_sv="Planen uppföljd",
    title_en="Plan followed up",
    sentence=Words(
        sv="Planen följs upp inom {days} dagar från varje plan, revidering eller uppföljning.",
        en="The plan is followed up within {days} days of each plan, revision or review.",
    ),
    owes=(Party.PROVIDER,),
    basis="K",
    source="Avtalsvillkor om uppföljning av genomförandeplan",
    severity=Severity.MEDIUM,
    reach="placement",
    versions=(Version(1, date(2020, 1, 1)),),
    parameters=(Parameter("days", "days", 90, said=DAYS),),
    claims=claims,
    reads=(*KINDS, PlanReturned),
    clock=clock,
    lapses_at_end=True,
    waiver=Waiver(each="fact", facts=KINDS),
    falls_by=("arrived_before_due", "ended_by_due", "no_contract_governs", "waived"),
    clause=ClauseType.R03,
    named=Named(
        title=Words(sv="Uppföljning av planen från {day}", en="Follow-up of the plan of {day}"),
        noun=Words(sv="Uppföljningen av planen från {day}", en="The follow-up of the plan of {day}"),
        notice=Words(sv="uppföljning av planen", en="follow-up of the plan"),
        page=Page(path="/placements/{about}/plan", verb=Words(sv="Följ upp planen", en="Follow up the plan")),
        fulfilled_by=PlanReviewed,
    ),
    ends_with_subject=True,
)
