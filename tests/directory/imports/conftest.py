"""Fixtures of these tests: what a file comes to, and its faults."""

from collections.abc import Callable
from uuid import UUID

import pytest

from services.directory.imports.plan_file import plan_file
from services.directory.imports.planning import Plan
from services.directory.shared import municipalities
from services.directory.shared.register import Register
from services.directory.shared.state import Board
from tests.directory.imports.planned import BOARD, CLERK, NOW, OTHER_BOARD, Planner


@pytest.fixture
def plan(numbered: Callable[[], UUID]) -> Planner:
    boards = [Board(BOARD, "1280", "Socialnämnden"), Board(OTHER_BOARD, "1427", "Omsorgsnämnden")]
    empty = Register.of(boards, municipalities.codes())

    def planned(text: str, at: Register = empty, board: UUID | None = BOARD) -> Plan:
        return plan_file(text, at, NOW, numbered, own_board=board, decided_by=CLERK)

    return planned
