"""The grid of Uppföljning, pure: states, cells, percent, order, and the strip of a finding."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from schemas.codes import Role
from schemas.findings import ObligationState, Party
from services.provider_audit.pages.board.answers import answer, rated_words
from services.provider_audit.pages.board.cells import Rate
from services.provider_audit.pages.board.counted import of_each
from services.provider_audit.pages.board.grid import build
from services.provider_audit.pages.board.periods import months_up_to
from services.provider_audit.pages.duties.duty import shown
from services.provider_audit.pages.states import CellState
from services.runtime.database.scope import Scope
from services.runtime.web import Viewer
from tests.provider_audit.pages.board.owing import ANKARET, MONTHS, NAMES, NOW, duty
from tests.provider_audit.play import at


@pytest.mark.parametrize(
    ("state", "due_at", "expected"),
    [
        (ObligationState.OPEN, NOW + timedelta(hours=1), CellState.EXPECTED),
        (ObligationState.OPEN, NOW, CellState.JUDGING),
        (ObligationState.MET, NOW - timedelta(days=1), CellState.MET),
        (ObligationState.MISSED, NOW - timedelta(days=1), CellState.MISSING),
        (ObligationState.MET_LATE, NOW - timedelta(days=1), CellState.LATE),
        (ObligationState.LAPSED, NOW - timedelta(days=1), CellState.LAPSED),
        (ObligationState.WAIVED, NOW - timedelta(days=1), CellState.WAIVED),
    ],
)
def test_a_passed_but_unjudged_due_is_being_judged(
    state: ObligationState, due_at: datetime, expected: CellState
) -> None:
    assert shown(duty(1, state, "2026-10", due_at=due_at), NOW) is expected


def test_what_cannot_be_judged_is_neither_late_nor_missing() -> None:
    stuck = replace(
        duty(1, ObligationState.OPEN, "2026-10", due_at=NOW - timedelta(days=9)), stuck_since=NOW - timedelta(days=10)
    )
    assert shown(stuck, NOW) is CellState.CANNOT
    hidden = replace(duty(2, ObligationState.MISSED, "2026-10"), finding=None)
    assert shown(hidden, NOW) is CellState.JUDGING


def test_a_cell_tells_the_worst_state_its_number_and_the_total() -> None:
    held = [duty(n, ObligationState.MET, "2026-10") for n in range(3)]
    held += [duty(10, ObligationState.MISSED, "2026-10"), duty(11, ObligationState.MISSED, "2026-10")]
    held.append(duty(12, ObligationState.MET_LATE, "2026-09"))
    row = build(of_each(held, NOW), NAMES, MONTHS, NOW).rows[0]
    assert [(cell.symbol, cell.words.sv) for cell in row.cells] == [
        ("–", "inget"),
        ("◷", "1 sen av 1"),
        ("✕", "2 saknas av 5"),
        ("–", "inget"),
    ]
    assert row.rate == Rate(3, 6)


def test_percent_only_from_ten_expected() -> None:
    assert Rate(3, 3).words.sv == "3 av 3"
    assert Rate(8, 9).words.sv == "8 av 9"
    assert Rate(10, 14).words.sv == "71\u00a0% (10/14)"
    assert Rate(10, 14).words.en == "71% (10/14)"
    assert Rate(0, 0).words.sv == "–"


def test_the_worst_provider_stands_first_and_the_running_month_is_not_in_the_rate() -> None:
    held = [duty(1, ObligationState.MISSED, "2026-10"), duty(2, ObligationState.MET, "2026-11")]
    held += [duty(3, ObligationState.MET, "2026-10", provider=ANKARET)]
    grid = build(of_each(held, NOW), NAMES, MONTHS, NOW)
    assert [row.name for row in grid.rows] == ["Nordviken Stöd AB", "Ankaret Boende AB"]
    assert grid.rows[0].rate == Rate(0, 1)
    assert [duty.id for duty in grid.missing(Party.PROVIDER)] == [held[0].id]
    assert (grid.rated, rated_words(grid).sv) == (MONTHS[:3], "aug–okt 2026")


def test_what_stands_from_other_times_counts_in_headline_and_order_and_stands_beside_the_periods() -> None:
    old = [duty(n, ObligationState.MISSED, "2026-03", due_at=at("2026-04-09 22:00")) for n in (1, 2)]
    settled = duty(3, ObligationState.MET, "2026-03")
    near = duty(4, ObligationState.MISSED, "2026-10", provider=ANKARET)
    grid = build(of_each([*old, settled, near], NOW), NAMES, MONTHS, NOW)
    assert [row.name for row in grid.rows] == ["Nordviken Stöd AB", "Ankaret Boende AB"]
    assert len(grid.missing(Party.PROVIDER)) == 3
    assert grid.columns == ("before-2026-08", *MONTHS)
    assert [cell.words.sv for cell in grid.rows[0].cells] == ["2 saknas av 2", *["inget"] * 4]
    assert sum(sum(counts.values()) for counts in grid.totals.values()) == 1, "the chart is of its periods alone"
    early = build(of_each([*old, settled, near], NOW), NAMES, months_up_to("2026-07", 4), NOW)
    assert early.columns == ("before-2026-04", "2026-04", "2026-05", "2026-06", "2026-07", "after-2026-07")
    by_name = {row.name: [cell.words.sv for cell in row.cells] for row in early.rows}
    assert by_name["Ankaret Boende AB"] == [*["inget"] * 5, "1 saknas av 1"]
    assert len(early.missing(Party.PROVIDER)) == 3


def test_the_answer_fits_what_the_rows_are() -> None:
    lund, malmo = UUID(int=91), UUID(int=92)
    held = [
        replace(duty(n, ObligationState.MISSED, "2026-10"), boards=(board,)) for n, board in ((1, lund), (2, malmo))
    ]
    own = [replace(each, id=UUID(int=50 + n), owes=Party.BOARD) for n, each in enumerate(held)]
    supervisor, controller = (viewer_of(role) for role in (Role.SUPERVISOR, Role.CONTROLLER))
    grid = build(of_each([*held, *own], NOW), NAMES, MONTHS, NOW)
    assert answer(grid, controller, by_board=False).sv == (
        "2 rapporter saknas hos 1 utförare. 2 saknas hos nämnden själv."
    )
    boards = build(of_each([*held, *own], NOW), NAMES, MONTHS, NOW, by_board=True)
    assert answer(boards, supervisor, by_board=True).sv == (
        "2 rapporter saknas hos 1 utförare, för 2 nämnder. 2 saknas hos 2 nämnder själva."
    )
    assert answer(build(of_each([], NOW), NAMES, MONTHS, NOW), supervisor, by_board=True).sv == "Inget saknas."


def viewer_of(role: Role) -> Viewer:
    """Somebody of a role."""
    return Viewer(
        person=UUID(int=7), name="Eva", role=role, organisation=UUID(int=8), organisation_name="Nämnden",
        organisation_kind="board", unit=None, language="sv", scope=Scope(),
    )  # fmt: skip


def test_due_within_three_working_days_is_outlined() -> None:
    near = duty(1, ObligationState.OPEN, "2026-11", due_at=at("2026-11-25 23:00"))
    far = duty(1, ObligationState.OPEN, "2026-11", due_at=at("2026-11-26 23:00"))
    assert build(of_each([near], NOW), NAMES, MONTHS, NOW).rows[0].cells[-1].soon
    assert not build(of_each([far], NOW), NAMES, MONTHS, NOW).rows[0].cells[-1].soon
