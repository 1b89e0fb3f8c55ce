"""T01: the board's contract has clauses of public insight and of follow-up by the end of its first day in force."""

from datetime import date

from schemas.codes import Party, Severity
from services.provider_audit.calendar import Clock
from services.provider_audit.rule import Duty, Trigger, Version


def clock(_trigger: Trigger) -> Clock:
    """24:00 of the trigger day itself, working day or not."""
    return Clock("days", 0, roll="none")


RULE = Duty(
    id="T01",
    title_sv="Villkor om insyn och uppföljning",
    title_en="Clauses of insight and follow-up",
    owes=(Party.BOARD,),
    basis="L",
    source="Kommunallagen (2017:725) 10 kap. 8 och 9 §§",
    severity=Severity.HIGH,
    reach="contract",
    versions=(Version(1, date(2020, 1, 1)),),
    occasion="contract",
    met_by=("ContractRegistered", "ClauseRegistered"),
    clock=clock,
    falls_by=("arrived_before_due", "not_in_force"),
)
