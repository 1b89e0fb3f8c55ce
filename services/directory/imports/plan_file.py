"""A whole file planned, tables in the order in which things rest on each other."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.directory.domain.state import Register
from services.directory.imports import tables_of_contracts, tables_of_providers
from services.directory.imports.cells import Cells
from services.directory.imports.planning import Plan, for_the_operator, own_copy
from services.directory.imports.reading import FileRead, Row, read_text

_TABLES: tuple[tuple[str, Callable[[Plan, Cells], None]], ...] = (
    ("board", tables_of_providers.plan_board),
    ("provider", tables_of_providers.plan_provider),
    ("unit", tables_of_providers.plan_unit),
    ("permit", tables_of_providers.plan_permit),
    ("not_permit_bound", tables_of_providers.plan_not_permit_bound),
)


def plan_file(
    text: str,
    register: Register,
    now: datetime,
    new_id: Callable[[], UUID],
    *,
    own_board: UUID | None = None,
    decided_by: UUID | None = None,
    people: dict[str, UUID] | None = None,
) -> Plan:
    """Plan a file against what is on file.

    `own_board` is the importing board in the portal, where boards and people are not taken in; None on the command line.
    `decided_by` stands on decisions that no permit is needed; `people` are known persons by e-mail address.
    """
    plan = Plan(own_copy(register), now, new_id, own_board, decided_by, dict(people or {}))
    read = read_text(text)
    plan.wrong.extend(read.wrong)
    for table, act in _TABLES:
        for cells in _allowed(plan, read, table):
            act(plan, cells)
    tables_of_contracts.plan_contracts(plan, _allowed(plan, read, "contract"), _allowed(plan, read, "clause"))
    for cells in _allowed(plan, read, "person"):
        tables_of_contracts.plan_person(plan, cells)
    plan.rows.sort(key=lambda row: row.line)
    plan.wrong.sort(key=lambda wrong: wrong.line)
    return plan


def _allowed(plan: Plan, read: FileRead, table: str) -> list[Cells]:
    allowed: list[Row] = []
    for row in read.of(table):
        if row.table.operator_only and plan.own_board is not None:
            plan.wrong.append(for_the_operator(row))
        else:
            allowed.append(row)
    return [Cells(row) for row in allowed]
