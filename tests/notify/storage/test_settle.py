"""A notice ends when what it is about does, and one waits for each finding; also in a database of an earlier version."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from schemas import provider_audit, referral
from schemas.codes import ErrorReason, ReturnReason, Severity
from services.notify.storage import settle
from tests.notify.conftest import BOTH, NOW, Facts, NotifyService, about_finding, duty, name, referral_sent
from tests.notify.test_time_applied import stored

pytestmark = pytest.mark.usefixtures("mailboxes")

WAITING = """select condition, role from notify.notice where state = 'told' and waits and over_at is null
    and taken_at is null order by 1, 2"""
ENDS = {
    "replied": provider_audit.FindingReplied(**about_finding(), stand="agree"),
    "confirmed": provider_audit.FindingConfirmed(**about_finding()),
    "dismissed": provider_audit.FindingDismissed(**about_finding(), reason="WITHOUT_CONSEQUENCE"),
    "closed": provider_audit.FindingClosed(**about_finding(), closed_on=NOW.date()),
    "settled": provider_audit.FindingSettled(**about_finding(), at=NOW),
    "withdrawn": provider_audit.FindingWithdrawn(**about_finding(), reason="x"),
}


async def notified(service: NotifyService, facts: Facts, late: timedelta = timedelta(days=40)) -> None:
    await service.consume(facts.made)
    await service.loops()
    await service.at(NOW + late)
    await service.loops()


async def test_one_notice_waits_for_a_missing_duty_and_its_finding(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.placed()
    facts.missed(due=NOW)
    await service.consume(facts.made)
    await service.loops()
    assert await service.rows(WAITING) == [
        ("finding_raised", "contract_controller"),
        ("reply_needed", "provider_manager"),
    ]


@pytest.mark.parametrize("end", ENDS)
async def test_a_finding_that_is_over_waits_for_nobody(service: NotifyService, end: str) -> None:
    facts = Facts()
    facts.organisations()
    facts.placed()
    facts.missed(due=NOW)
    await notified(service, facts)
    assert {condition for condition, _ in await service.rows(WAITING)} == {
        "finding_raised", "reply_needed", "escalated", "finding_unanswered",
    }  # fmt: skip
    await service.consume([facts.add("finding", ENDS[end], NOW + timedelta(days=40, hours=-1))])
    await service.loops()
    left = {"replied": [("reply_received", "contract_controller")], "settled": [("reply_needed", "provider_manager")]}
    assert await service.rows(WAITING) == left.get(end, [])
    over = await service.rows("select distinct over_reason from notify.notice where condition = 'reply_needed'")
    assert (over[0][0] is None) == (end == "settled")


async def test_a_reply_is_asked_for_although_what_was_missing_came_in_before_anybody_was_told(
    service: NotifyService,
) -> None:
    """The finding stands, and becomes one that nobody answered: nobody may be held to a request that was never made."""
    facts = Facts()
    facts.organisations()
    facts.placed()
    facts.missed(due=NOW)
    facts.add("obligation", provider_audit.ObligationMetLate(**duty(), by=name("by"), delay=timedelta(hours=1)))
    facts.add("finding", ENDS["settled"])
    await service.consume(facts.made)
    await service.loops()
    assert await service.rows(WAITING) == [("reply_needed", "provider_manager")]
    states = await service.rows(
        "select distinct state from notify.notice where condition in ('missed', 'finding_raised')"
    )
    assert states == [("dropped",)]


@pytest.mark.parametrize("end", ["lapsed", "waived"])
async def test_what_asked_for_a_duty_ends_with_it(service: NotifyService, end: str) -> None:
    facts = Facts()
    facts.organisations()
    facts.placed()
    facts.add("referral", referral_sent())
    sent = facts.add("placement", referral.ReportSubmitted(**BOTH, period="2026-10", attempt=1))
    returned = facts.add(
        "placement", referral.ReportReturned(**BOTH, fact=sent.id, reason=ReturnReason.UNCLEAR, period="2026-10")
    )
    await service.consume(facts.made)
    await service.loops()
    assert await service.rows(WAITING) == [
        ("referral_sent", "provider_manager"),
        ("report_returned", "provider_manager"),
    ]

    def over(rule: str, about: str, period: str) -> provider_audit.AboutObligation:
        fields: dict[str, Any] = {**duty(), "rule": rule, "about": name(about), "period": period}
        if end == "lapsed":
            return provider_audit.ObligationLapsed(**fields, reason="withdrawn")
        return provider_audit.ObligationWaived(**fields, by=name("by"))

    await service.consume([facts.add("answer", over("R09", "referral", ""))])
    await service.consume([facts.add("correct", over("R02", "placement", f"return/{returned.id}"))])
    await service.loops()
    assert await service.rows(WAITING) == []


async def test_what_never_was_waits_for_nobody(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.placed()
    sent = facts.add("placement", referral.ReportSubmitted(**BOTH, period="2026-10", attempt=1))
    wrong = referral.EnteredInError(**BOTH, fact=sent.id, reason=ErrorReason.WRONG_CONTENT)
    facts.add("placement", wrong)
    await service.consume(facts.made)
    await service.loops()
    assert ("report_received", "coordinator") not in await service.rows(WAITING)


async def test_a_newer_plan_takes_the_place_of_the_one_before(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.placed()
    facts.add("placement", referral.PlanSubmitted(**BOTH, version=1))
    facts.add("placement", referral.PlanRevised(**BOTH, version=2))
    await service.consume(facts.made)
    await service.loops()
    assert await service.rows(WAITING) == [("plan_received", "coordinator")]
    rows = await service.rows(
        "select over_reason from notify.notice where condition = 'plan_received' order by sequence"
    )
    assert rows == [("replaced_first",), (None,)]


async def test_what_an_earlier_version_left_waiting_is_settled_by_what_was_heard(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.placed()
    facts.missed(due=NOW)
    await service.consume(facts.made)
    facts.add("finding", ENDS["dismissed"])
    await service.loops()
    await stored(service, facts.made)
    async with service.database.work("notify") as work:
        await work.run(
            "insert into notify.settling (log, until) select log, max(position) from notify.inbox group by log"
        )
    assert await service.rows(WAITING) != []
    while await settle.step(service.context):
        pass
    assert await service.rows(WAITING) == []
    reasons = await service.rows("select distinct over_reason from notify.notice where finding is not null and waits")
    assert ("dismissed_first",) in reasons
    assert not await settle.step(service.context)


async def test_what_was_told_of_a_finding_shows_how_serious_it_is_now(service: NotifyService) -> None:
    """A report four working days late is no longer the medium finding that was told."""
    facts = Facts()
    facts.organisations()
    facts.placed()
    facts.missed(due=NOW)
    await service.consume(facts.made)
    await service.loops()
    fields = about_finding(Severity.HIGH)
    await service.consume([facts.add("finding", provider_audit.FindingSeverityRaised(**fields, at=NOW))])
    await service.loops()
    shown = "select condition, role, severity from notify.notice where finding is not null and waits order by 1, 2"
    assert await service.rows(shown) == [
        ("escalated", "unit_manager", "high"),
        ("finding_raised", "contract_controller", "high"),
        ("finding_unanswered", "supervisor", "high"),
        ("reply_needed", "provider_manager", "high"),
    ]
    notified = "select role from notify.notice where condition = 'severity_raised' and state = 'told' order by 1"
    assert await service.rows(notified) == [("contract_controller",), ("provider_manager",)]
    await service.consume([facts.add("finding", provider_audit.FindingSettled(**about_finding(), at=NOW))])
    assert await service.rows("select severity from notify.notice where condition = 'reply_needed'") == [("medium",)]


async def test_what_is_missing_is_over_with_the_duty_and_not_with_the_matter_of_its_finding(
    service: NotifyService,
) -> None:
    facts = Facts()
    facts.organisations()
    facts.placed()
    facts.missed(due=NOW)
    await service.consume(facts.made)
    await service.loops()
    missing = "select state, over_reason from notify.notice where condition = 'missed'"
    for end in ("replied", "confirmed", "closed"):
        await service.consume([facts.add("finding", ENDS[end])])
        assert await service.rows(missing) == [("told", None)], end
    late = provider_audit.ObligationMetLate(**duty(NOW), by=name("by"), delay=timedelta(days=3))
    await service.consume([facts.add("obligation", late)])
    assert await service.rows(missing) == [("told", "settled_first")]


async def test_a_completion_is_asked_of_whoever_owes_until_it_has_replied_again(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.placed()
    facts.missed(due=NOW)
    facts.add("finding", ENDS["replied"])
    await service.consume(facts.made)
    await service.loops()
    assert await service.rows(WAITING) == [("reply_received", "contract_controller")]
    until = NOW + timedelta(days=5)
    asking = provider_audit.FindingCompletionRequested(**about_finding(), reply_due=until)
    await service.consume([facts.add("finding", asking)])
    await service.loops()
    assert await service.rows(WAITING) == [("completion_requested", "provider_manager")]
    kept = "select due, wait_until from notify.notice where condition = 'completion_requested'"
    assert await service.rows(kept) == [(until, until)]
    await service.consume([facts.add("finding", ENDS["replied"])])
    await service.loops()
    assert await service.rows(WAITING) == [("reply_received", "contract_controller")]
    await service.at(NOW + timedelta(days=60))
    await service.loops()
    unanswered = "select state from notify.notice where condition = 'finding_unanswered'"
    assert await service.rows(unanswered) == [("dropped",)], "it was answered, twice"
