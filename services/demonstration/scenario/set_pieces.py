"""What a year shows whatever the seed: one case for each kind of correction, and for each turn that chance might not bring."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random

from services.demonstration.acts.act import Step
from services.demonstration.acts.placement import Placement
from services.demonstration.fixtures.people import BOARDS, PROVIDERS
from services.demonstration.scenario import corrections, turns
from services.demonstration.scenario.case import Case
from services.demonstration.scenario.opening import RUNS_OUT
from services.demonstration.scenario.whole_case import CaseWriter

FIRST_NUMBER = 901
Change = Callable[[Case, Placement], None]
PIECES: tuple[tuple[Change, str, int, int, int], ...] = (
    (corrections.returned_and_corrected, "1280", 8, 12, 150),
    (corrections.returned_and_late, "1480", 10, 20, 120),
    (corrections.not_a_report, "0180", 2, 29, 140),
    (corrections.plan_returned, "1280", 12, 36, 110),
    (turns.late_with_everything, "1480", 10, 40, 140),
    (corrections.plan_revised, "0180", 8, 44, 150),
    (corrections.own_error_in_time, "1480", 3, 51, 130),
    (corrections.own_error_agreed, "1280", 2, 60, 120),
    (corrections.own_error_not_agreed, "0180", 10, 66, 140),
    (corrections.start_corrected, "1480", 8, 74, 120),
    (corrections.end_undone, "0180", 12, 80, 130),
    (corrections.waived_in_time, "1280", 3, 88, 140),
    (turns.placed_without_contract, *RUNS_OUT, 95, 120),
    (corrections.waived_afterwards, "1480", 2, 103, 100),
    (corrections.held, "0180", 8, 112, 160),
    (corrections.interrupted, "1280", 10, 121, 120),
    (corrections.received_on_paper, "1480", 12, 130, 130),
    (corrections.received_by_phone, "0180", 3, 138, 110),
    (turns.amended, "1280", 8, 147, 100),
    (turns.past_a_gate, "1480", 2, 170, 100),
    (turns.call_denied, "0180", 8, 190, 100),
    (turns.call_attested, "1280", 12, 200, 110),
    (turns.noticed_by_board, "1480", 3, 215, 100),
    (turns.noticed_and_late, "0180", 12, 230, 90),
)
"""What happens, the board, the provider, the day of the year on which the referral is sent, and for how many days."""


def set_pieces(seed: int, beginning: date, year: str) -> Iterator[Step]:
    """Write every case of the table."""
    boards = {board.municipality: board for board in BOARDS}
    for nth, (change, municipality, provider, day, days) in enumerate(PIECES):
        number = FIRST_NUMBER + 2 * nth
        writer = CaseWriter(
            number,
            boards[municipality],
            PROVIDERS[provider - 1],
            Random(f"{seed}|{beginning}|{number}"),
            beginning + timedelta(days=day),
            year=year,
            days=days,
            outside_permit=change is turns.past_a_gate,
        )
        case = writer.write()
        change(case, case.placement)
        yield from case.steps
