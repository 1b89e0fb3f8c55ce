"""The pure decisions: when, to whom, on which channel, and in what words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from schemas import referral
from schemas.codes import Role
from schemas.findings import Party, Severity
from schemas.reasons import DeclineReason
from services.notify.domain import times
from services.notify.domain.notice import PLATFORM
from services.notify.domain.planning.plan import plan
from services.notify.domain.terms import EscalationClause, Terms
from tests.notify.conftest import NOW, Facts, name, referral_sent
from tests.notify.moments import stockholm


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ((2026, 12, 8), (2026, 12, 2, 8)),  # last day Monday 7 December, three working days before: Wednesday
        ((2026, 4, 10), (2026, 4, 2, 8)),  # over Easter: 9, 8 and 7 April, then the 2nd is the third before
        ((2026, 11, 23), (2026, 11, 17, 8)),  # a last day that is a Sunday
    ],
)
def test_a_day_is_reminded_of_three_working_days_before(due: tuple[int, ...], expected: tuple[int, ...]) -> None:
    assert times.remind_at(stockholm(*due), stockholm(2026, 1, 1)) == stockholm(*expected)


def test_a_reminder_never_comes_before_the_duty() -> None:
    opened = stockholm(2026, 12, 6, 12)
    assert times.remind_at(stockholm(2026, 12, 8), opened) == opened


def test_a_clock_in_hours_is_reminded_of_half_way() -> None:
    assert times.remind_at(NOW + timedelta(hours=2), NOW) == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("notified", "expected"),
    [
        ((2026, 11, 18, 10), (2026, 11, 24)),
        ((2026, 11, 18, 17), (2026, 11, 24)),
        ((2026, 11, 18, 17, 1), (2026, 11, 25)),
        ((2026, 11, 21, 10), (2026, 11, 27)),  # a Saturday counts as Monday
        ((2026, 12, 23, 10), (2026, 12, 31)),  # Christmas between: 28, 29, 30 December
    ],
)
def test_three_working_days_to_take_it(notified: tuple[int, ...], expected: tuple[int, ...]) -> None:
    assert times.take_by(stockholm(*notified), Severity.MEDIUM, None) == stockholm(*expected)


def test_a_clause_gives_the_hours_and_a_critical_finding_four_at_most() -> None:
    assert times.take_by(NOW, Severity.HIGH, 30) == NOW + timedelta(hours=30)
    assert times.take_by(NOW, Severity.CRITICAL, 30) == NOW + timedelta(hours=4)
    assert times.take_by(NOW, Severity.CRITICAL, 2) == NOW + timedelta(hours=2)


def test_the_newest_clause_in_force_rules_and_the_strictest_board() -> None:
    one, other, provider = name("one"), name("other"), name("provider")
    first = EscalationClause(1, 48, date(2026, 1, 1), None)
    second = EscalationClause(2, 24, date(2026, 6, 1), date(2026, 6, 30))
    terms = Terms(
        {(one, provider): (first, second), (other, provider): (EscalationClause(1, 36, date(2026, 1, 1), None),)}
    )
    assert terms.hours((one,), provider, date(2026, 5, 31)) == 48
    assert terms.hours((one,), provider, date(2026, 6, 30)) == 24
    assert terms.hours((one,), provider, date(2026, 7, 1)) == 48
    assert terms.hours((one, other), provider, date(2026, 7, 1)) == 36
    assert terms.hours((name("third"),), provider, date(2026, 7, 1)) is None


def notified(facts: Facts) -> set[tuple[str, str, object]]:
    made = plan(facts.made[-1], Terms())
    return {(one.condition, one.recipient.role.value, one.recipient.organisation) for one in made.notices}


def test_what_a_board_owes_is_told_to_its_coordinator() -> None:
    facts = Facts()
    facts.raised(owes=(Party.BOARD,), rule="T01")
    board = name("board")
    assert notified(facts) == {
        ("finding_raised", Role.CONTROLLER, board),
        ("reply_needed", Role.COORDINATOR, board),
        ("escalated", Role.UNIT_MANAGER, board),
        ("finding_unanswered", Role.SUPERVISOR, PLATFORM),
    }


def test_what_both_owe_under_two_boards_is_told_to_each() -> None:
    facts = Facts()
    boards = (name("board"), name("second"))
    facts.raised(owes=(Party.PROVIDER, Party.BOARD), boards=boards, severity=Severity.CRITICAL, rule="C01")
    made = plan(facts.made[-1], Terms()).notices
    assert len(made) == 2 + 3 + 2 + 1
    for one in made:
        other = next((board for board in boards if one.recipient.board and board != one.recipient.board), None)
        assert other not in one.subject.seen_by  # no board learns who was notified at another


def test_a_referral_goes_to_the_provider_and_its_answer_to_the_board() -> None:
    facts = Facts()
    facts.add("referral", referral_sent())
    assert notified(facts) == {("referral_sent", Role.PROVIDER_MANAGER, name("provider"))}
    declined = referral.ReferralDeclined(
        board=name("board"), provider=name("provider"), reason=DeclineReason.NO_CAPACITY
    )
    facts.add("referral", declined)
    assert notified(facts) == {("referral_declined", Role.COORDINATOR, name("board"))}


def test_each_report_is_its_own_notice_and_ends_with_its_acceptance() -> None:
    facts = Facts()
    parties = {"board": name("board"), "provider": name("provider")}
    first = plan(facts.add("p", referral.ReportSubmitted(**parties, period="2026-10", attempt=1)), Terms())
    second = plan(facts.add("p", referral.ReportSubmitted(**parties, period="2026-10", attempt=2)), Terms())
    accepted = plan(facts.add("p", referral.ReportAccepted(**parties, period="2026-10")), Terms())
    assert first.notices[0].id != second.notices[0].id
    assert (
        accepted.closings[0].resolve_key
        == first.notices[0].subject.resolve_key
        == second.notices[0].subject.resolve_key
    )
