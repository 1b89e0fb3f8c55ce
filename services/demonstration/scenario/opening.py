"""Who is put on file before the year begins, and on what terms: boards, providers, permits, contracts, people."""

from calendar import monthrange
from datetime import date, timedelta

from schemas import referral as facts
from schemas.codes import ClauseType, Role, ServiceForm
from schemas.fact import Fact
from services.demonstration.acts.act import Direct, Step
from services.demonstration.fixtures.kinds import Board, Provider
from services.demonstration.fixtures.people import BOARDS, OPERATOR, PROVIDERS, people
from services.demonstration.scenario.case import at
from services.directory.shared.commands import (
    Command,
    CommissionPerson,
    NewClause,
    RecordNotPermitBound,
    RegisterBoard,
    RegisterContract,
    RegisterPermit,
    RegisterProvider,
    RegisterUnit,
)
from services.runtime.language.duties import duty_fulfilled_by
from services.runtime.language.identifiers import derived

NO_PERMIT = (ServiceForm.COACHING,)
RUNS_OUT = ("1480", 12)
"""The board's municipality and the provider's number whose contract runs out while somebody is placed."""
LAST_DAY, RENEWED = timedelta(days=150), timedelta(days=163)
"""When after the beginning that contract's last day is, and when the next one begins."""

AGREED = (facts.PlanSubmitted, facts.ReportSubmitted, facts.EndReportSubmitted, facts.SafetyPlanFiled)
"""What every contract has a clause about, beside insight and follow-up."""


def opening(day: date) -> Step:
    """Write the step that puts everybody and everything on file."""
    return Step(at(day, 7), OPERATOR, Direct(tuple(_opening(day))))


def _opening(day: date) -> list[Command]:
    commands: list[Command] = [RegisterBoard(board.municipality, board.name, id=board.id) for board in BOARDS]
    for provider in PROVIDERS:
        commands += _provider(provider, day)
    commands += [
        contract(board, provider, day) for board in BOARDS for provider in PROVIDERS if has_contract(board, provider)
    ]
    commands += [
        CommissionPerson(
            person.id, person.organisation, person.role, valid_from=day, id=derived("commission", person.name)
        )
        for person in people()
    ]
    return commands


def _provider(provider: Provider, day: date) -> list[Command]:
    register = RegisterProvider(
        provider.orgnr,
        provider.name,
        provider.legal_form,
        f"{fiscal_year_end(provider, day):%m-%d}",
        audited_from=day,
        id=provider.id,
    )
    unit = RegisterUnit(provider.id, provider.unit_name, provider.county, id=provider.unit)
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
        provider.permitted_bands,
        provider.target_groups,
        provider.maximum,
        day - timedelta(days=400),
        number=f"PÅHITT-{provider.number:02d}",
        id=provider.permit,
    )
    return [register, unit, permit]


def has_contract(board: Board, provider: Provider) -> bool:
    """Tell whether the two have a contract: the large boards with everybody."""
    return board.cases > 20 or (provider.number + int(board.municipality)) % 3 != 0


def _clause(handed_in: type[Fact]) -> ClauseType:
    """Give the type of clause about what is handed in. Raises LookupError when its rule has none."""
    clause = duty_fulfilled_by(handed_in).rule.clause
    if clause is None:
        raise LookupError(handed_in.__name__)
    return clause


def contract(board: Board, provider: Provider, day: date) -> Command:
    """Write the contract of a board with a provider from a day on."""
    plan, report, end_report, safety_plan = (_clause(handed_in) for handed_in in AGREED)
    types = [ClauseType.FOLLOW_UP, plan, report, end_report, safety_plan]
    if not _lacks_insight(board, provider):
        types.insert(0, ClauseType.INSIGHT)
    parameters = {plan: (("days", 14),), end_report: (("days", 14),)}
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
    runs_out = (board.municipality, provider.number) == RUNS_OUT
    return RegisterContract(
        board.id,
        provider.id,
        number,
        (provider.form,),
        day,
        day + LAST_DAY if runs_out else None,
        audited_from=day,
        clauses=clauses,
        id=derived("demonstration contract", board.municipality, provider.number),
    )


def _lacks_insight(board: Board, provider: Provider) -> bool:
    return (board.municipality, provider.number) in (("1285", 9), ("0192", 2))


def renewed_contract(day: date) -> Command:
    """Write the contract that follows the one that ran out."""
    municipality, number = RUNS_OUT
    board = next(board for board in BOARDS if board.municipality == municipality)
    provider = next(provider for provider in PROVIDERS if provider.number == number)
    insight = NewClause(
        ClauseType.INSIGHT, day, number="6.1", id=derived("demonstration clause", *RUNS_OUT, "again", 1)
    )
    follow_up = NewClause(
        ClauseType.FOLLOW_UP, day, number="6.2", id=derived("demonstration clause", *RUNS_OUT, "again", 2)
    )
    return RegisterContract(
        board.id,
        provider.id,
        f"{municipality}-{day.year}-{number:02d}B",
        (provider.form,),
        day,
        audited_from=day,
        clauses=(insight, follow_up),
        id=derived("demonstration contract", *RUNS_OUT, "again"),
    )


def fiscal_year_end(provider: Provider, beginning: date) -> date:
    """Give the last day of the first fiscal year that ends after the beginning: one of the three next month ends.

    So the accounts of every provider fall due within the year, whichever day it begins.
    """
    year, month = divmod(beginning.year * 12 + beginning.month - 1 + provider.number % 3, 12)
    last = date(year, month + 1, monthrange(year, month + 1)[1])
    return last.replace(day=28) if (last.month, last.day) == (2, 29) else last
