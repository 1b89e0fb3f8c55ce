"""The next step is told on the clock, never before it, never when somebody took the matter or it is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from schemas.codes import Role
from schemas.findings import Severity
from schemas.new_event import Author
from services.notify import handlers
from services.notify.domain.notice import Recipient
from services.runtime.database.scope import Scope
from tests.notify.conftest import NOW, Facts, NotifyService, name
from tests.notify.escalating import states

pytestmark = pytest.mark.usefixtures("mailboxes")


async def take(service: NotifyService, condition: str, role: Role, organisation: str) -> bool:
    [(notice,)] = await service.rows(
        "select id from notify.notice where condition = :c and role = :r", c=condition, r=role
    )
    owner = name(organisation)
    scope = Scope(boards=(owner,)) if organisation == "board" else Scope(providers=(owner,))
    async with service.database.work("notify") as work:
        now = await work.now()
    author = Author(teller=owner, person=name(role), arrived=now)
    return await handlers.take_notice(service.database, scope, author, notice, Recipient(owner, role))


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
    assert not await handlers.take_notice(
        service.database, scope, author, notice, Recipient(name("board"), Role.CONTROLLER)
    )
    assert await service.rows("select taken_at from notify.notice where id = :id", id=notice) == [(None,)]
