"""R02: the provider reports every month with at least seven placed days, by the fifth working day of the month after."""

from datetime import date

from schemas.codes import Party, Severity
from services.provider_audit.calendar import Clock
from services.provider_audit.rule import Duty, Escalation, Parameter, Trigger, Version


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
    occasion="month",
    met_by=("ReportSubmitted",),
    clock=clock,
    escalation=Escalation("high_after_working_days", Severity.HIGH),
    falls_by=("arrived_before_due", "too_few_placed_days", "last_month", "no_contract_governs"),
)
