"""What the rules say of fairness, time and the instant of judgement holds for each rule it speaks of."""

import pytest

from tests.provider_audit.casebook import FAIRNESS, Case, fairness_cases, load
from tests.provider_audit.test_cases import hold


@pytest.mark.parametrize("case", [pytest.param(case, id=title) for title, case in fairness_cases()])
def test_fairness(case: Case) -> None:
    hold(case)


def test_every_point_of_fairness_has_cases() -> None:
    shown = {case["sentence"] for case in load(FAIRNESS)["cases"]}
    assert {f"Fairness {point}" for point in range(1, 9)} <= shown
