"""How the rows of contracts with their clauses are planned."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from schemas.codes import ClauseType
from services.directory.contracts.domain import check_numbers, same_terms
from services.directory.imports.cells import Cells
from services.directory.imports.named_in_row import audit_begins, board_of, provider_of
from services.directory.imports.planning import Plan, State
from services.directory.shared import checks, names
from services.directory.shared.commands import (
    EndContract,
    NewClause,
    RegisterClause,
    RegisterContract,
)
from services.directory.shared.labels import CLAUSES, FORMS
from services.directory.shared.state import PLATFORM, Contract
from services.runtime.errors import Refused
from services.runtime.files.table import by_word
from services.runtime.language.look_alikes import alike, identifier
from services.runtime.language.words import Words

_FORMS, _CLAUSES = by_word(FORMS), by_word(CLAUSES)


@dataclass(frozen=True)
class _ClauseRow:
    cells: Cells
    board: UUID | None
    contract: str
    asked: NewClause


def plan_contracts(plan: Plan, contracts: Iterable[Cells], clauses: Iterable[Cells]) -> None:
    """Plan contracts, each with the clauses that the file gives it, then the clauses of contracts on file."""
    waiting: defaultdict[tuple[UUID | None, str], list[_ClauseRow]] = defaultdict(list)
    for cells in clauses:
        row = _clause_row(plan, cells)
        if cells.wrong:
            plan.close(cells, "", "new")
        else:
            waiting[row.board, alike(row.contract)].append(row)
    for cells in contracts:
        _plan_contract(plan, cells, waiting)
    for rows in waiting.values():
        for row in rows:
            _plan_clause(plan, row)


def _clause_row(plan: Plan, cells: Cells) -> _ClauseRow:
    board, contract = board_of(plan, cells), identifier(cells.text("contract"))
    asked = NewClause(
        type=cells.choice("type", _CLAUSES, ClauseType.FOLLOW_UP),
        number=identifier(cells.text("number")),
        parameters=cells.parameters("parameters"),
        valid_from=cells.day("valid_from"),
        valid_to=cells.day_or_none("valid_to"),
    )
    if not cells.wrong:
        try:
            names.clause_number(asked.number)
            checks.span(asked.valid_from, asked.valid_to)
            check_numbers(asked)
        except Refused as refused:
            cells.refused(refused)
    return _ClauseRow(cells, board, contract, asked)


def _plan_contract(plan: Plan, cells: Cells, waiting: dict[tuple[UUID | None, str], list[_ClauseRow]]) -> None:
    board, provider = board_of(plan, cells), provider_of(plan, cells)
    asked = RegisterContract(
        board=board or PLATFORM,
        provider=provider.id if provider else PLATFORM,
        number=identifier(cells.text("contract")),
        forms=cells.choices("forms", _FORMS),
        valid_from=cells.day("valid_from"),
        valid_to=cells.day_or_none("valid_to"),
        id=plan.new_id(),
    )
    ends = cells.day_or_none("ends")
    held = _held(plan, board, asked.number)
    state: State = "new"
    if held is not None:
        state = "same"
        _check_head(cells, held, asked)
    else:
        audited_from = audit_begins(plan, cells)
        if not cells.wrong:
            rows = waiting.pop((board, alike(asked.number)), [])
            plan.act(cells, replace(asked, audited_from=audited_from, clauses=_numbered(plan, rows)))
            for row in rows:
                plan.close(row.cells, f"{asked.number}, {row.asked.number}", "new")
    held = _held(plan, board, asked.number)
    if held is not None and ends is not None and held.ended_at != ends and not cells.wrong:
        plan.act(cells, EndContract(held.id, ends))
        state = "new" if state == "new" else "changed"
    plan.close(cells, f"{asked.number}, {provider.name}" if provider else asked.number, state)


def _check_head(cells: Cells, held: Contract, asked: RegisterContract) -> None:
    heads = [(each.provider, each.forms, each.valid_from, each.valid_to) for each in (held, asked)]
    if heads[0] != heads[1] and not cells.wrong:
        cells.fault(
            "contract",
            Words(sv="Avtalet finns redan med andra uppgifter.", en="The contract is on file otherwise."),
            Words(
                sv="Ett avtal ändras inte i efterhand. Avsluta det med fältet upphör, eller lägg in ett nytt nummer.",
                en="A contract is not edited. End it with the field ends, or enter one with a new number.",
            ),
        )


def _numbered(plan: Plan, rows: Iterable[_ClauseRow]) -> tuple[NewClause, ...]:
    ids: defaultdict[str, UUID] = defaultdict(plan.new_id)
    return tuple(_with_id(row.asked, ids[alike(row.asked.number)]) for row in rows)


def _with_id(asked: NewClause, identity: UUID) -> NewClause:
    return replace(asked, id=identity)


def _held(plan: Plan, board: UUID | None, number: str) -> Contract | None:
    key = (board, alike(number))
    return next((each for each in plan.register.all(Contract) if (each.board, alike(each.number)) == key), None)


def _plan_clause(plan: Plan, row: _ClauseRow) -> None:
    contract = _held(plan, row.board, row.contract)
    state: State = "new"
    if contract is None:
        row.cells.fault(
            "contract",
            Words(sv="Avtalet {number} finns inte.", en="There is no contract {number}.").fill(
                number=row.contract[:60]
            ),
            Words(
                sv="Lägg till det i tabellen [avtal], eller rätta numret.",
                en="Add it to the table [contract], or correct the number.",
            ),
        )
    else:
        versions = [clause for clause in contract.clauses if alike(clause.number) == alike(row.asked.number)]
        if any(same_terms(clause, row.asked) for clause in versions):
            state = "same"
        else:
            state = "changed" if versions else "new"
            identity = versions[0].id if versions else plan.new_id()
            plan.act(row.cells, RegisterClause(contract.id, _with_id(row.asked, identity)))
    plan.close(row.cells, f"{row.contract}, {row.asked.number}", state)
