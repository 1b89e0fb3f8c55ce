"""How each duty and condition counts, by hand."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from schemas.findings import ObligationState
from services.provider_audit.measures.measures import LEAST_FOR_PERCENT, MEASURES, NOTES, Share
from services.provider_audit.measures.performance import counted, sections, tally
from services.provider_audit.measures.records import Breach, Contract, Counted, Owed, Tally
from services.provider_audit.pages.performance.performance import shown
from tests.provider_audit.figures import DAY, FUTURE, NOW, PAST


def owed(state: str, **changes: object) -> Owed:
    values = {
        "id": uuid4(), "rule": "R02", "period": "2026-09", "contract": None, "board": None, "month": "2026-09", "due": PAST,
        "state": ObligationState(state), **changes,
    }  # fmt: skip
    return Owed(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("duty", "way"),
    [
        (owed("met"), Counted.ON_TIME),
        (owed("met", due=FUTURE), Counted.COMING),
        (owed("open", due=FUTURE), Counted.COMING),
        (owed("open"), Counted.JUDGING),
        (owed("open", due=NOW), Counted.JUDGING),
        (owed("missed"), Counted.JUDGING),
        (owed("missed", open_from=NOW), Counted.MISSING),
        (owed("missed", open_from=NOW + timedelta(microseconds=1)), Counted.JUDGING),
        (owed("missed", open_from=PAST, dismissed=True), Counted.JUDGING),
        (owed("met_late", open_from=PAST), Counted.LATE),
        (owed("met_late"), Counted.JUDGING),
        (owed("lapsed"), Counted.NOT_OWED),
        (owed("waived", due=FUTURE), Counted.NOT_OWED),
    ],
)
def test_each_duty_counts_in_one_way(duty: Owed, way: Counted) -> None:
    assert counted(duty, NOW) is way


def test_the_median_is_the_middle_of_what_came_late() -> None:
    def late(*days: int) -> Tally:
        return tally([owed("met_late", open_from=PAST, delay=days_ * DAY) for days_ in days], NOW)

    of = next(measure for measure in MEASURES if measure.id == "median_delay").of
    assert of(late()) is None
    assert of(late(5)) == 5 * DAY
    assert of(late(9, 1, 2)) == 2 * DAY
    assert of(late(8, 1, 2, 3)) == 2.5 * DAY


def test_percent_is_told_from_ten_expected_only() -> None:
    assert shown(Share(0, 0)).sv == "–"
    assert shown(Share(9, LEAST_FOR_PERCENT - 1)).sv == "9 av 9"
    assert shown(Share(9, LEAST_FOR_PERCENT)).sv == "90\u00a0% (9/10)"
    assert shown(Share(37, 40)).sv == "92,5\u00a0% (37/40)"
    assert shown(Share(37, 40)).en == "92.5% (37/40)"
    assert shown(Share(39, 40)).sv != shown(Share(40, 40)).sv


def test_a_duty_stands_with_its_contract_and_a_condition_with_every_contract_of_its_boards() -> None:
    board, other, contract, second = uuid4(), uuid4(), uuid4(), uuid4()
    contracts = [Contract(contract, board, "A-1"), Contract(second, board, "A-2")]
    duties = [
        owed("met", contract=contract, board=board),
        owed("met", contract=contract, board=other),
        owed("met", contract=None, board=None),
    ]
    condition = Breach((board, other), None, None, of_duty=False, open_from=PAST)
    hidden = Breach((board,), None, None, of_duty=False, open_from=FUTURE)
    found = {each.name: each for each in sections(contracts, duties, [condition, hidden], ["2026-09"], NOW)}
    assert found[str(contract)].whole == Tally(on_time=1, standing=1)
    assert found[str(second)].whole == Tally(standing=1)
    assert found[f"none-{other}"].whole == Tally(on_time=1, standing=1)
    assert found["none"].whole == Tally(on_time=1)


def test_every_measure_is_defined_once_in_both_languages() -> None:
    names = [measure.id for measure in MEASURES]
    assert len(names) == len(set(names))
    assert names == ["expected", "actual", "on_time", "rate", "rate_on_time", "median_delay", "standing"]
    for words in (*(measure.formula for measure in MEASURES), *NOTES):
        assert words.sv.endswith(".")
        assert words.en.endswith(".")
        assert words.sv != words.en
