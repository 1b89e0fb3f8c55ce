"""The next step is told on the clock, never before it, never when somebody took the matter or it is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from schemas import provider_audit
from schemas.codes import Origin, Role, Severity
from schemas.envelope import Author
from services.notify import handlers
from services.runtime.database.scope import Scope
from tests.notify.conftest import NOW, Facts, NotifyService, about_finding, name

pytestmark = pytest.mark.usefixtures("mailboxes")


async def states(service: NotifyService) -> dict[tuple[str, str], str]:
    rows = await service.rows("select condition, role, state from notify.notice")
    return {(condition, role): state for condition, role, state in rows}


async def take(service: NotifyService, condition: str, role: Role, organisation: str) -> bool:
    [(notice,)] = await service.rows(
        "select id from notify.notice where condition = :c and role = :r", c=condition, r=role
    )
    owner = name(organisation)
    scope = Scope(boards=(owner,)) if organisation == "board" else Scope(providers=(owner,))
    async with service.database.work("notify") as work:
        now = await work.now()
    author = Author(teller=owner, person=name(role), arrived=now)
    return await handlers.take_notice(service.database, scope, author, notice, owner, role)


async def test_nobody_took_it_in_three_working_days(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.missed(due=NOW)
    await service.consume(facts.made)
    await service.loops()
    await service.at(datetime(2026, 11, 23, 22, 59, tzinfo=UTC))  # Monday 23.59: the third working day is not over
    await service.loops()
    assert (await states(service))[("escalated", "unit_manager")] == "planned"
    await service.at(datetime(2026, 11, 23, 23, 1, 1, tzinfo=UTC))
    await service.loops()
    assert (await states(service))[("escalated", "unit_manager")] == "told"
    escalated = await service.rows("select count(*) from notify.log where type like '%NoticeEscalated%'")
    assert escalated == [(2,)]  # from the provider's and from the controller's notice


async def test_the_clause_gives_the_hours(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations(hours=24)
    facts.missed(due=NOW)
    await service.consume(facts.made)
    [(until,)] = await service.rows("select take_by from notify.notice where condition = 'finding_raised'")
    assert abs(until - (NOW + timedelta(hours=24))) < timedelta(seconds=1)


async def test_a_critical_finding_leaves_four_hours_and_the_supervisor_is_told_at_once(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations(hours=24)
    facts.raised(severity=Severity.CRITICAL)
    await service.consume(facts.made)
    await service.loops()
    assert (await states(service))[("finding_critical", "supervisor")] == "told"
    await service.at(NOW + timedelta(hours=4, minutes=2))
    await service.loops()
    assert (await states(service))[("escalated", "unit_manager")] == "told"


async def test_what_was_taken_goes_no_further(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.missed(due=NOW)
    await service.consume(facts.made)
    await service.loops()
    assert await take(service, "reply_needed", Role.PROVIDER_MANAGER, "provider")
    assert not await take(service, "reply_needed", Role.PROVIDER_MANAGER, "provider")
    await service.at(NOW + timedelta(days=9))
    await service.loops()
    assert (await states(service))[("escalated", "unit_manager")] == "dropped"
    assert (await service.skips())["escalated"] == {("portal", "already_taken"), ("email", "already_taken")}


async def test_another_organisation_cannot_take_it(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.missed(due=NOW)
    await service.consume(facts.made)
    await service.loops()
    [(notice,)] = await service.rows("select id from notify.notice where condition = 'finding_raised'")
    author = Author(teller=name("provider"), person=name("somebody"), arrived=NOW)
    scope = Scope(providers=(name("provider"),))
    assert not await handlers.take_notice(service.database, scope, author, notice, name("board"), Role.CONTROLLER)
    assert await service.rows("select taken_at from notify.notice where id = :id", id=notice) == [(None,)]


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
