"""A notice ends when what it is about does, and one waits for each finding; also in a database of an earlier version."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from schemas import provider_audit, referral
from schemas.codes import ErrorReason, ReturnReason, Severity
from services.notify.storage import settle
from tests.notify.conftest import BOTH, NOW, Facts, House, about_finding, duty, name, referral_sent
from tests.notify.test_time_heard import stored

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


async def told(house: House, facts: Facts, late: timedelta = timedelta(days=40)) -> None:
    await house.hear(facts.made)
    await house.loops()
    await house.at(NOW + late)
    await house.loops()


async def test_one_notice_waits_for_a_missing_duty_and_its_finding(house: House) -> None:
    facts = Facts()
    facts.house()
    facts.placed()
    facts.missed(due=NOW)
    await house.hear(facts.made)
    await house.loops()
    assert await house.rows(WAITING) == [
        ("finding_raised", "contract_controller"),
        ("reply_needed", "provider_manager"),
    ]


@pytest.mark.parametrize("end", ENDS)
async def test_a_finding_that_is_over_waits_for_nobody(house: House, end: str) -> None:
    facts = Facts()
    facts.house()
    facts.placed()
    facts.missed(due=NOW)
    await told(house, facts)
    assert {condition for condition, _ in await house.rows(WAITING)} == {
        "finding_raised", "reply_needed", "escalated", "finding_unanswered",
    }  # fmt: skip
    await house.hear([facts.add("finding", ENDS[end], NOW + timedelta(days=40, hours=-1))])
    await house.loops()
    left = {"replied": [("reply_received", "contract_controller")], "settled": [("reply_needed", "provider_manager")]}
    assert await house.rows(WAITING) == left.get(end, [])
    over = await house.rows("select distinct over_reason from notify.notice where condition = 'reply_needed'")
    assert (over[0][0] is None) == (end == "settled")


async def test_a_reply_is_asked_for_although_what_was_missing_came_in_before_anybody_was_told(house: House) -> None:
    """The finding stands, and becomes one that nobody answered: nobody may be held to a request that was never made."""
    facts = Facts()
    facts.house()
    facts.placed()
    facts.missed(due=NOW)
    facts.add("obligation", provider_audit.ObligationMetLate(**duty(), by=name("by"), delay=timedelta(hours=1)))
    facts.add("finding", ENDS["settled"])
    await house.hear(facts.made)
    await house.loops()
    assert await house.rows(WAITING) == [("reply_needed", "provider_manager")]
    states = await house.rows(
        "select distinct state from notify.notice where condition in ('missed', 'finding_raised')"
    )
    assert states == [("dropped",)]


@pytest.mark.parametrize("end", ["lapsed", "waived"])
async def test_what_asked_for_a_duty_ends_with_it(house: House, end: str) -> None:
    facts = Facts()
    facts.house()
    facts.placed()
    facts.add("referral", referral_sent())
    sent = facts.add("placement", referral.ReportSubmitted(**BOTH, period="2026-10", attempt=1))
    returned = facts.add(
        "placement", referral.ReportReturned(**BOTH, fact=sent.id, reason=ReturnReason.UNCLEAR, period="2026-10")
    )
    await house.hear(facts.made)
    await house.loops()
    assert await house.rows(WAITING) == [("referral_sent", "provider_manager"), ("report_returned", "provider_manager")]

    def over(rule: str, about: str, period: str) -> provider_audit.AboutObligation:
        fields: dict[str, Any] = {**duty(), "rule": rule, "about": name(about), "period": period}
        if end == "lapsed":
            return provider_audit.ObligationLapsed(**fields, reason="withdrawn")
        return provider_audit.ObligationWaived(**fields, by=name("by"))

    await house.hear([facts.add("answer", over("R09", "referral", ""))])
    await house.hear([facts.add("correct", over("R02", "placement", f"return/{returned.id}"))])
    await house.loops()
    assert await house.rows(WAITING) == []


async def test_what_never_was_waits_for_nobody(house: House) -> None:
    facts = Facts()
    facts.house()
    facts.placed()
    sent = facts.add("placement", referral.ReportSubmitted(**BOTH, period="2026-10", attempt=1))
    wrong = referral.EnteredInError(**BOTH, fact=sent.id, reason=ErrorReason.WRONG_CONTENT)
    facts.add("placement", wrong)
    await house.hear(facts.made)
    await house.loops()
    assert ("report_received", "coordinator") not in await house.rows(WAITING)


async def test_a_newer_plan_takes_the_place_of_the_one_before(house: House) -> None:
    facts = Facts()
    facts.house()
    facts.placed()
    facts.add("placement", referral.PlanSubmitted(**BOTH, version=1))
    facts.add("placement", referral.PlanRevised(**BOTH, version=2))
    await house.hear(facts.made)
    await house.loops()
    assert await house.rows(WAITING) == [("plan_received", "coordinator")]
    rows = await house.rows("select over_reason from notify.notice where condition = 'plan_received' order by sequence")
    assert rows == [("replaced_first",), (None,)]


async def test_what_an_earlier_version_left_waiting_is_settled_by_what_was_heard(house: House) -> None:
    facts = Facts()
    facts.house()
    facts.placed()
    facts.missed(due=NOW)
    await house.hear(facts.made)
    facts.add("finding", ENDS["dismissed"])
    await house.loops()
    await stored(house, facts.made)
    async with house.database.work("notify") as work:
        await work.run(
            "insert into notify.settling (log, until) select log, max(position) from notify.heard group by log"
        )
    assert await house.rows(WAITING) != []
    while await settle.step(house.context):
        pass
    assert await house.rows(WAITING) == []
    reasons = await house.rows("select distinct over_reason from notify.notice where finding is not null and waits")
    assert ("dismissed_first",) in reasons
    assert not await settle.step(house.context)


async def test_what_was_told_of_a_finding_shows_how_serious_it_is_now(house: House) -> None:
    """A report four working days late is no longer the medium finding that was told."""
    facts = Facts()
    facts.house()
    facts.placed()
    facts.missed(due=NOW)
    await house.hear(facts.made)
    await house.loops()
    fields = about_finding(Severity.HIGH)
    await house.hear([facts.add("finding", provider_audit.FindingSeverityRaised(**fields, at=NOW))])
    await house.loops()
    shown = "select condition, role, severity from notify.notice where finding is not null and waits order by 1, 2"
    assert await house.rows(shown) == [
        ("escalated", "unit_manager", "high"),
        ("finding_raised", "contract_controller", "high"),
        ("finding_unanswered", "supervisor", "high"),
        ("reply_needed", "provider_manager", "high"),
    ]
    told = "select role from notify.notice where condition = 'severity_raised' and state = 'told' order by 1"
    assert await house.rows(told) == [("contract_controller",), ("provider_manager",)]
    await house.hear([facts.add("finding", provider_audit.FindingSettled(**about_finding(), at=NOW))])
    assert await house.rows("select severity from notify.notice where condition = 'reply_needed'") == [("medium",)]


async def test_what_is_missing_is_over_with_the_duty_and_not_with_the_matter_of_its_finding(house: House) -> None:
    facts = Facts()
    facts.house()
    facts.placed()
    facts.missed(due=NOW)
    await house.hear(facts.made)
    await house.loops()
    missing = "select state, over_reason from notify.notice where condition = 'missed'"
    for end in ("replied", "confirmed", "closed"):
        await house.hear([facts.add("finding", ENDS[end])])
        assert await house.rows(missing) == [("told", None)], end
    late = provider_audit.ObligationMetLate(**duty(NOW), by=name("by"), delay=timedelta(days=3))
    await house.hear([facts.add("obligation", late)])
    assert await house.rows(missing) == [("told", "settled_first")]


async def test_a_completion_is_asked_of_whoever_owes_until_it_has_replied_again(house: House) -> None:
    facts = Facts()
    facts.house()
    facts.placed()
    facts.missed(due=NOW)
    facts.add("finding", ENDS["replied"])
    await house.hear(facts.made)
    await house.loops()
    assert await house.rows(WAITING) == [("reply_received", "contract_controller")]
    until = NOW + timedelta(days=5)
    asking = provider_audit.FindingCompletionRequested(**about_finding(), reply_due=until)
    await house.hear([facts.add("finding", asking)])
    await house.loops()
    assert await house.rows(WAITING) == [("completion_requested", "provider_manager")]
    kept = "select due, wait_until from notify.notice where condition = 'completion_requested'"
    assert await house.rows(kept) == [(until, until)]
    await house.hear([facts.add("finding", ENDS["replied"])])
    await house.loops()
    assert await house.rows(WAITING) == [("reply_received", "contract_controller")]
    await house.at(NOW + timedelta(days=60))
    await house.loops()
    unanswered = "select state from notify.notice where condition = 'finding_unanswered'"
    assert await house.rows(unanswered) == [("dropped",)], "it was answered, twice"
