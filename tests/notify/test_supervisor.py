"""When the supervisor is notified, and when a reminder or a standstill is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from schemas import provider_audit
from schemas.codes import Origin
from tests.notify.conftest import NOW, Facts, NotifyService, about_finding, name
from tests.notify.escalating import states

pytestmark = pytest.mark.usefixtures("mailboxes")


async def test_the_supervisor_is_told_when_the_reply_clock_runs_out(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.raised()
    await service.consume(facts.made)
    await service.at(datetime(2026, 12, 2, 22, 59, tzinfo=UTC))
    await service.loops()
    assert (await states(service))[("finding_unanswered", "supervisor")] == "planned"
    await service.at(datetime(2026, 12, 2, 23, 1, 1, tzinfo=UTC))
    await service.loops()
    assert (await states(service))[("finding_unanswered", "supervisor")] == "told"


async def test_a_reply_keeps_the_supervisor_out(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.raised()
    facts.add("finding", provider_audit.FindingReplied(**about_finding(), stand="disagree", ground="paused"))
    await service.consume(facts.made)
    await service.at(datetime(2026, 12, 12, tzinfo=UTC))
    await service.loops()
    notified = await states(service)
    assert notified[("finding_unanswered", "supervisor")] == "dropped"
    assert notified[("reply_received", "contract_controller")] == "told"
    assert (await service.skips())["finding_unanswered"] == {("portal", "replied_first"), ("email", "replied_first")}


async def test_a_confirmed_finding_is_told_to_the_supervisor(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.raised()
    facts.add("finding", provider_audit.FindingReplied(**about_finding(), stand="agree"))
    facts.add("finding", provider_audit.FindingConfirmed(**about_finding()))
    await service.consume(facts.made)
    await service.loops()
    notified = await states(service)
    assert (
        notified[("finding_confirmed", "supervisor")] == notified[("finding_confirmed", "provider_manager")] == "told"
    )


async def test_a_clock_in_hours_reminds_half_way(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.opened(due=NOW + timedelta(hours=2))  # a clock in hours: half-way is one hour
    await service.consume(facts.made)
    await service.at(NOW + timedelta(minutes=59))
    await service.loops()
    assert (await states(service))[("due_soon", "provider_manager")] == "planned"
    await service.at(NOW + timedelta(minutes=61))
    await service.loops()
    assert (await states(service))[("due_soon", "provider_manager")] == "told"


async def test_a_reminder_heard_after_the_due_is_not_sent(service: NotifyService) -> None:
    facts = Facts(Origin.DEMONSTRATION)
    facts.organisations()
    facts.opened(due=NOW - timedelta(days=3))
    await service.consume(facts.made)
    await service.loops()
    assert (await service.skips())["due_soon"] == {("portal", "due_passed"), ("email", "due_passed")}


async def test_the_operator_hears_of_a_judgement_that_stands_still_each_time(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    suspended = provider_audit.JudgementSuspended(provider=name("provider"), stuck=name("x"), why="parked", since=NOW)
    facts.add("dossier", suspended)
    facts.add("dossier", provider_audit.JudgementResumed(provider=name("provider")))
    facts.add("dossier", suspended)
    await service.consume(facts.made)
    rows = await service.rows("select sequence, state from notify.notice order by sequence")
    assert rows == [(1, "dropped"), (3, "planned")]
