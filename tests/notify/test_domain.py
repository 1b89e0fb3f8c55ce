"""The pure decisions: when, to whom, on which channel, and in what words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from schemas import provider_audit, referral
from schemas.codes import Channel, DeclineReason, Origin, Party, Role, Severity
from schemas.envelope import FACTS
from services.notify.channels import mail
from services.notify.domain import times
from services.notify.domain.delivery import PAUSES, Person, deliveries, pause_after
from services.notify.domain.notice import PLATFORM
from services.notify.domain.planning.plan import DECISIONS, plan
from services.notify.domain.terms import EscalationClause, Terms
from services.notify.texts import conditions, dues
from tests.notify.conftest import NOW, Facts, about_finding, name, raised_fields, referral_sent

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def stockholm(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=STOCKHOLM)  # type: ignore[misc,arg-type]


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
        assert other not in one.subject.seen_by  # no board learns who was told at another


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


def test_the_same_fact_gives_the_same_fingerprint() -> None:
    facts = Facts()
    event = facts.raised()
    assert [one.id for one in plan(event, Terms()).notices] == [one.id for one in plan(event, Terms()).notices]
    assert len({one.id for one in plan(event, Terms()).notices}) == 4


@pytest.mark.parametrize(("origin", "reason"), [(Origin.PORTAL, ""), (Origin.DEMONSTRATION, "demonstration")])
def test_the_origin_decides_whether_it_is_mailed(origin: Origin, reason: str) -> None:
    facts = Facts(origin)
    assert {one.silent for one in plan(facts.raised(), Terms()).notices} == {reason}


def test_deliveries() -> None:
    notice = name("notice")
    anna, bo = Person(name("anna"), True, "en"), Person(name("bo"), False, "sv")
    sent, skips = deliveries(notice, "", [anna, bo, anna])
    assert [(one.channel, one.person, one.language) for one in sent] == [
        (Channel.PORTAL, None, "sv"),
        (Channel.EMAIL, anna.id, "en"),
    ]
    assert skips == []
    assert [skip.reason for skip in deliveries(notice, "", [bo])[1]] == ["no_channel"]
    assert [skip.reason for skip in deliveries(notice, "import", [anna])[1]] == ["import"]
    assert {skip.channel for skip in deliveries(notice, "", [])[1]} == set(Channel)


def test_pauses_grow_and_end() -> None:
    assert [pause_after(attempt) for attempt in (1, 2, 3, 4)] == [timedelta(minutes=each) for each in (1, 5, 15, 60)]
    assert pause_after(len(PAUSES) + 1) is None


def test_the_mail_is_the_same_for_every_try_and_holds_one_sentence() -> None:
    swedish = mail.write(name("notice"), name("delivery"), "sv", "utvag.invalid")
    reference = mail.notice_reference(name("notice"))
    assert swedish.body == f"Du har något att läsa i Utväg. Logga in. Referens {reference}."
    assert swedish == mail.write(name("notice"), name("delivery"), "sv", "utvag.invalid")
    english = mail.write(name("notice"), name("delivery"), "en", "utvag.invalid")
    assert english.body == f"There is something to read in Utväg. Sign in. Reference {reference}."
    assert mail.write(name("notice"), name("delivery"), "fi", "x").body == swedish.body


def test_every_condition_has_words_in_both_languages() -> None:
    facts = Facts()
    every = {
        provider_audit.FindingRaised: {**about_finding(), **raised_fields()},
        provider_audit.FindingSettled: {**about_finding(), "at": NOW},
    }
    for kind, fields in every.items():
        for one in plan(facts.add("f", kind(**fields)), Terms()).notices:
            words = conditions.condition_words(one.condition, one.subject.rule, "2026-10")
            assert "oktober 2026" in words.sv
            assert "October 2026" in words.en


def test_every_fact_of_the_audit_that_notify_hears_has_a_decision() -> None:
    consumed = {kind for kind in FACTS.values() if kind.log == "provider_audit"}
    assert consumed - set(DECISIONS) == set()


def test_due_words() -> None:
    now = datetime(2026, 11, 22, 13, tzinfo=UTC)
    assert dues.due_words(stockholm(2026, 12, 8), now).sv == "senast måndag 7 december 2026 (om 11 arbetsdagar)"
    assert dues.due_words(stockholm(2026, 11, 22, 16), now).sv == "senast i dag kl. 16.00 (om 2 tim)"
    assert dues.passed_words(stockholm(2026, 12, 8)).sv == "svarstiden gick ut 7 december 2026"
