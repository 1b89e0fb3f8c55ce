"""R09: the provider answers a referral, on a clock that its tier sets."""

from datetime import date

from schemas.codes import Party, Severity, Tier
from services.provider_audit.calendar import Clock
from services.provider_audit.rule import Duty, Parameter, Trigger, Version


def clock(trigger: Trigger) -> Clock:
    """Hours day and night for an emergency, working days else."""
    if trigger.tier == Tier.EMERGENCY:
        return Clock("hours", trigger.numbers["emergency_hours"])
    short = trigger.tier == Tier.SHORT
    return Clock("working_days", trigger.numbers["short_working_days" if short else "standard_working_days"])


RULE = Duty(
    id="R09",
    title_sv="Svar på förfrågan",
    title_en="Referral answered",
    owes=(Party.PROVIDER,),
    basis="K",
    source="Avtalsvillkor om svar på förfrågan",
    severity=Severity.HIGH,
    reach="referral",
    versions=(Version(1, date(2020, 1, 1)),),
    parameters=(
        Parameter("emergency_hours", "hours", 2),
        Parameter("short_working_days", "working days", 5),
        Parameter("standard_working_days", "working days", 10),
    ),
    occasion="sent",
    met_by=("ReferralAccepted", "ReferralDeclined"),
    clock=clock,
    severity_by_tier=((Tier.EMERGENCY, Severity.CRITICAL),),
    falls_by=("arrived_before_due", "withdrawn_by_due", "no_contract_governs"),
)
