"""R02: the provider reports every month with at least seven placed days, by the fifth working day of the month after."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from schemas.codes import ClauseType
from schemas.envelope import Event
from schemas.findings import Party, Severity
from schemas.referral import PlacementPaused, PlacementResumed, ReportReturned, ReportSubmitted
from services.provider_audit.calendar import DAY, Clock, civil_date, first_instant, month_start
from services.provider_audit.facts.placement import Placement, last_day
from services.provider_audit.rules.claim import GRACE_PERIOD, RETURNED, Cause, Claim
from services.provider_audit.rules.claiming import cause_of, returns, under, waived
from services.provider_audit.rules.declaration import (
    Duty,
    Escalation,
    Parameter,
    Periods,
    RuleContext,
    Trigger,
    Version,
)
from services.provider_audit.rules.months import month_contract, month_owed, months_over
from services.provider_audit.rules.named import CORRECT, Named, Page, Waiver
from services.runtime.language.words import Words

REPORTS = (ReportSubmitted,)


def claims(placement: Placement, context: RuleContext, rule: Duty) -> Iterator[Claim]:
    """One report a month that is over and has enough placed days, and one correction a return."""
    start, chosen = placement.start, under(placement)
    if start is None or chosen is None:
        return
    known_at = cause_of(start.event, start.at, context.provider).known_at
    for month, last, over in months_over(placement, start, context.now, context.periods(rule)):
        contract = month_contract(context, chosen, last, over)
        if contract is None:
            continue
        numbers = context.numbers(rule, contract, last, over - timedelta(microseconds=1))
        if month_owed(placement, start, month, contract, numbers["placed_days"]):
            period = f"{month:%Y-%m}"
            yield Claim(
                cause=Cause(
                    fact=None, start=first_instant(month), received=over, known_at=known_at, evidence=(start.event.id,)
                ),
                about=placement.id,
                board=placement.board,
                day=last,
                period=period,
                contract=contract,
                met_by=placement.handed_in(*REPORTS, period=period),
                voided=placement.voided(ReportSubmitted, period=period),
                waiver=waived(placement, placement.board, rule.id, period),
            )
    yield from returns(placement, rule.id, ReportReturned, context.provider, ReportSubmitted)


def bears_on(placement: Placement, event: Event) -> Periods:
    """A report bears on its month and on the returns of that month; what stops or returns one may bear on any."""
    fact = event.fact
    if not isinstance(fact, ReportSubmitted):
        return None
    returned = placement.of_kind(ReportReturned)
    return frozenset({fact.period, *(f"{RETURNED}{each.id}" for each, of in returned if of.period == fact.period)})


def turns(now: datetime) -> Periods:
    """The month that has just ended."""
    return frozenset({f"{month_start(civil_date(now - GRACE_PERIOD), -1):%Y-%m}"})


def ahead(context: RuleContext, subject: UUID) -> datetime | None:
    """The end of the month that is not over and in which the placement goes on."""
    placement = context.placement(subject)
    if placement.start is None:
        return None
    month = month_start(
        max(civil_date(placement.start.at), placement.start.audited_from, civil_date(context.now - GRACE_PERIOD))
    )
    if placement.ended_at is not None and last_day(placement.ended_at) < month:
        return None
    return first_instant(month_start(month, 1)) + GRACE_PERIOD


def foreseen(placement: Placement, context: RuleContext, rule: Duty) -> Claim | None:
    """The report of the month that is over now, unless it has come in or the placement is on hold."""
    start, chosen, over = placement.start, under(placement), first_instant(month_start(civil_date(context.now)))
    month = month_start(civil_date(context.now), -1)
    last, period = month_start(civil_date(context.now)) - DAY, f"{month:%Y-%m}"
    on_hold = any(hold.to_at is None for hold in placement.holds)
    if start is None or chosen is None or on_hold or placement.handed_in(*REPORTS, period=period):
        return None
    contract = month_contract(context, chosen, last, over)
    if contract is None:
        return None
    numbers = context.numbers(rule, contract, last, over)
    if not month_owed(placement, start, month, contract, numbers["placed_days"]):
        return None
    return Claim(
        cause=Cause(fact=None, start=first_instant(month), received=over),
        about=placement.id,
        board=placement.board,
        day=last,
        period=period,
        contract=contract,
    )


def clock(trigger: Trigger) -> Clock:
    """A working day of the month after the one reported."""
    return Clock("nth_working_day_of_month_after", trigger.numbers["nth_working_day"])


RULE = Duty(
    id="R02",
    title_sv="Månadsrapport",
    title_en="Monthly report",
    sentence=Words(
        sv="Varje månad med minst {placed_days} placerade dagar rapporteras senast arbetsdag nummer {nth_working_day} i månaden "
        "efter. Den månad då uppdraget slutar täcks av slutrapporten.",
        en="Every month with at least {placed_days} placed days is reported by working day number {nth_working_day} of the month "
        "after. The month in which the placement ends is covered by the end report.",
    ),
    owes=(Party.PROVIDER,),
    basis="K",
    source="Avtalsvillkor om månadsrapport",
    severity=Severity.MEDIUM,
    reach="placement",
    versions=(Version(1, date(2020, 1, 1)),),
    parameters=(
        Parameter(
            "nth_working_day",
            "working days of the month after",
            5,
            most=15,
            said=Words(
                sv="senast arbetsdag nummer {n} i månaden efter", en="by working day number {n} of the month after"
            ),
            in_clause=Words(sv="arbetsdag {n} i månaden efter", en="working day {n} of the month after"),
        ),
        Parameter(
            "placed_days",
            "days",
            7,
            most=31,
            said=Words(sv="minst {n} placerade dagar", en="at least {n} placed days"),
            in_clause=Words(sv="minst {n} dygn i månaden", en="at least {n} days in the month"),
        ),
        Parameter(
            "high_after_working_days",
            "working days after the due day",
            5,
            said=Words(sv="blir hög {n} arbetsdagar efter fristen", en="becomes high {n} working days after the due"),
            in_clause=Words(sv="hög efter {n} arbetsdagar", en="high after {n} working days"),
        ),
    ),
    claims=claims,
    ahead=ahead,
    foreseen=foreseen,
    reads=(ReportSubmitted, ReportReturned, PlacementPaused, PlacementResumed),
    bears_on=bears_on,
    turns=turns,
    clock=clock,
    waiver=Waiver(each="month"),
    escalation=Escalation("high_after_working_days", Severity.HIGH),
    falls_by=("arrived_before_due", "too_few_placed_days", "last_month", "no_contract_governs", "waived"),
    clause=ClauseType.R02,
    named=Named(
        title=Words(sv="Månadsrapport {period}", en="Monthly report {period}"),
        noun=Words(sv="Månadsrapporten för {period}", en="The monthly report for {period}"),
        notice=Words(sv="månadsrapport", en="monthly report"),
        page=Page(
            path="/placements/{about}/reports/{period}", verb=Words(sv="Lämna månadsrapport", en="Submit report")
        ),
        fulfilled_by=ReportSubmitted,
        several=(Words(sv="rapport", en="report"), Words(sv="rapporter", en="reports")),
    ),
    parts={
        "return": Named(
            title=Words(sv="Rättad månadsrapport {period}", en="Corrected monthly report {period}"),
            noun=Words(sv="Den rättade månadsrapporten för {period}", en="The corrected monthly report for {period}"),
            notice=Words(sv="rättad månadsrapport", en="corrected monthly report"),
            page=Page(path="/placements/{about}/reports/{month}", verb=CORRECT),
            asked_by=ReportReturned,
            counting=Words(
                sv="Rapporten återlämnades för rättelse. Det här är fristen för den rättade.",
                en="The report was returned for correction. This is the due of the corrected one.",
            ),
        )
    },
)
