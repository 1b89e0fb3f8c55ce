"""T01: the board's contract has clauses of public insight and of follow-up by the end of its first day in force."""

from collections.abc import Iterator
from datetime import date

from schemas.directory import ClauseRegistered, ContractEnded, ContractRegistered
from schemas.findings import Party, Severity
from services.provider_audit.calendar import Clock, civil_date, first_instant
from services.provider_audit.facts.subject_history import SubjectHistory
from services.provider_audit.rules.claim import Cause, Claim
from services.provider_audit.rules.declaration import Duty, RuleContext, Trigger, Version
from services.provider_audit.rules.named import Named, Page
from services.runtime.language.words import Words


def claims(history: SubjectHistory, context: RuleContext, _rule: Duty) -> Iterator[Claim]:
    """Once a contract, on its first day in force, or the day of registration if that is later."""
    contract = context.terms.contracts.get(history.id)
    if contract is None:
        return
    event, board = contract.event, contract.fact.board
    day = max(contract.fact.valid_from, civil_date(event.received))
    if contract.in_force(day) and contract.fact.audited_from <= day:
        both = contract.insight()
        yield Claim(
            cause=Cause(
                fact=event.id,
                start=first_instant(day),
                received=event.received,
                known_at=event.received if event.teller != board else None,
            ),
            about=contract.id,
            board=board,
            day=day,
            contract=contract,
            met_by=(both,) if both else (),
        )


def clock(_trigger: Trigger) -> Clock:
    """24:00 of the trigger day itself, working day or not."""
    return Clock("days", 0, roll="none")


RULE = Duty(
    id="T01",
    title_sv="Villkor om insyn och uppföljning",
    title_en="Clauses of insight and follow-up",
    sentence=Words(
        sv="Avtalet har villkor om insyn och om uppföljning den första dagen det gäller, eller den dag det registreras om den är "
        "senare.",
        en="The contract has clauses on insight and on follow-up on its first day in force, or on the day it is registered if that "
        "is later.",
    ),
    owes=(Party.BOARD,),
    basis="L",
    source="Kommunallagen (2017:725) 10 kap. 8 och 9 §§",
    severity=Severity.HIGH,
    reach="contract",
    versions=(Version(1, date(2020, 1, 1)),),
    claims=claims,
    reads=(ContractRegistered, ClauseRegistered, ContractEnded),
    clock=clock,
    falls_by=("arrived_before_due", "not_in_force"),
    named=Named(
        title=Words(
            sv="Avtalets villkor om insyn och uppföljning", en="The contract's clauses on insight and follow-up"
        ),
        noun=Words(
            sv="Avtalets villkor om insyn och uppföljning", en="The contract's clauses on insight and follow-up"
        ),
        notice=Words(sv="villkor om insyn och uppföljning", en="insight and follow-up clauses"),
        page=Page(path="/contracts/{about}", verb=Words(sv="Öppna avtalet", en="Open the contract")),
        fulfilled_by=ClauseRegistered,
        plural=True,
    ),
)
