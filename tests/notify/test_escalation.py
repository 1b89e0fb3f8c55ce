"""The next step is told on the clock, never before it, never when somebody took the matter or it is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from schemas import provider_audit
from schemas.codes import Origin, Role, Severity
from schemas.envelope import Author
from services.notify import handlers
from services.runtime.database.scope import Scope
from tests.notify.conftest import NOW, Facts, House, about_finding, name

pytestmark = pytest.mark.usefixtures("mailboxes")


async def states(house: House) -> dict[tuple[str, str], str]:
    rows = await house.rows("select condition, role, state from notify.notice")
    return {(condition, role): state for condition, role, state in rows}


async def take(house: House, condition: str, role: Role, organisation: str) -> bool:
    [(notice,)] = await house.rows(
        "select id from notify.notice where condition = :c and role = :r", c=condition, r=role
    )
    owner = name(organisation)
    scope = Scope(boards=(owner,)) if organisation == "board" else Scope(providers=(owner,))
    async with house.database.work("notify") as work:
        now = await work.now()
    author = Author(teller=owner, person=name(role), arrived=now)
    return await handlers.take_notice(house.database, scope, author, notice, owner, role)


async def test_nobody_took_it_in_three_working_days(house: House) -> None:
    facts = Facts()
    facts.house()
    facts.missed(due=NOW)
    await house.hear(facts.made)
    await house.loops()
    await house.at(datetime(2026, 11, 23, 22, 59, tzinfo=UTC))  # Monday 23.59: the third working day is not over
    await house.loops()
    assert (await states(house))[("escalated", "unit_manager")] == "planned"
    await house.at(datetime(2026, 11, 23, 23, 1, 1, tzinfo=UTC))
    await house.loops()
    assert (await states(house))[("escalated", "unit_manager")] == "told"
    escalated = await house.rows("select count(*) from notify.log where type like '%NoticeEscalated%'")
    assert escalated == [(2,)]  # from the provider's and from the controller's notice


async def test_the_clause_gives_the_hours(house: House) -> None:
    facts = Facts()
    facts.house(hours=24)
    facts.missed(due=NOW)
    await house.hear(facts.made)
    [(until,)] = await house.rows("select take_by from notify.notice where condition = 'finding_raised'")
    assert abs(until - (NOW + timedelta(hours=24))) < timedelta(seconds=1)


async def test_a_critical_finding_leaves_four_hours_and_the_supervisor_is_told_at_once(house: House) -> None:
    facts = Facts()
    facts.house(hours=24)
    facts.raised(severity=Severity.CRITICAL)
    await house.hear(facts.made)
    await house.loops()
    assert (await states(house))[("finding_critical", "supervisor")] == "told"
    await house.at(NOW + timedelta(hours=4, minutes=2))
    await house.loops()
    assert (await states(house))[("escalated", "unit_manager")] == "told"


async def test_what_was_taken_goes_no_further(house: House) -> None:
    facts = Facts()
    facts.house()
    facts.missed(due=NOW)
    await house.hear(facts.made)
    await house.loops()
    assert await take(house, "reply_needed", Role.PROVIDER_MANAGER, "provider")
    assert not await take(house, "reply_needed", Role.PROVIDER_MANAGER, "provider")
    await house.at(NOW + timedelta(days=9))
    await house.loops()
    assert (await states(house))[("escalated", "unit_manager")] == "dropped"
    assert (await house.skips())["escalated"] == {("portal", "already_taken"), ("email", "already_taken")}


async def test_another_organisation_cannot_take_it(house: House) -> None:
    facts = Facts()
    facts.house()
    facts.missed(due=NOW)
    await house.hear(facts.made)
    await house.loops()
    [(notice,)] = await house.rows("select id from notify.notice where condition = 'finding_raised'")
    author = Author(teller=name("provider"), person=name("somebody"), arrived=NOW)
    scope = Scope(providers=(name("provider"),))
    assert not await handlers.take_notice(house.database, scope, author, notice, name("board"), Role.CONTROLLER)
    assert await house.rows("select taken_at from notify.notice where id = :id", id=notice) == [(None,)]


async def test_the_supervisor_is_told_when_the_reply_clock_runs_out(house: House) -> None:
    facts = Facts()
    facts.house()
    facts.raised()
    await house.hear(facts.made)
    await house.at(datetime(2026, 12, 2, 22, 59, tzinfo=UTC))
    await house.loops()
    assert (await states(house))[("finding_unanswered", "supervisor")] == "planned"
    await house.at(datetime(2026, 12, 2, 23, 1, 1, tzinfo=UTC))
    await house.loops()
    assert (await states(house))[("finding_unanswered", "supervisor")] == "told"


async def test_a_reply_keeps_the_supervisor_out(house: House) -> None:
    facts = Facts()
    facts.house()
    facts.raised()
    facts.add("finding", provider_audit.FindingReplied(**about_finding(), stand="disagree", ground="paused"))
    await house.hear(facts.made)
    await house.at(datetime(2026, 12, 12, tzinfo=UTC))
    await house.loops()
    told = await states(house)
    assert told[("finding_unanswered", "supervisor")] == "dropped"
    assert told[("reply_received", "contract_controller")] == "told"
    assert (await house.skips())["finding_unanswered"] == {("portal", "replied_first"), ("email", "replied_first")}


async def test_a_confirmed_finding_is_told_to_the_supervisor(house: House) -> None:
    facts = Facts()
    facts.house()
    facts.raised()
    facts.add("finding", provider_audit.FindingReplied(**about_finding(), stand="agree"))
    facts.add("finding", provider_audit.FindingConfirmed(**about_finding()))
    await house.hear(facts.made)
    await house.loops()
    told = await states(house)
    assert told[("finding_confirmed", "supervisor")] == told[("finding_confirmed", "provider_manager")] == "told"


async def test_a_clock_in_hours_reminds_half_way(house: House) -> None:
    facts = Facts()
    facts.house()
    facts.opened(due=NOW + timedelta(hours=2))  # a clock in hours: half-way is one hour
    await house.hear(facts.made)
    await house.at(NOW + timedelta(minutes=59))
    await house.loops()
    assert (await states(house))[("due_soon", "provider_manager")] == "planned"
    await house.at(NOW + timedelta(minutes=61))
    await house.loops()
    assert (await states(house))[("due_soon", "provider_manager")] == "told"


async def test_a_reminder_heard_after_the_due_is_not_sent(house: House) -> None:
    facts = Facts(Origin.DEMONSTRATION)
    facts.house()
    facts.opened(due=NOW - timedelta(days=3))
    await house.hear(facts.made)
    await house.loops()
    assert (await house.skips())["due_soon"] == {("portal", "due_passed"), ("email", "due_passed")}


async def test_the_operator_hears_of_a_judgement_that_stands_still_each_time(house: House) -> None:
    facts = Facts()
    facts.house()
    suspended = provider_audit.JudgementSuspended(provider=name("provider"), stuck=name("x"), why="parked", since=NOW)
    facts.add("dossier", suspended)
    facts.add("dossier", provider_audit.JudgementResumed(provider=name("provider")))
    facts.add("dossier", suspended)
    await house.hear(facts.made)
    rows = await house.rows("select sequence, state from notify.notice order by sequence")
    assert rows == [(1, "dropped"), (3, "planned")]
