"""A whole file planned, tables in the order in which things rest on each other."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from services.directory.imports.cells import Cells
from services.directory.imports.columns import FILE
from services.directory.imports.planning import Plan, own_copy
from services.directory.imports.tables.attestations import plan_accounts, plan_answer, plan_interruption, plan_request
from services.directory.imports.tables.contracts import plan_contracts
from services.directory.imports.tables.corrections import (
    plan_correction_agreed,
    plan_date_corrected,
    plan_entered_in_error,
)
from services.directory.imports.tables.people import plan_person
from services.directory.imports.tables.permits import plan_not_permit_bound, plan_permit
from services.directory.imports.tables.providers import plan_board, plan_provider, plan_unit
from services.directory.imports.tables.staff import plan_extracts, plan_staff
from services.directory.shared.register import Register
from services.runtime.files.reading import FileRead, read_text
from services.runtime.files.table import Row, for_another

_FIRST: tuple[tuple[str, Callable[[Plan, Cells], None]], ...] = (
    ("board", plan_board),
    ("provider", plan_provider),
)
_REGISTER: tuple[tuple[str, Callable[[Plan, Cells], None]], ...] = (
    ("unit", plan_unit),
    ("permit", plan_permit),
    ("not_permit_bound", plan_not_permit_bound),
)
_ATTESTED: tuple[tuple[str, Callable[[Plan, Cells], None]], ...] = (
    ("accounts", plan_accounts),
    ("request", plan_request),
    ("answer", plan_answer),
    ("staff", plan_staff),
    ("extracts", plan_extracts),
    ("interruption", plan_interruption),
    ("entered_in_error", plan_entered_in_error),
    ("date_corrected", plan_date_corrected),
    ("correction_agreed", plan_correction_agreed),
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
    own_provider: UUID | None = None,
    staff: dict[tuple[UUID, str], UUID] | None = None,
) -> Plan:
    """Plan a file against what is on file.

    `own_board` or `own_provider` takes the file in through the portal, each its own tables; neither on the command line.
    `decided_by` stands on decisions that no permit is needed; `people` are known persons by e-mail address, `staff`
    pseudonyms by provider and its own label.
    """
    plan = Plan(own_copy(register), now, new_id, own_board, decided_by, dict(people or {}))
    plan.own_provider, plan.staff = own_provider, dict(staff or {})
    read = read_text(text, FILE)
    plan.wrong.extend(read.wrong)
    for table, act in _FIRST:
        for cells in _allowed(plan, read, table):
            act(plan, cells)
    plan_contracts(plan, _allowed(plan, read, "contract"), _allowed(plan, read, "clause"))
    for table, act in _REGISTER:
        for cells in _allowed(plan, read, table):
            act(plan, cells)
    for cells in _allowed(plan, read, "person"):
        plan_person(plan, cells)
    for table, act in _ATTESTED:
        for cells in _allowed(plan, read, table):
            act(plan, cells)
    plan.rows.sort(key=lambda row: row.line)
    plan.wrong.sort(key=lambda wrong: wrong.line)
    return plan


def _allowed(plan: Plan, read: FileRead, table: str) -> list[Cells]:
    allowed: list[Row] = []
    for row in read.of(table):
        if plan.may(row.table):
            allowed.append(row)
        else:
            plan.wrong.append(for_another(row))
    return [Cells(row) for row in allowed]
