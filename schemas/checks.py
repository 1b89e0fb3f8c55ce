"""What each kind of fact must hold before it enters a log, beside what every fact must: one function a thing, by kind.

Whoever appends imports this module, so that all checks are registered. What is written here is never asked of what a log
already holds: an older version may have appended it.
"""

from collections.abc import Iterator
from datetime import date

from schemas import directory, referral
from schemas.checking import Fault, check, faults_in, faults_of, written
from schemas.duties import uncountable

__all__ = ["Fault", "faults_in", "faults_of", "written"]


@check(directory.PersonCommissioned, directory.PermitTerms, directory.ContractRegistered)
def forward(
    fact: directory.PersonCommissioned | directory.PermitTerms | directory.ContractRegistered,
) -> Iterator[Fault]:
    """A last day does not lie before its first day."""
    yield from _forward("", fact.valid_from, fact.valid_to)


@check(directory.ContractRegistered)
def clauses_forward(fact: directory.ContractRegistered) -> Iterator[Fault]:
    """So do the days of each clause of a new contract."""
    for number, clause in enumerate(fact.clauses, 1):
        yield from _forward(f"clauses.{number}.", clause.valid_from, clause.valid_to)


@check(directory.ClauseRegistered)
def clause_forward(fact: directory.ClauseRegistered) -> Iterator[Fault]:
    """So do the days of a clause registered later."""
    yield from _forward("clause.", fact.clause.valid_from, fact.clause.valid_to)


@check(directory.ContractRegistered)
def numbers_of_clauses(fact: directory.ContractRegistered) -> Iterator[Fault]:
    """The clauses of a new contract set numbers that their rules have, inside their bounds."""
    for number, clause in enumerate(fact.clauses, 1):
        yield from uncountable(clause.type, clause.parameters, f"clauses.{number}.parameters")


@check(directory.ClauseRegistered)
def numbers_of_a_clause(fact: directory.ClauseRegistered) -> Iterator[Fault]:
    """So does a clause registered later."""
    yield from uncountable(fact.clause.type, fact.clause.parameters, "clause.parameters")


@check(directory.PortalInterrupted)
def interruption_forward(fact: directory.PortalInterrupted) -> Iterator[Fault]:
    """An interruption ends after it began."""
    if fact.to_at <= fact.from_at:
        yield _backwards("to_at")


@check(referral.IncidentReported)
def phoned_when_aware(fact: referral.IncidentReported) -> Iterator[Fault]:
    """Nobody phones about an incident before knowing of it."""
    if fact.phoned_at is not None and fact.phoned_at < fact.aware_at:
        yield _backwards("phoned_at")


def _forward(prefix: str, first: date, last: date | None) -> Iterator[Fault]:
    if last is not None and last < first:
        yield _backwards(f"{prefix}valid_to")


def _backwards(field: str) -> Fault:
    return Fault(field, "order", "Slutet ligger före början.", "The end lies before the beginning.")
