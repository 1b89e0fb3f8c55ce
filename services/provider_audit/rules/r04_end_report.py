"""R04: the provider hands in an end report within 14 days of the end."""

from collections.abc import Iterator
from datetime import date

from schemas.codes import Party, Severity
from schemas.referral import EndReportReturned, EndReportSubmitted
from services.provider_audit.calendar import Clock, civil_date
from services.provider_audit.facts.subject_history import Placement
from services.provider_audit.rules.claims import cause_of, returns, under, waived
from services.provider_audit.rules.declaration import Book, Claim, Duty, Parameter, Trigger, Version


def claims(placement: Placement, book: Book, rule: Duty) -> Iterator[Claim]:
    """One end report an end, the first heard of two, and one correction a return."""
    if placement.end is not None and placement.start is not None:
        event, told = placement.end
        yield Claim(
            cause=cause_of(event, told.ended_at, book.provider),
            about=placement.id,
            board=placement.board,
            day=civil_date(told.ended_at),
            under=under(placement),
            met_by=placement.handed_in(EndReportSubmitted),
            voided=placement.voided(EndReportSubmitted),
            waiver=waived(placement, placement.board, rule.id),
        )
    yield from returns(placement, rule.id, EndReportReturned, book.provider, EndReportSubmitted)


def clock(trigger: Trigger) -> Clock:
    """Days from the end; a free last day moves to the next working day."""
    return Clock("days", trigger.numbers["days"])


RULE = Duty(
    id="R04",
    title_sv="Slutrapport",
    title_en="End report",
    owes=(Party.PROVIDER,),
    basis="K",
    source="Avtalsvillkor om slutrapport",
    severity=Severity.MEDIUM,
    reach="placement",
    versions=(Version(1, date(2020, 1, 1)),),
    parameters=(Parameter("days", "days", 14),),
    claims=claims,
    hears=(EndReportSubmitted, EndReportReturned),
    clock=clock,
    waivable=True,
    falls_by=("arrived_before_due", "no_contract_governs", "waived"),
)
