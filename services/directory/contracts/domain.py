"""Contracts between a board and a provider, with clauses that are dated and never edited in place."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from schemas.directory import Clause, ClauseRegistered, ContractEnded, ContractRegistered
from schemas.duties import numbers_of, wrong_numbers
from services.directory.shared import checks, names
from services.directory.shared.commands import EndContract, NewClause, RegisterClause, RegisterContract
from services.directory.shared.outcome import Outcome, given, new_event
from services.directory.shared.register import Register
from services.directory.shared.state import Board, Contract, Provider
from services.runtime.language.look_alikes import alike
from services.runtime.language.words import Words, joined


def register_contract(register: Register, command: RegisterContract, now: datetime) -> Outcome:
    """Put a contract on file with its clauses. Refused: unknown party, known number, no form, impossible days."""
    if register.find(Board, command.board) is None:
        raise checks.unknown("board", Words(sv="Nämnden", en="The board"))
    if register.find(Provider, command.provider) is None:
        raise checks.unknown("provider", Words(sv="Utföraren", en="The provider"))
    number = names.number(command.number)
    if any(held.board == command.board and alike(held.number) == alike(number) for held in register.all(Contract)):
        raise checks.taken("number", Words(sv="Avtalet {number}", en="The contract {number}").fill(number=number))
    if not command.forms:
        raise checks.refuse(
            "missing",
            "forms",
            Words(sv="Insats saknas.", en="The form of service is missing."),
            Words(sv="Ange minst en.", en="Give at least one."),
        )
    checks.span(command.valid_from, command.valid_to)
    contract = Contract(
        id=given(register, command.id),
        board=command.board,
        provider=command.provider,
        number=number,
        forms=tuple(command.forms),
        valid_from=command.valid_from,
        valid_to=command.valid_to,
        audited_from=checks.sensible(command.audited_from or checks.today(now), "audited_from"),
    )
    for clause in command.clauses:
        contract = _with(contract, clause)
    return contract, [new_event(contract.id, now, _registered(contract))]


def register_clause(register: Register, command: RegisterClause, now: datetime) -> Outcome:
    """Add a clause, or a new version of one. Refused: contract not on file, another type, nothing that differs."""
    contract = _with(_contract(register, command.contract), command.clause)
    fact = ClauseRegistered(board=contract.board, provider=contract.provider, clause=contract.clauses[-1])
    return contract, [new_event(contract.id, now, fact)]


def end_contract(register: Register, command: EndContract, _now: datetime) -> Outcome:
    """End a contract early. Refused: not on file, ended already, outside its days in force."""
    held = _contract(register, command.id)
    checks.end_within(command.at, held.valid_from, held.valid_to, held.ended_at)
    fact = ContractEnded(board=held.board, provider=held.provider, at=command.at)
    return replace(held, ended_at=command.at), [new_event(held.id, checks.first_instant(command.at), fact)]


def same_terms(clause: Clause, asked: NewClause) -> bool:
    """Tell whether a clause on file already says what is asked for."""
    return (
        clause.type == asked.type
        and alike(clause.number) == alike(asked.number)
        and clause.parameters == dict(asked.parameters)
        and (clause.valid_from, clause.valid_to) == (asked.valid_from, asked.valid_to)
    )


def _contract(register: Register, contract: UUID) -> Contract:
    held = register.find(Contract, contract)
    if held is None:
        raise checks.unknown("contract", Words(sv="Avtalet", en="The contract"))
    return held


def _with(contract: Contract, asked: NewClause) -> Contract:
    checks.span(asked.valid_from, asked.valid_to)
    if asked.id is None:
        raise ValueError("the shell must give a clause an id before deciding: use services.directory.handlers")
    earlier = contract.latest(asked.id)
    if earlier is not None:
        _check_version(earlier, asked)
    check_numbers(asked)
    clause = Clause(
        id=asked.id,
        version=earlier.version + 1 if earlier else 1,
        type=asked.type,
        number=names.clause_number(asked.number),
        parameters=dict(asked.parameters),
        valid_from=asked.valid_from,
        valid_to=asked.valid_to,
    )
    return replace(contract, clauses=(*contract.clauses, clause))


def check_numbers(asked: NewClause) -> None:
    """Refuse a number that the clause's rule does not have, that stands twice, or that lies outside its bounds."""
    names = [name for name, _ in asked.parameters]
    doubled = next((name for name in names if names.count(name) > 1), None)
    if doubled is not None:
        raise checks.refuse(
            "doubled_number",
            "parameters",
            Words(sv="{name} står två gånger.", en="{name} stands twice.").fill(name=doubled[:40]),
            Words(sv="Skriv varje tal en gång.", en="Write each number once."),
        )
    wrong = list(wrong_numbers(asked.type, dict(asked.parameters)))
    if wrong:
        known = numbers_of(asked.type).values()
        example = next((f"{each.name}={each.least if each.default is None else each.default}" for each in known), "")
        step = Words(sv="Skriv det så här: {example}.", en="Write it like this: {example}.").fill(example=example)
        empty = Words(sv="Lämna fältet tomt.", en="Leave the field empty.")
        what = joined([Words(sv=each.sv, en=each.en) for each in wrong], " ")
        raise checks.refuse(wrong[0].code, "parameters", what, step if example else empty)


def _check_version(earlier: Clause, asked: NewClause) -> None:
    if earlier.type != asked.type:
        raise checks.refuse(
            "clause_type",
            "type",
            Words(
                sv="Villkor {number} handlar om {old}, inte {new}.", en="Clause {number} is about {old}, not {new}."
            ).fill(number=earlier.number, old=earlier.type.value, new=asked.type.value),
            Words(sv="Ge det nya villkoret ett eget nummer.", en="Give the new clause a number of its own."),
        )
    if same_terms(earlier, asked):
        raise checks.refuse(
            "unchanged",
            "number",
            Words(sv="Villkoret säger redan det.", en="The clause already says that."),
            Words(sv="Ändra en uppgift, eller låt det vara.", en="Change something, or let it be."),
        )


def _registered(contract: Contract) -> ContractRegistered:
    return ContractRegistered(
        board=contract.board,
        provider=contract.provider,
        number=contract.number,
        forms=contract.forms,
        valid_from=contract.valid_from,
        valid_to=contract.valid_to,
        audited_from=contract.audited_from,
        clauses=contract.clauses,
    )
