"""The grid of Uppföljning, pure: states, cells, percent, order, and the strip of a finding."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from schemas.codes import ObligationState, Party, Role, Severity
from services.provider_audit.calendar import Clock, due
from services.provider_audit.pages.board.answers import answer, rated_words
from services.provider_audit.pages.board.chart import chart
from services.provider_audit.pages.board.grid import Rate, build, months_up_to, weeks_up_to
from services.provider_audit.pages.findings.strip import strip
from services.provider_audit.pages.states import CellState, Duty, shown
from services.runtime.database.scope import Scope
from services.runtime.web import Viewer
from tests.provider_audit_shell.play import at

NOW = at("2026-11-22 13:05")
NORDVIKEN, ANKARET = UUID(int=1), UUID(int=2)
NAMES = {NORDVIKEN: "Nordviken Stöd AB", ANKARET: "Ankaret Boende AB"}
MONTHS = months_up_to("2026-11", 4)


def duty(
    number: int, state: ObligationState, month: str, *, provider: UUID = NORDVIKEN, due_at: datetime | None = None
) -> Duty:
    """A monthly report of a month, with its finding when it is missing or late."""
    found = UUID(int=1000 + number) if state in (ObligationState.MISSED, ObligationState.MET_LATE) else None
    return Duty(
        id=UUID(int=number), rule="R02", provider=provider, board=UUID(int=9), about=UUID(int=number), period=month,
        due=due_at or at("2026-11-06 23:00"), state=state, cell=month, finding=found, severity=Severity.MEDIUM if found else None,
    )  # fmt: skip


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
    row = build(held, NAMES, MONTHS, NOW).rows[0]
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
    grid = build(held, NAMES, MONTHS, NOW)
    assert [row.name for row in grid.rows] == ["Nordviken Stöd AB", "Ankaret Boende AB"]
    assert grid.rows[0].rate == Rate(0, 1)
    assert [duty.id for duty in grid.missing(Party.PROVIDER)] == [held[0].id]
    assert (grid.rated, rated_words(grid).sv) == (MONTHS[:3], "aug–okt 2026")


def test_what_stands_from_other_times_counts_in_headline_and_order_and_stands_beside_the_periods() -> None:
    old = [duty(n, ObligationState.MISSED, "2026-03", due_at=at("2026-04-09 22:00")) for n in (1, 2)]
    settled = duty(3, ObligationState.MET, "2026-03")
    near = duty(4, ObligationState.MISSED, "2026-10", provider=ANKARET)
    grid = build([*old, settled, near], NAMES, MONTHS, NOW)
    assert [row.name for row in grid.rows] == ["Nordviken Stöd AB", "Ankaret Boende AB"]
    assert len(grid.missing(Party.PROVIDER)) == 3
    assert grid.columns == ("before-2026-08", *MONTHS)
    assert [cell.words.sv for cell in grid.rows[0].cells] == ["2 saknas av 2", *["inget"] * 4]
    assert sum(sum(counts.values()) for counts in grid.totals.values()) == 1, "the chart is of its periods alone"
    early = build([*old, settled, near], NAMES, months_up_to("2026-07", 4), NOW)
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
    grid = build([*held, *own], NAMES, MONTHS, NOW)
    assert answer(grid, controller, by_board=False).sv == (
        "2 rapporter saknas hos 1 utförare. 2 saknas hos nämnden själv."
    )
    boards = build([*held, *own], NAMES, MONTHS, NOW, by_board=True)
    assert answer(boards, supervisor, by_board=True).sv == (
        "2 rapporter saknas hos 1 utförare, för 2 nämnder. 2 saknas hos 2 nämnder själva."
    )
    assert answer(build([], NAMES, MONTHS, NOW), supervisor, by_board=True).sv == "Inget saknas."


def viewer_of(role: Role) -> Viewer:
    """Somebody of a role."""
    return Viewer(
        person=UUID(int=7), name="Eva", role=role, organisation=UUID(int=8), organisation_name="Nämnden",
        organisation_kind="board", unit=None, language="sv", scope=Scope(),
    )  # fmt: skip


def test_due_within_three_working_days_is_outlined() -> None:
    near = duty(1, ObligationState.OPEN, "2026-11", due_at=at("2026-11-25 23:00"))
    far = duty(1, ObligationState.OPEN, "2026-11", due_at=at("2026-11-26 23:00"))
    assert build([near], NAMES, MONTHS, NOW).rows[0].cells[-1].soon
    assert not build([far], NAMES, MONTHS, NOW).rows[0].cells[-1].soon


def test_weeks_read_by_iso() -> None:
    assert weeks_up_to(date(2027, 1, 4), 3) == ("2026-W52", "2026-W53", "2027-W01")


def test_the_chart_lays_out_what_is_counted() -> None:
    held = [duty(number, ObligationState.MISSED, "2026-10") for number in range(1, 13)] + [
        duty(20, ObligationState.MET, "2026-09")
    ]
    grid = build(held, NAMES, MONTHS, NOW)
    drawn = chart(grid.periods, grid.totals)
    assert drawn is not None
    assert [(bar.name.sv, [(part.state, part.number) for part in bar.parts]) for bar in drawn.bars] == [
        ("aug", []), ("sep", [(CellState.MET, None)]), ("okt", [(CellState.MISSING, 12)]), ("nov", []),
    ]  # fmt: skip
    assert [number for _, number in drawn.lines] == [0, 5, 10, 15]
    month, other = drawn.bars[2].parts[0], drawn.bars[1].parts[0]
    assert month.top + month.height == pytest.approx(drawn.bottom) == other.top + other.height
    assert month.height == pytest.approx(12 * other.height, rel=0.01)
    assert drawn.sentence.sv == "Från augusti 2026 till november 2026 var oktober 2026 sämst: 12 saknas eller kom sent."
    assert chart(grid.periods, {period: Counter() for period in grid.periods}) is None


def test_a_part_without_room_keeps_its_number_for_the_table() -> None:
    totals = {"2026-10": Counter({CellState.MET: 60, CellState.LATE: 1})}
    drawn = chart(["2026-10"], totals)
    assert drawn is not None
    assert [part.number for part in drawn.bars[0].parts] == [60, None]


def test_the_strip_counts_working_days_over_easter() -> None:
    clock, start = Clock("nth_working_day_of_month_after", 5), at("2026-03-31 10:00")
    days = strip(clock, start, due(clock, start), at("2026-04-14 07:12"))
    recorded = [(day.day.day, day.words.sv) for day in days]
    assert recorded[:6] == [(1, "1"), (2, "2"), (3, "Långfredagen"), (4, "–"), (5, "Påskdagen"), (6, "Annandag påsk")]
    assert recorded[6:9] == [(7, "3"), (8, "4"), (9, "5 SENAST")]
    assert recorded[9:] == [(10, "+1"), (11, "–"), (12, "–"), (13, "+2"), (14, "+3 INKOM")]
