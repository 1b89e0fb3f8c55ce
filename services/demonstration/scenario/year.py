"""The scenario of the year: every act with its instant, the same for the same seed and end date."""

from datetime import date, timedelta
from random import Random

from schemas.codes import ClauseType
from schemas.reasons import PermitEndReason
from services.demonstration.acts.act import Decide, Direct, Reply, Step
from services.demonstration.fixtures.kinds import Provider
from services.demonstration.fixtures.people import BOARDS, KEEPER, OPERATOR, PROVIDERS
from services.demonstration.scenario import case
from services.demonstration.scenario.attestations import attestations
from services.demonstration.scenario.case import STOCKHOLM
from services.demonstration.scenario.opening import RENEWED, has_contract, opening, renewed_contract
from services.demonstration.scenario.register import proposals
from services.demonstration.scenario.set_pieces import set_pieces
from services.demonstration.scenario.whole_case import CaseWriter
from services.directory.shared.commands import (
    ChangePermit,
    Command,
    EndPermit,
    NewClause,
    RegisterClause,
    RegisterPermit,
)
from services.runtime.language.identifiers import derived

__all__ = ["STOCKHOLM", "YEAR", "at", "opening", "write"]
YEAR = timedelta(days=365)
at = case.at


def write(seed: int, end: date) -> list[Step]:
    """Write the year that ends before `end` (Stockholm): the steps in the order of time."""
    beginning, year = end - YEAR, f"{seed}|{end.isoformat()}"
    steps = [opening(beginning)]
    steps += _turns(beginning)
    steps += _cases(Random(year), beginning, end, year)
    steps += set_pieces(seed, beginning, year)
    steps += attestations(seed, beginning)
    steps += proposals(beginning, end)
    for day in _casework_days(beginning, end):
        steps += [Step(at(day, 16), OPERATOR, Reply()), Step(at(day, 17, 20), OPERATOR, Decide())]
    latest = at(end, 0)
    return sorted((step for step in steps if step.at < latest), key=lambda step: step.at)


def _turns(day: date) -> list[Step]:
    """Write what goes wrong with permits and contracts, and how it is mended."""
    by_number = {provider.number: provider for provider in PROVIDERS}
    fyren, skar = by_number[4], by_number[5]
    eslov = next(board for board in BOARDS if board.municipality == "1285")
    added = day + timedelta(days=23)
    insight = RegisterClause(
        derived("demonstration contract", eslov.municipality, 9),
        NewClause(ClauseType.INSIGHT, added, number="6.9", id=derived("late insight")),
    )
    revoked, again = day + timedelta(days=215), day + timedelta(days=229)
    renewed = RegisterPermit(
        skar.id,
        skar.unit,
        skar.form,
        skar.permitted_bands,
        skar.target_groups,
        skar.maximum,
        again,
        number="PÅHITT-05B",
        id=derived("renewed permit"),
    )
    return [
        Step(at(added, 10), OPERATOR, Direct((insight,))),
        Step(at(day + timedelta(days=160), 9, 30), KEEPER, Direct((_maximum(fyren, 1, day),))),
        Step(at(day + timedelta(days=181), 14), KEEPER, Direct((_maximum(fyren, fyren.maximum, day),))),
        Step(at(revoked, 11), KEEPER, Direct((EndPermit(skar.permit, revoked, PermitEndReason.REVOKED),))),
        Step(at(again, 8, 15), KEEPER, Direct((renewed,))),
        Step(at(day + RENEWED, 8, 40), OPERATOR, Direct((renewed_contract(day + RENEWED),))),
    ]


def _maximum(provider: Provider, maximum: int, day: date) -> Command:
    return ChangePermit(
        provider.permit,
        provider.form,
        provider.permitted_bands,
        provider.target_groups,
        maximum,
        day - timedelta(days=400),
    )


def _cases(randomness: Random, beginning: date, end: date, year: str) -> list[Step]:
    boards = [board for board in BOARDS for _ in range(board.cases)]
    randomness.shuffle(boards)
    steps: list[Step] = []
    days = (end - beginning).days - 4
    for number, board in enumerate(boards):
        day = beginning + timedelta(days=1 + number * days // len(boards))
        choices = [p for p in PROVIDERS if has_contract(board, p) for _ in range(p.weight)]
        provider = randomness.choice(choices)
        steps += CaseWriter(number, board, provider, Random(f"{randomness.random()}"), day, year=year).steps()
    return steps


def _casework_days(beginning: date, end: date) -> list[date]:
    return [beginning + timedelta(days=days) for days in range(35, (end - beginning).days - 2, 30)]
