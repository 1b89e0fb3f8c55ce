"""R01: the provider hands in an implementation plan within 14 days of the start."""

from datetime import date

from schemas.codes import Party, Severity
from services.provider_audit.calendar import Clock
from services.provider_audit.rule import Duty, Parameter, Trigger, Version


def clock(trigger: Trigger) -> Clock:
    """Days from the start; a free last day moves to the next working day."""
    return Clock("days", trigger.numbers["days"])


RULE = Duty(
    id="R01",
    title_sv="Genomförandeplan",
    title_en="Implementation plan",
    owes=(Party.PROVIDER,),
    basis="K",
    source="Avtalsvillkor om genomförandeplan",
    severity=Severity.MEDIUM,
    reach="placement",
    versions=(Version(1, date(2020, 1, 1)),),
    parameters=(Parameter("days", "days", 14),),
    occasion="start",
    met_by=("PlanSubmitted",),
    clock=clock,
    lapses_at_end=True,
    falls_by=("arrived_before_due", "ended_by_due", "no_contract_governs"),
)
