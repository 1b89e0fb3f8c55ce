"""Nobody is treated as notified who was not: the next step is notified at once, and what waited is sent when somebody is there."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from schemas.directory import CommissionEnded
from services.notify.copy_tables import OrganisationRow
from services.notify.tables import NoticeRow
from services.notify.texts import conditions
from services.notify.views import Worded
from services.runtime.database.expressions import among, fields_of
from services.runtime.database.query import query
from services.runtime.process.clock import set_now
from tests.notify.conftest import NOW, Facts, NotifyService, name
from tests.notify.unreachable import MANAGER, SOON, nobody_at_the_provider, notices


async def worded(service: NotifyService, *conditions: str) -> list[Worded]:
    """What the words of the notices of some kinds are made of."""
    made = select(*fields_of(NoticeRow, Worded, ("of_name",)), col(OrganisationRow.name).label("of_name")).outerjoin(
        OrganisationRow, col(OrganisationRow.id) == NoticeRow.entity
    )
    async with service.database.work("notify") as work:
        return await work.all(
            query(made.where(among(NoticeRow.condition, "conditions")), Worded), conditions=conditions
        )


async def test_the_next_step_and_the_operator_are_told_at_once_and_once(service: NotifyService) -> None:
    await nobody_at_the_provider(service)
    assert await notices(service, "reply_needed") == [("provider_manager", "unreached")]
    assert await notices(service, "referral_sent") == [("provider_manager", "unreached")]
    assert await notices(service, "nobody_there") == [("contract_controller", "told"), ("operator", "told")]
    assert await notices(service, "escalated") == [("unit_manager", "told")]
    assert (await service.skips())["reply_needed"] == {("portal", "no_recipient"), ("email", "no_recipient")}
    skipped = "select count(*) from notify.log where type like '%NoticeSkipped%' and body like '%no_recipient%'"
    assert await service.rows(skipped) == [(4,)]


async def test_the_words_say_who_and_accuse_nobody_of_neglect(service: NotifyService) -> None:
    await nobody_at_the_provider(service)
    notified = await worded(service, "nobody_there", "escalated")
    words = {notice.condition: conditions.notice_words(notice).sv for notice in notified}
    assert words["nobody_there"].startswith("Ingen kan nås: Föreståndaren, Nordviken Stöd AB.")
    assert words["escalated"].startswith("Bristen nådde ingen, ingen har rollen: månadsrapport")


async def test_what_waited_is_told_when_somebody_is_there(service: NotifyService) -> None:
    facts = await nobody_at_the_provider(service)
    await service.consume([facts.commission(MANAGER, "provider", "new manager")])
    await service.at(SOON + timedelta(minutes=5))
    await service.loops()
    assert await notices(service, "reply_needed") == [("provider_manager", "told")]
    over = await service.rows("select distinct over_reason from notify.notice where condition = 'nobody_there'")
    assert over == [("reached",)]
    notified = await service.rows("select notified_at from notify.notice where condition = 'reply_needed'")
    assert notified[0][0] > SOON


async def test_somebody_whose_word_has_not_been_heard_is_not_nobody(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.add("commission provider_manager", CommissionEnded(person=name(MANAGER)))
    facts.raised()
    await service.consume(facts.made)
    await set_now(service.database, SOON)
    await service.marked(NOW - timedelta(hours=1), "directory")
    await service.loops()
    assert await notices(service, "reply_needed") == [("provider_manager", "planned")]
    assert await notices(service, "nobody_there") == []
