"""What becomes of a notice whose time has come, and what ends one: decided by values alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from schemas.codes import Origin, Role
from services.notify.domain.delivery import Holder, of_unit
from services.notify.domain.dispatch import (
    Beside,
    DueNotice,
    Evidence,
    FirstNotice,
    Taking,
    Verdict,
    decide,
    decided,
    followed,
)
from tests.notify.conftest import NOW, name
from tests.notify.domain.dispatching import HOUR

LAST_DAY_OVER = datetime(2026, 12, 31, 23, tzinfo=UTC)  # midnight in Stockholm, as the year begins


def due(condition: str = "finding_raised", **more: Any) -> DueNotice:
    """A notice whose time has come, all but what is given the same."""
    usual: dict[str, Any] = {
        **dict.fromkeys(("take_by", "unit", "entity_board", "board", "due", "wait_until", "over_at", "over_reason")),
        "finding": name("finding"),
        "entity": name("contract"),
        "resolve_key": name("finding"),
        "id": name("notice"),
        "organisation": name("board"),
        "role": Role.CONTROLLER,
        "period": "2026-10",
        "origin": Origin.PORTAL,
        "step": 1,
        "seen_by": (),
        "sequence": 3,
        "silent": "",
        "send_at": NOW,
    }
    return DueNotice(condition=condition, **{**usual, **more})


def beside(kind: str, valid_from: date | None = None, valid_to: date | None = None) -> Beside:
    """Something beside the contract that ends."""
    return Beside(name("contract"), kind, valid_from, valid_to)


def evidence(*found: Beside) -> Evidence:
    """The grounds that are known of one contract."""
    return Evidence(beside={name("contract"): found})


PLACED = beside("placement")


@pytest.mark.parametrize(
    ("found", "dropped"),
    [
        ((), "nobody_placed"),
        ((beside("contract", date(2027, 1, 1)),), "nobody_placed"),
        ((PLACED,), ""),
        ((PLACED, beside("contract", date(2027, 1, 1))), "other_contract"),
        ((PLACED, beside("contract", date(2026, 1, 1), date(2027, 1, 1))), "other_contract"),
        ((PLACED, beside("contract", date(2026, 1, 1), date(2026, 12, 31))), ""),
        ((PLACED, beside("contract", date(2027, 1, 2))), ""),
        ((PLACED, beside("contract")), ""),
    ],
)
def test_an_end_is_told_while_somebody_is_placed_and_no_contract_takes_over_that_day(
    found: tuple[Beside, ...], dropped: str
) -> None:
    assert decide(due("contract_ends", due=LAST_DAY_OVER), evidence(*found), NOW) == Verdict(dropped=dropped)


@pytest.mark.parametrize(
    ("sequence", "after", "verdict"),
    [
        (3, -HOUR, Verdict(dropped="already_taken", at=NOW - HOUR)),
        (3, HOUR, Verdict(over="already_taken", at=NOW + HOUR)),
        (2, -HOUR, Verdict(over="already_taken", at=NOW + 5 * HOUR)),
    ],
)
def test_an_escalation_counts_what_was_taken_of_the_finding_since(
    sequence: int, after: timedelta, verdict: Verdict
) -> None:
    later = Taking(name("finding"), 9, NOW + 5 * HOUR)
    takings = {name("finding"): [later, Taking(name("finding"), sequence, NOW + after)]}
    assert decide(due("escalated"), Evidence(takings), NOW) == verdict
    assert decide(due("finding_raised"), Evidence(takings), NOW) == Verdict()


def test_a_reminder_is_too_late_once_the_due_has_come() -> None:
    assert decide(due("due_soon", wait_until=NOW), Evidence(), NOW) == Verdict(dropped="due_passed")
    assert decide(due("due_soon", wait_until=NOW + HOUR), Evidence(), NOW) == Verdict()


def test_what_was_decided_keeps_the_first_end_and_what_nobody_got_was_not_told() -> None:
    notified = decided(due(), Verdict(), NOW, reached=True)
    assert (notified.state, notified.notified_at, notified.over_at, notified.over_reason) == ("told", NOW, None, None)
    alone = decided(due(), Verdict(), NOW, reached=False)
    assert (alone.state, alone.notified_at, alone.over_at) == ("unreached", None, None)
    dropped = decided(due(), Verdict(dropped="already_taken", at=NOW - HOUR), NOW, reached=True)
    assert (dropped.state, dropped.notified_at, dropped.over_at) == ("dropped", None, NOW - HOUR)
    ended = due(over_at=NOW - HOUR, over_reason="replied_first")
    over = decided(ended, Verdict(over="already_taken", at=NOW), NOW, reached=True)
    assert (over.state, over.over_at, over.over_reason) == ("told", NOW - HOUR, "replied_first")
    assert decided(ended, Verdict(dropped="due_passed"), NOW, reached=True).over_reason == "due_passed"


def test_a_first_notice_is_followed_by_the_escalations_of_its_finding_at_its_own_board() -> None:
    ours = due("escalated", id=name("ours"), board=name("board"))
    theirs = due("escalated", id=name("theirs"), board=name("other"))
    provider = FirstNotice(name("p"), Origin.PORTAL, name("finding"), None)
    board = FirstNotice(name("b"), Origin.PORTAL, name("finding"), name("board"))
    elsewhere = FirstNotice(name("e"), Origin.PORTAL, name("another finding"), None)
    pairs = followed([provider, board, elsewhere], [ours, theirs])
    assert set(pairs) == {(provider, ours.id), (provider, theirs.id), (board, ours.id)}
    assert [(first.id, later) for first, later in pairs] == sorted((first.id, later) for first, later in pairs)


def test_whoever_holds_the_role_for_another_unit_is_left_out() -> None:
    whole, one, other = (
        Holder(name(word), True, "sv", name("provider"), Role.PROVIDER_MANAGER, unit)
        for word, unit in (("whole", None), ("one", name("one")), ("other", name("other")))
    )
    assert of_unit([whole, one, other], name("one")) == [whole, one]
    assert of_unit([whole, one, other], None) == [whole, one, other]
