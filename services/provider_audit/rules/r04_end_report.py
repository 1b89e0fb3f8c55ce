"""R04: the provider hands in an end report within 14 days of the end."""

from datetime import date

from schemas.codes import Party, Severity
from services.provider_audit.calendar import Clock
from services.provider_audit.rule import Duty, Parameter, Trigger, Version


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
    occasion="end",
    met_by=("EndReportSubmitted",),
    clock=clock,
    falls_by=("arrived_before_due", "no_contract_governs"),
)
