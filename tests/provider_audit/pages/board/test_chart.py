"""The chart, the weeks and the strip of a finding, pure."""

from collections import Counter
from datetime import date

import pytest

from schemas.findings import ObligationState
from services.provider_audit.calendar import Clock, due
from services.provider_audit.pages.board.chart import chart
from services.provider_audit.pages.board.counted import of_each
from services.provider_audit.pages.board.grid import build
from services.provider_audit.pages.board.periods import weeks_up_to
from services.provider_audit.pages.findings.strip import strip
from services.provider_audit.pages.states import CellState
from tests.provider_audit.pages.board.owing import MONTHS, NAMES, NOW, duty
from tests.provider_audit.play import at


def test_weeks_read_by_iso() -> None:
    assert weeks_up_to(date(2027, 1, 4), 3) == ("2026-W52", "2026-W53", "2027-W01")


def test_the_chart_lays_out_what_is_counted() -> None:
    held = [duty(number, ObligationState.MISSED, "2026-10") for number in range(1, 13)] + [
        duty(20, ObligationState.MET, "2026-09")
    ]
    grid = build(of_each(held, NOW), NAMES, MONTHS, NOW)
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
