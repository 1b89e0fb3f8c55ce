"""Casework decided purely: every transition, the right of reply, and when a supervisor sees a finding."""

from dataclasses import replace
from datetime import date

import pytest

from schemas.findings import Casework, Party, Severity, Standing
from schemas.provider_audit import (
    FindingClosed,
    FindingConfirmed,
    FindingDismissed,
    FindingReplied,
)
from services.provider_audit.casework.acts import (
    Act,
    Close,
    Confirm,
    Dismiss,
    DismissReason,
)
from services.provider_audit.casework.decisions import decide
from services.provider_audit.casework.state import MOVES
from services.runtime.errors import Refused
from tests.provider_audit.casework.deciding import COMPLETE, ITEM, LATER, NOW, REPLY, REPLY_DUE
from tests.provider_audit.play import WHY

CONFIRM, DISMISS = Confirm(WHY), Dismiss(DismissReason.HINDRANCE, WHY)
CLOSE = Close(date(2026, 4, 2))


def test_reply_then_confirm_then_close() -> None:
    item, decided = decide(ITEM, REPLY, NOW)
    assert (item.casework, item.replied) == (Casework.REPLIED, frozenset({Party.PROVIDER}))
    assert isinstance(decided[0].fact, FindingReplied)
    assert (decided[0].fact.stand, decided[0].subject) == ("agree", ITEM.finding)
    item, decided = decide(item, CONFIRM, NOW)
    assert item.casework is Casework.CONFIRMED
    assert isinstance(decided[0].fact, FindingConfirmed)
    item, decided = decide(item, CLOSE, LATER)
    assert item.casework is Casework.CLOSED
    assert isinstance(decided[0].fact, FindingClosed)


def test_confirming_before_the_reply_date_is_refused_unless_the_side_that_owes_has_replied() -> None:
    with pytest.raises(Refused) as refused:
        decide(ITEM, CONFIRM, NOW)
    assert refused.value.code == "confirm-before-reply"
    assert decide(ITEM, CONFIRM, REPLY_DUE)[0].casework is Casework.CONFIRMED
    both = replace(ITEM, owes=(Party.PROVIDER, Party.BOARD), replied=frozenset({Party.PROVIDER}))
    with pytest.raises(Refused):
        decide(both, CONFIRM, NOW)


def test_dismissing_needs_a_reason_and_may_come_at_once() -> None:
    with pytest.raises(Refused) as refused:
        decide(ITEM, Dismiss(None, WHY), NOW)
    assert refused.value.field == "reason"
    item, decided = decide(ITEM, DISMISS, NOW)
    assert item.casework is Casework.DISMISSED
    assert isinstance(decided[0].fact, FindingDismissed)


def test_undoing_is_a_new_decision() -> None:
    dismissed, _ = decide(ITEM, DISMISS, NOW)
    assert decide(dismissed, CONFIRM, LATER)[0].casework is Casework.CONFIRMED
    with pytest.raises(Refused):
        decide(dismissed, REPLY, LATER)


@pytest.mark.parametrize("act", [REPLY, COMPLETE, CONFIRM, DISMISS, CLOSE])
def test_a_withdrawn_finding_allows_nothing(act: Act) -> None:
    with pytest.raises(Refused) as refused:
        decide(replace(ITEM, standing=Standing.WITHDRAWN), act, LATER)
    assert refused.value.code == "finding-withdrawn"


def test_only_who_owes_replies() -> None:
    with pytest.raises(Refused) as refused:
        decide(ITEM, replace(REPLY, side=Party.BOARD), NOW)
    assert refused.value.code == "reply-not-owed"


def test_only_what_was_confirmed_is_closed_and_every_state_can_be_left() -> None:
    assert {state for state, moves in MOVES.items() if Close in moves} == {Casework.CONFIRMED}
    assert set(MOVES) == set(Casework)
    assert {to for moves in MOVES.values() for to in moves.values()} == set(Casework) - {Casework.UNANSWERED}


def test_a_supervisor_sees_it_unanswered_past_the_clock_or_confirmed_and_what_was_seen_stays_seen() -> None:
    replied, _ = decide(ITEM, REPLY, NOW)
    assert replied.supervisor_from is None
    confirmed, _ = decide(replied, CONFIRM, LATER)
    assert confirmed.supervisor_from == LATER
    late_reply, _ = decide(ITEM, REPLY, LATER)
    assert late_reply.supervisor_from == REPLY_DUE
    dismissed, _ = decide(ITEM, DISMISS, NOW)
    assert dismissed.supervisor_from is None
    critical = replace(ITEM, severity=Severity.CRITICAL, supervisor_from=ITEM.judged_at)
    assert decide(critical, REPLY, NOW)[0].supervisor_from == ITEM.judged_at
