"""A notice ends when what it is about does, and one waits for each finding; also in a database of an earlier version."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from schemas import provider_audit, referral
from schemas.reasons import ErrorReason, ReturnReason
from tests.notify.conftest import BOTH, NOW, Facts, NotifyService, duty, name, referral_sent
from tests.notify.storage.settling import ENDS, WAITING, notified

pytestmark = pytest.mark.usefixtures("mailboxes")


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
