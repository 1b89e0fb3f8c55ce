"""Casework decided purely: every transition, the right of reply, and when a supervisor sees a finding."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from schemas.codes import Casework, Party, Severity, Standing
from schemas.provider_audit import FindingClosed, FindingConfirmed, FindingDismissed, FindingReplied
from services.provider_audit.casework import (
    Close,
    Confirm,
    Dismiss,
    DismissReason,
    Ground,
    Matter,
    Reply,
    Stand,
    decide,
    reply_errors,
)
from services.runtime.errors import Refused
from tests.provider_audit_shell.play import at

NOW, REPLY_DUE = at("2026-03-20 09:00"), at("2026-03-31 22:00")
LATER = at("2026-04-01 09:00")
MATTER = Matter(
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
DISMISS = Dismiss(DismissReason.HINDRANCE)
CLOSE = Close(date(2026, 4, 2))


def test_reply_then_confirm_then_close() -> None:
    matter, told = decide(MATTER, REPLY, NOW)
    assert (matter.casework, matter.replied) == (Casework.REPLIED, frozenset({Party.PROVIDER}))
    assert isinstance(told[0].fact, FindingReplied)
    assert (told[0].fact.stand, told[0].subject) == ("agree", MATTER.finding)
    matter, told = decide(matter, Confirm(), NOW)
    assert matter.casework is Casework.CONFIRMED
    assert isinstance(told[0].fact, FindingConfirmed)
    matter, told = decide(matter, CLOSE, LATER)
    assert matter.casework is Casework.CLOSED
    assert isinstance(told[0].fact, FindingClosed)


def test_confirming_before_the_reply_date_is_refused_unless_the_side_that_owes_has_replied() -> None:
    with pytest.raises(Refused) as refused:
        decide(MATTER, Confirm(), NOW)
    assert refused.value.code == "confirm-before-reply"
    assert decide(MATTER, Confirm(), REPLY_DUE)[0].casework is Casework.CONFIRMED
    both = replace(MATTER, owes=(Party.PROVIDER, Party.BOARD), replied=frozenset({Party.PROVIDER}))
    with pytest.raises(Refused):
        decide(both, Confirm(), NOW)


def test_dismissing_needs_a_reason_and_may_come_at_once() -> None:
    with pytest.raises(Refused) as refused:
        decide(MATTER, Dismiss(None), NOW)
    assert refused.value.field == "reason"
    matter, told = decide(MATTER, DISMISS, NOW)
    assert matter.casework is Casework.DISMISSED
    assert isinstance(told[0].fact, FindingDismissed)


def test_undoing_is_a_new_decision() -> None:
    dismissed, _ = decide(MATTER, DISMISS, NOW)
    assert decide(dismissed, Confirm(), LATER)[0].casework is Casework.CONFIRMED
    with pytest.raises(Refused):
        decide(dismissed, REPLY, LATER)


@pytest.mark.parametrize("act", [REPLY, Confirm(), DISMISS, CLOSE])
def test_a_withdrawn_finding_allows_nothing(act: Reply | Confirm | Dismiss | Close) -> None:
    with pytest.raises(Refused) as refused:
        decide(replace(MATTER, standing=Standing.WITHDRAWN), act, LATER)
    assert refused.value.code == "finding-withdrawn"


def test_only_who_owes_replies() -> None:
    with pytest.raises(Refused) as refused:
        decide(MATTER, replace(REPLY, side=Party.BOARD), NOW)
    assert refused.value.code == "reply-not-owed"


def test_a_reply_is_checked_field_by_field() -> None:
    empty = Reply(Party.PROVIDER, None, None, "  ")
    assert set(reply_errors(empty)) == {"stand", "text"}
    disagrees = replace(REPLY, stand=Stand.DISAGREE, receipt_known=False, remedy="Ny rutin")
    assert set(reply_errors(disagrees)) == {"ground", "receipt", "remedy_by"}
    assert reply_errors(replace(disagrees, ground=Ground.IN_TIME, receipt_known=True, remedy_by=date(2026, 4, 1))) == {}
    assert set(reply_errors(replace(REPLY, text="x" * 4001))) == {"text"}


def test_a_supervisor_sees_it_unanswered_past_the_clock_or_confirmed_and_what_was_seen_stays_seen() -> None:
    replied, _ = decide(MATTER, REPLY, NOW)
    assert replied.supervisor_from is None
    confirmed, _ = decide(replied, Confirm(), LATER)
    assert confirmed.supervisor_from == LATER
    late_reply, _ = decide(MATTER, REPLY, LATER)
    assert late_reply.supervisor_from == REPLY_DUE
    dismissed, _ = decide(MATTER, DISMISS, NOW)
    assert dismissed.supervisor_from is None
    critical = replace(MATTER, severity=Severity.CRITICAL, supervisor_from=MATTER.judged_at)
    assert decide(critical, REPLY, NOW)[0].supervisor_from == MATTER.judged_at
