"""Up to when the logs are known, and what holds it back."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from schemas import provider_audit
from schemas.codes import Role
from schemas.new_event import Author
from services.notify import handlers
from services.notify.domain.notice import Recipient
from services.notify.storage.inbox import applied_until
from services.runtime.database.scope import Scope
from services.runtime.process import clock
from tests.notify.conftest import NOW, Facts, NotifyService, about_finding, name
from tests.notify.storing import stored
from tests.notify.unanswered import LATER, TAKE_BY, raised, shown

pytestmark = pytest.mark.usefixtures("mailboxes")


async def until(service: NotifyService) -> datetime | None:
    async with service.database.work("notify") as work:
        return (await applied_until(work)).get("provider_audit")


async def test_a_log_is_known_up_to_its_first_fact_that_is_missing_or_not_applied(service: NotifyService) -> None:
    facts = Facts()
    events = [facts.raised(f"f{number}") for number in range(5)]
    await stored(service, events[:2])
    await stored(service, events[2:3], "waiting")
    await stored(service, events[4:])
    await service.marked(NOW + timedelta(hours=1), "provider_audit")
    assert await until(service) == events[2].received - timedelta(microseconds=1)
    async with service.database.work("notify") as work:
        await work.run("update notify.inbox set state = 'applied'")
    assert await until(service) == events[2].received - timedelta(microseconds=1), "position 4 was never heard"
    await stored(service, events[3:4])
    assert await until(service) == NOW + timedelta(hours=1)


async def test_a_parked_fact_holds_the_notices_of_its_own_matter_and_no_others(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.raised("stuck")
    facts.raised("free")
    await service.consume(facts.made)
    parked = facts.add("stuck", provider_audit.FindingReplied(**about_finding(), stand="agree"))
    await stored(service, [event for event in facts.made if event.log == "provider_audit" and event is not parked])
    await stored(service, [parked], "parked")
    await service.at(LATER)
    await service.loops()
    rows = await service.rows("select finding, state from notify.notice where condition = 'finding_unanswered'")
    assert dict(rows) == {name("stuck"): "planned", name("free"): "told"}


async def test_a_take_counts_from_when_its_request_had_been_read(service: NotifyService) -> None:
    await raised(service)
    await clock.set_now(service.database, TAKE_BY + timedelta(seconds=20))
    [(notice,)] = await service.rows("select id from notify.notice where condition = 'reply_needed'")
    provider: UUID = name("provider")
    word = Author(teller=provider, person=name("provider_manager"), arrived=TAKE_BY - timedelta(seconds=1))
    scope = Scope(providers=(provider,))
    assert await handlers.take_notice(service.database, scope, word, notice, Recipient(provider, Role.PROVIDER_MANAGER))
    await service.at(LATER)
    await service.loops()
    assert await shown(service, "escalated") == ("dropped", "already_taken")
