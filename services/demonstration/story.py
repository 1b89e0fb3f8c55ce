"""The story of the year: every act with its instant, the same for the same seed and end date."""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from schemas.codes import ClauseType, PermitEndReason, Role, ServiceForm
from services.demonstration.acts import Casework, Direct, Step
from services.demonstration.case_story import CaseStory
from services.demonstration.cast import BOARDS, OPERATOR, PROVIDERS, Board, Provider, people
from services.directory.domain.commands import (
    ChangePermit,
    Command,
    CommissionPerson,
    EndPermit,
    NewClause,
    RecordNotPermitBound,
    RegisterBoard,
    RegisterClause,
    RegisterContract,
    RegisterPermit,
    RegisterProvider,
    RegisterUnit,
)
from services.runtime.identifiers import derived

STOCKHOLM = ZoneInfo("Europe/Stockholm")
YEAR = timedelta(days=365)
NO_PERMIT = (ServiceForm.COACHING,)


def opening(day: date) -> Step:
    """Write the step that puts everybody and everything on file."""
    return Step(at(day, 7), OPERATOR, Direct(tuple(_opening(day))))


def tell(seed: int, end: date) -> list[Step]:
    """Write the year that ends before `end` (Stockholm): the steps in the order of time."""
    beginning = end - YEAR
    randomness = Random(f"{seed}|{end.isoformat()}")
    steps = [opening(beginning)]
    steps += _turns(beginning)
    steps += _cases(randomness, beginning, end)
    steps += [Step(at(day, 18), OPERATOR, Casework()) for day in _casework_days(beginning, end)]
    latest = at(end, 0)
    return sorted((step for step in steps if step.at < latest), key=lambda step: step.at)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Give an instant by the clock of Stockholm."""
    return datetime.combine(day, time(hour, minute), STOCKHOLM)


def _opening(day: date) -> list[Command]:
    commands: list[Command] = [RegisterBoard(board.municipality, board.name, id=board.id) for board in BOARDS]
    for provider in PROVIDERS:
        commands += _provider(provider, day)
    commands += [
        _contract(board, provider, day) for board in BOARDS for provider in PROVIDERS if _has_contract(board, provider)
    ]
    commands += [
        CommissionPerson(
            person.id, person.organisation, person.role, valid_from=day, id=derived("commission", person.name)
        )
        for person in people()
    ]
    return commands


def _provider(provider: Provider, day: date) -> list[Command]:
    register = RegisterProvider(provider.orgnr, provider.name, provider.legal_form, audited_from=day, id=provider.id)
    unit = RegisterUnit(provider.id, provider.unit_name, id=provider.unit)
    if provider.form in NO_PERMIT:
        decided_by = BOARDS[0].person(Role.CONTROLLER).id
        return [
            register,
            unit,
            RecordNotPermitBound(provider.id, provider.unit, provider.form, decided_by, day, id=provider.permit),
        ]
    permit = RegisterPermit(
        provider.id,
        provider.unit,
        provider.form,
        provider.age_bands,
        provider.target_groups,
        provider.maximum,
        day - timedelta(days=400),
        number=f"PÅHITT-{provider.number:02d}",
        id=provider.permit,
    )
    return [register, unit, permit]


def _has_contract(board: Board, provider: Provider) -> bool:
    return board.cases > 20 or (provider.number + int(board.municipality)) % 3 != 0


def _contract(board: Board, provider: Provider, day: date) -> Command:
    types = [ClauseType.FOLLOW_UP, ClauseType.R01, ClauseType.R02, ClauseType.R04]
    if not _lacks_insight(board, provider):
        types.insert(0, ClauseType.INSIGHT)
    parameters = {ClauseType.R01: (("days", 14),), ClauseType.R04: (("days", 14),)}
    clauses = tuple(
        NewClause(
            kind,
            day,
            number=f"6.{index}",
            parameters=parameters.get(kind, ()),
            id=derived("demonstration clause", board.municipality, provider.number, kind),
        )
        for index, kind in enumerate(types, start=1)
    )
    number = f"{board.municipality}-{day.year}-{provider.number:02d}"
    return RegisterContract(
        board.id,
        provider.id,
        number,
        (provider.form,),
        day,
        audited_from=day,
        clauses=clauses,
        id=derived("demonstration contract", board.municipality, provider.number),
    )


def _lacks_insight(board: Board, provider: Provider) -> bool:
    return (board.municipality, provider.number) in (("1285", 9), ("0192", 2))


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
        skar.age_bands,
        skar.target_groups,
        skar.maximum,
        again,
        number="PÅHITT-05B",
        id=derived("renewed permit"),
    )
    return [
        Step(at(added, 10), OPERATOR, Direct((insight,))),
        Step(at(day + timedelta(days=160), 9, 30), OPERATOR, Direct((_maximum(fyren, 1, day),))),
        Step(at(day + timedelta(days=181), 14), OPERATOR, Direct((_maximum(fyren, fyren.maximum, day),))),
        Step(at(revoked, 11), OPERATOR, Direct((EndPermit(skar.permit, revoked, PermitEndReason.REVOKED),))),
        Step(at(again, 8, 15), OPERATOR, Direct((renewed,))),
    ]


def _maximum(provider: Provider, maximum: int, day: date) -> Command:
    return ChangePermit(
        provider.permit,
        provider.form,
        provider.age_bands,
        provider.target_groups,
        maximum,
        day - timedelta(days=400),
    )


def _cases(randomness: Random, beginning: date, end: date) -> list[Step]:
    boards = [board for board in BOARDS for _ in range(board.cases)]
    randomness.shuffle(boards)
    steps: list[Step] = []
    days = (end - beginning).days - 4
    for number, board in enumerate(boards):
        day = beginning + timedelta(days=1 + number * days // len(boards))
        choices = [p for p in PROVIDERS if _has_contract(board, p) for _ in range(p.weight)]
        provider = randomness.choice(choices)
        steps += CaseStory(number, board, provider, Random(f"{randomness.random()}"), day).steps()
    return steps


def _casework_days(beginning: date, end: date) -> list[date]:
    return [beginning + timedelta(days=days) for days in range(35, (end - beginning).days - 2, 30)]
