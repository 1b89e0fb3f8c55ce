"""R02: the provider reports every month with at least seven placed days, by the fifth working day of the month after."""

from collections.abc import Iterator
from datetime import date, timedelta

from schemas.codes import Party, Severity
from schemas.referral import PlacementPaused, PlacementResumed, ReportReturned, ReportSubmitted
from services.provider_audit.calendar import Clock, first_instant
from services.provider_audit.facts.subject_history import Placement
from services.provider_audit.rules.claims import cause_of, returns, under, waived
from services.provider_audit.rules.declaration import Book, Cause, Claim, Duty, Escalation, Parameter, Trigger, Version
from services.provider_audit.rules.months import month_contract, month_owed, months_over

REPORTS = (ReportSubmitted,)


def claims(placement: Placement, book: Book, rule: Duty) -> Iterator[Claim]:
    """One report a month that is over and has enough placed days, and one correction a return."""
    start, chosen = placement.start, under(placement)
    if start is None or chosen is None:
        return
    heard = cause_of(start.event, start.at, book.provider).heard
    for month, last, over in months_over(placement, start, book.now):
        contract = month_contract(book, chosen, last, over)
        if contract is None:
            continue
        numbers = book.numbers(rule, contract, last, over - timedelta(microseconds=1))
        if month_owed(placement, start, month, contract, numbers["placed_days"]):
            period = f"{month:%Y-%m}"
            yield Claim(
                cause=Cause(fact=None, start=first_instant(month), received=over, heard=heard, rests=(start.event.id,)),
                about=placement.id,
                board=placement.board,
                day=last,
                period=period,
                contract=contract,
                met_by=placement.handed_in(*REPORTS, period=period),
                voided=placement.voided(ReportSubmitted, period=period),
                waiver=waived(placement, placement.board, rule.id, period),
            )
    yield from returns(placement, rule.id, ReportReturned, book.provider, ReportSubmitted)


def clock(trigger: Trigger) -> Clock:
    """A working day of the month after the one reported."""
    return Clock("nth_working_day_of_month_after", trigger.numbers["nth_working_day"])


RULE = Duty(
    id="R02",
    title_sv="Månadsrapport",
    title_en="Monthly report",
    owes=(Party.PROVIDER,),
    basis="K",
    source="Avtalsvillkor om månadsrapport",
    severity=Severity.MEDIUM,
    reach="placement",
    versions=(Version(1, date(2020, 1, 1)),),
    parameters=(
        Parameter("nth_working_day", "working days of the month after", 5, most=15),
        Parameter("placed_days", "days", 7, most=31),
        Parameter("high_after_working_days", "working days after the due day", 5),
    ),
    claims=claims,
    by_calendar=True,
    hears=(ReportSubmitted, ReportReturned, PlacementPaused, PlacementResumed),
    clock=clock,
    waivable=True,
    escalation=Escalation("high_after_working_days", Severity.HIGH),
    falls_by=("arrived_before_due", "too_few_placed_days", "last_month", "no_contract_governs", "waived"),
)
