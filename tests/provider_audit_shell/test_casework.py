"""Casework decided purely: every transition, the right of reply, and when a supervisor sees a finding."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from schemas.codes import Casework, Party, Severity, Standing
from schemas.provider_audit import (
    FindingClosed,
    FindingCompletionRequested,
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
    Ground,
    Remedy,
    Reply,
    RequestCompletion,
    Stand,
    wrong_with,
)
from services.provider_audit.casework.decisions import MOVES, CaseworkItem, decide, offered
from services.runtime.errors import Refused
from tests.provider_audit_shell.play import WHY, at

NOW, REPLY_DUE = at("2026-03-20 09:00"), at("2026-03-31 22:00")
LATER = at("2026-04-01 09:00")
MATTER = CaseworkItem(
    finding=UUID(int=1),
    rule="R01",
    owes=(Party.PROVIDER,),
    provider=UUID(int=2),
    boards=(UUID(int=3),),
    severity=Severity.MEDIUM,
    standing=Standing.STANDING,
    casework=Casework.UNANSWERED,
    judged_at=at("2026-03-16 23:01"),
    reply_due=REPLY_DUE,
    supervisor_from=REPLY_DUE,
)
REPLY = Reply(Party.PROVIDER, Stand.AGREE, None, "Planen blev liggande hos oss, vi har ändrat rutinen.")
CONFIRM, DISMISS = Confirm(WHY), Dismiss(DismissReason.HINDRANCE, WHY)
COMPLETE = RequestCompletion("Svaret säger inte när den nya rutinen började gälla.")
CLOSE = Close(date(2026, 4, 2))


def test_reply_then_confirm_then_close() -> None:
    item, decided = decide(MATTER, REPLY, NOW)
    assert (item.casework, item.replied) == (Casework.REPLIED, frozenset({Party.PROVIDER}))
    assert isinstance(decided[0].fact, FindingReplied)
    assert (decided[0].fact.stand, decided[0].subject) == ("agree", MATTER.finding)
    item, decided = decide(item, CONFIRM, NOW)
    assert item.casework is Casework.CONFIRMED
    assert isinstance(decided[0].fact, FindingConfirmed)
    item, decided = decide(item, CLOSE, LATER)
    assert item.casework is Casework.CLOSED
    assert isinstance(decided[0].fact, FindingClosed)


def test_confirming_before_the_reply_date_is_refused_unless_the_side_that_owes_has_replied() -> None:
    with pytest.raises(Refused) as refused:
        decide(MATTER, CONFIRM, NOW)
    assert refused.value.code == "confirm-before-reply"
    assert decide(MATTER, CONFIRM, REPLY_DUE)[0].casework is Casework.CONFIRMED
    both = replace(MATTER, owes=(Party.PROVIDER, Party.BOARD), replied=frozenset({Party.PROVIDER}))
    with pytest.raises(Refused):
        decide(both, CONFIRM, NOW)


def test_dismissing_needs_a_reason_and_may_come_at_once() -> None:
    with pytest.raises(Refused) as refused:
        decide(MATTER, Dismiss(None, WHY), NOW)
    assert refused.value.field == "reason"
    item, decided = decide(MATTER, DISMISS, NOW)
    assert item.casework is Casework.DISMISSED
    assert isinstance(decided[0].fact, FindingDismissed)


def test_undoing_is_a_new_decision() -> None:
    dismissed, _ = decide(MATTER, DISMISS, NOW)
    assert decide(dismissed, CONFIRM, LATER)[0].casework is Casework.CONFIRMED
    with pytest.raises(Refused):
        decide(dismissed, REPLY, LATER)


@pytest.mark.parametrize("act", [REPLY, COMPLETE, CONFIRM, DISMISS, CLOSE])
def test_a_withdrawn_finding_allows_nothing(act: Act) -> None:
    with pytest.raises(Refused) as refused:
        decide(replace(MATTER, standing=Standing.WITHDRAWN), act, LATER)
    assert refused.value.code == "finding-withdrawn"


def test_only_who_owes_replies() -> None:
    with pytest.raises(Refused) as refused:
        decide(MATTER, replace(REPLY, side=Party.BOARD), NOW)
    assert refused.value.code == "reply-not-owed"


def test_a_reply_is_checked_field_by_field() -> None:
    empty = Reply(Party.PROVIDER, None, None, "  ")
    assert set(wrong_with(empty)) == {"stand", "text"}
    disagrees = replace(REPLY, stand=Stand.DISAGREE, receipt_known=False, remedy=Remedy("Ny rutin"))
    assert set(wrong_with(disagrees)) == {"ground", "receipt", "remedy_role", "remedy_by"}
    plan = Remedy("Ny rutin", "föreståndaren", date(2026, 4, 1))
    assert wrong_with(replace(disagrees, ground=Ground.IN_TIME, receipt_known=True, remedy=plan)) == {}
    assert set(wrong_with(replace(REPLY, text="x" * 4001))) == {"text"}


@pytest.mark.parametrize("act", [Confirm("Det stämmer."), Dismiss(DismissReason.SMALL, ""), RequestCompletion("Mer?")])
def test_a_decision_is_motivated_in_writing(act: Act) -> None:
    assert set(wrong_with(act)) == {"text"}
    with pytest.raises(Refused) as refused:
        decide(replace(MATTER, casework=Casework.REPLIED, replied=frozenset({Party.PROVIDER})), act, LATER)
    assert refused.value.field == "text"


@pytest.mark.parametrize("text", ["Ring 070-123 45 67 så ordnar vi det.", "Hen heter inget men har 19980101-2387 där."])
def test_what_is_written_holds_nobodys_number(text: str) -> None:
    for act in (replace(REPLY, text=text), Confirm(text), Dismiss(DismissReason.SMALL, text), RequestCompletion(text)):
        assert set(wrong_with(act)) == {"text"}
    plan = Remedy(text, text, date(2026, 4, 1))
    assert set(wrong_with(Confirm(WHY, plan))) == {"remedy", "remedy_role"}


def test_a_completion_asks_for_another_reply_on_a_new_clock() -> None:
    replied, _ = decide(MATTER, REPLY, NOW)
    asked, decided = decide(replied, replace(COMPLETE, reply_on=date(2026, 4, 10)), NOW)
    assert (asked.casework, asked.replied, asked.supervisor_from) == (Casework.COMPLETION, frozenset(), None)
    assert isinstance(decided[0].fact, FindingCompletionRequested)
    assert decided[0].fact.reply_due == asked.reply_due == at("2026-04-10 22:00")
    assert not offered(asked, Confirm, NOW)
    assert not offered(asked, RequestCompletion, NOW)
    assert offered(asked, Confirm, at("2026-04-10 22:00"))
    again, _ = decide(asked, REPLY, LATER)
    assert again.casework is Casework.REPLIED
    assert offered(again, Confirm, LATER)


def test_a_completion_never_shortens_the_time_to_reply_and_leaves_two_working_days() -> None:
    replied, _ = decide(MATTER, REPLY, NOW)
    assert decide(replied, replace(COMPLETE, reply_on=date(2026, 3, 25)), NOW)[0].reply_due == REPLY_DUE
    assert decide(replied, COMPLETE, NOW)[0].reply_due == at("2026-04-07 22:00")
    for day in (date(2026, 3, 23), date(2026, 12, 24)):
        with pytest.raises(Refused) as refused:
            decide(replied, replace(COMPLETE, reply_on=day), NOW)
        assert refused.value.field == "reply_on"


def test_only_what_was_confirmed_is_closed_and_every_state_can_be_left() -> None:
    assert {state for state, moves in MOVES.items() if Close in moves} == {Casework.CONFIRMED}
    assert set(MOVES) == set(Casework)
    assert {to for moves in MOVES.values() for to in moves.values()} == set(Casework) - {Casework.UNANSWERED}


def test_a_supervisor_sees_it_unanswered_past_the_clock_or_confirmed_and_what_was_seen_stays_seen() -> None:
    replied, _ = decide(MATTER, REPLY, NOW)
    assert replied.supervisor_from is None
    confirmed, _ = decide(replied, CONFIRM, LATER)
    assert confirmed.supervisor_from == LATER
    late_reply, _ = decide(MATTER, REPLY, LATER)
    assert late_reply.supervisor_from == REPLY_DUE
    dismissed, _ = decide(MATTER, DISMISS, NOW)
    assert dismissed.supervisor_from is None
    critical = replace(MATTER, severity=Severity.CRITICAL, supervisor_from=MATTER.judged_at)
    assert decide(critical, REPLY, NOW)[0].supervisor_from == MATTER.judged_at
