"""Notices of a finding: how serious it is now, what is over with its duty, and an earlier version's settled by what was consumed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from schemas import provider_audit
from schemas.findings import Severity
from services.notify.storage import settle
from tests.notify.conftest import NOW, Facts, NotifyService, about_finding, duty, name
from tests.notify.storage.settling import ENDS, WAITING
from tests.notify.storing import stored

pytestmark = pytest.mark.usefixtures("mailboxes")


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
    """A report four working days late is no longer the medium finding that was notified."""
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
