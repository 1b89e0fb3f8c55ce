"""CONTRIBUTING's *add a fact*: a class, an example and a check, put into a copy, and the fact is locked, checked and consumed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.parts.copies import copied, put, run, run_tests

KIND = "se.utvag.referral.PlacementVisited.v1"
FACT = '''

class PlacementVisited(Between, log="referral", subject="placement", consumers=("notify",)):
    """The board visited somebody placed; `next_on` is the day of its next visit, where one is planned."""

    visited_on: date
    next_on: date | None
'''
CHECK = '''@check(referral.PlacementVisited)
def next_visit_forward(fact: referral.PlacementVisited) -> Iterator[Fault]:
    """The next visit lies after this one."""
    if fact.next_on is not None and fact.next_on <= fact.visited_on:
        yield _backwards("next_on")


'''
NAMED = '    "next_on": Words(sv="nästa besök", en="the next visit"),\n'


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the product with the fact's class, its example, its check and what people call its field."""
    made = copied(tmp_path, Path(__file__).parent / "copied", "services", "schemas", "tests", "docs")
    put(made / "schemas" / "referral.py", FACT)
    put(made / "schemas" / "checks.py", CHECK, before="@check(referral.IncidentReported)")
    put(made / "services/runtime/database/unfit.py", NAMED, before='    "noticed_at"')
    return made


@pytest.mark.timeout(300)
def test_a_fact_is_added_by_its_class_and_its_example(copy: Path) -> None:
    run(copy, "-m", "schemas.publish")
    locked = json.loads((copy / "schemas" / "locked" / f"{KIND}.json").read_text(encoding="utf-8"))
    assert locked["required"] == ["board", "provider", "visited_on", "next_on"]
    assert KIND in (copy / "schemas" / "asyncapi.yaml").read_text(encoding="utf-8")
    run_tests(copy, "tests/schemas/test_contract.py", "tests/runtime/events/added_fact.py")
