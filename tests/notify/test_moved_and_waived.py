"""What moves, waives or returns what was asked for, and what stands again, is notified once and waits until it is done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from schemas import directory, provider_audit, referral
from schemas.reasons import ErrorReason, ReturnReason
from tests.notify.conftest import BOTH, NOW, Facts, NotifyService, about_finding, duty, name, raised_fields

pytestmark = pytest.mark.usefixtures("mailboxes")


async def test_a_moved_due_is_reminded_of_once_and_the_old_one_never(service: NotifyService) -> None:
    facts, old, new = Facts(), datetime(2026, 12, 7, 23, tzinfo=UTC), datetime(2026, 12, 14, 23, tzinfo=UTC)
    facts.organisations()
    facts.placed()
    facts.opened(due=old)
    facts.opened(due=new)
    await service.consume(facts.made)
    await service.consume(facts.made)
    rows = await service.rows(
        "select due, state, over_reason from notify.notice where condition = 'due_soon' order by due"
    )
    assert rows == [(old, "dropped", "due_moved"), (new, "planned", None)]
    await service.at(datetime(2026, 12, 9, 9, tzinfo=UTC))
    await service.loops()
    assert await service.rows("select due from notify.notice where condition = 'due_soon' and state = 'told'") == [
        (new,)
    ]


async def test_a_waiver_ends_what_waits(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.placed()
    facts.opened()
    facts.missed()
    facts.add("obligation", provider_audit.ObligationWaived(**duty(), by=name("waiver")))
    facts.add("finding", provider_audit.FindingWithdrawn(**about_finding(), reason="waived"))
    await service.consume(facts.made)
    await service.loops()
    rows = await service.rows(
        "select condition, role from notify.notice where state = 'told' and over_at is null order by 1, 2"
    )
    assert rows == [
        ("duty_waived", "provider_manager"),
        ("finding_withdrawn", "contract_controller"),
        ("finding_withdrawn", "provider_manager"),
    ]


async def test_a_finding_that_stands_again_is_told_again_and_escalates_again(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.placed()
    facts.missed(due=NOW)
    await service.consume(facts.made)
    await service.loops()
    [(notice,)] = await service.rows("select id from notify.notice where condition = 'finding_raised'")
    async with service.database.work("notify") as work:
        await work.run("update notify.notice set taken_at = :now where id = :id", now=NOW, id=notice)
    again = [
        facts.add(
            "finding", provider_audit.FindingWithdrawn(**about_finding(), reason="due_moved"), NOW + timedelta(hours=1)
        ),
        facts.add(
            "finding", provider_audit.FindingRaised(**about_finding(), **raised_fields()), NOW + timedelta(days=1)
        ),
    ]
    for _ in range(2):
        await service.consume(again)
    await service.at(NOW + timedelta(days=1, hours=1))
    await service.loops()
    asked = (
        "select condition, role, state from notify.notice where over_at is null and condition <> 'missed' order by 1, 2"
    )
    assert await service.rows(asked) == [
        ("escalated", "unit_manager", "planned"),
        ("finding_again", "contract_controller", "told"),
        ("finding_unanswered", "supervisor", "planned"),
        ("reply_needed", "provider_manager", "told"),
    ]
    await service.at(NOW + timedelta(days=7))
    await service.loops()
    assert ("escalated", "unit_manager", "told") in await service.rows(asked)


async def test_what_was_returned_waits_until_it_is_handed_in_again(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.placed()
    first = facts.add("placement", referral.ReportSubmitted(**BOTH, period="2026-10", attempt=1))
    facts.add(
        "placement", referral.ReportReturned(**BOTH, fact=first.id, reason=ReturnReason.UNCLEAR, period="2026-10")
    )
    await service.consume(facts.made)
    await service.loops()
    open_ones = "select condition from notify.notice where waits and over_at is null and state = 'told' order by 1"
    assert await service.rows(open_ones) == [("report_returned",)]
    await service.consume([facts.add("placement", referral.ReportSubmitted(**BOTH, period="2026-10", attempt=2))])
    await service.loops()
    assert await service.rows(open_ones) == [("report_received",)]


async def test_a_correction_waits_until_the_other_party_agrees(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.placed()
    wrong = facts.add("placement", referral.EnteredInError(**BOTH, fact=name("f"), reason=ErrorReason.WRONG_CONTENT))
    await service.consume(facts.made)
    await service.loops()
    waiting = (
        "select count(*) from notify.notice where condition = 'correction_waits' and state = 'told' and over_at is null"
    )
    assert await service.rows(waiting) == [(1,)]
    await service.consume([facts.add("placement", referral.CorrectionAgreed(**BOTH, fact=wrong.id))])
    assert await service.rows(waiting) == [(0,)]


async def test_an_answer_to_a_supervisor_is_told_though_it_is_about_no_finding(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    asked = {"provider": name("provider"), "request": name("r"), "board": None}
    facts.add("provider", directory.InformationRequested(**asked))
    facts.add("provider", directory.InformationAnswered(**asked))
    await service.consume(facts.made)
    await service.loops()
    answered = "select role, state from notify.notice where condition = 'information_answered'"
    assert await service.rows(answered) == [("supervisor", "told")]
