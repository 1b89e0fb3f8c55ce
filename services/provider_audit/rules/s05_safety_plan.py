"""S05: the provider has a personal safety plan on file within three days of the start."""

from collections.abc import Iterator
from datetime import date

from schemas.codes import Party, Severity
from schemas.referral import SafetyPlanFiled
from services.provider_audit.calendar import Clock, civil_date
from services.provider_audit.facts.subject_history import Placement
from services.provider_audit.rules.claims import cause_of, ends, under, waived
from services.provider_audit.rules.declaration import Book, Claim, Duty, Parameter, Trigger, Version


def claims(placement: Placement, book: Book, rule: Duty) -> Iterator[Claim]:
    """One safety plan a start."""
    start = placement.start
    if start is not None:
        yield Claim(
            cause=cause_of(start.event, start.at, book.provider),
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
    owes=(Party.PROVIDER,),
    basis="K",
    source="Avtalsvillkor om personlig säkerhetsplan",
    severity=Severity.HIGH,
    reach="placement",
    versions=(Version(1, date(2020, 1, 1)),),
    parameters=(Parameter("days", "days", 3),),
    claims=claims,
    hears=(SafetyPlanFiled,),
    clock=clock,
    lapses_at_end=True,
    waivable=True,
    falls_by=("arrived_before_due", "ended_by_due", "no_contract_governs", "waived"),
)
