"""Nobody is treated as told who was not: the next step is told at once, and what waited is told when somebody is there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col
from structlog.testing import capture_logs

from schemas import provider_audit, referral
from schemas.codes import AbsenceKind, Origin, Role, Severity
from schemas.directory import CommissionEnded
from services.notify.copy_tables import OrganisationRow
from services.notify.domain import ladder
from services.notify.domain.notice import PLATFORM
from services.notify.overdue import Overdue
from services.notify.tables import NoticeRow
from services.notify.texts import conditions
from services.notify.views import Worded
from services.runtime.database import migrate
from services.runtime.database.query import among, fields_of, query
from services.runtime.process.clock import set_now
from tests.notify.conftest import BOTH, NOW, Facts, NotifyService, about_finding, name, referral_sent
from tests.notify.portal import portal, sign_in

SOON = NOW + timedelta(minutes=2)
MANAGER = Role.PROVIDER_MANAGER


async def nobody_at_the_provider(service: NotifyService, origin: Origin = Origin.PORTAL, **more: object) -> Facts:
    """A finding and a referral for a provider whose only manager has left."""
    facts = Facts(origin)
    facts.organisations()
    facts.placed()
    facts.add("commission provider_manager", CommissionEnded(person=name(MANAGER)))
    facts.add("referral", referral_sent())
    facts.raised(**more)
    for role in Role:
        await service.mailbox(role)
    await service.consume(facts.made)
    await service.at(SOON)
    for _ in range(2):
        await service.loops()
    return facts


async def notices(service: NotifyService, condition: str) -> list[tuple[str, str]]:
    rows = await service.rows("select role, state from notify.notice where condition = :c order by role", c=condition)
    return [tuple(row) for row in rows]


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


async def test_a_critical_notice_that_waits_for_a_log_is_said_in_health_and_rings(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.add("commission provider_manager", CommissionEnded(person=name(MANAGER)))
    facts.raised(severity=Severity.CRITICAL)
    await service.consume(facts.made)
    look = Overdue()

    async def looked(after: timedelta) -> list[str]:
        await set_now(service.database, NOW + after)
        await service.marked(NOW - timedelta(hours=1), "directory")
        await service.loops()
        with capture_logs() as said:
            await look.step(service.context)
        return [each["alarm"] for each in said if "alarm" in each]

    assert await looked(timedelta(seconds=90)) == []
    assert not service.context.behind["notify"]
    assert await looked(timedelta(minutes=3)) == []
    assert "1 notices, 1 of them critical, wait" in service.context.behind["notify"]
    assert await looked(timedelta(minutes=4)) == ["notices"]
    assert await looked(timedelta(minutes=4, seconds=30)) == [], "once while it lasts"
    await service.marked(NOW + timedelta(minutes=10))
    await service.loops()
    await look.step(service.context)
    assert not service.context.behind["notify"]


async def test_without_an_address_the_next_step_is_told_and_the_portal_shows_it(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.raised()
    for role in set(Role) - {MANAGER}:
        await service.mailbox(role)
    await service.consume(facts.made)
    await service.at(SOON)
    for _ in range(2):
        await service.loops()
    assert await notices(service, "reply_needed") == [("provider_manager", "told")]
    assert await notices(service, "no_mail_there") == [("contract_controller", "told"), ("operator", "told")]
    assert await notices(service, "escalated") == [("unit_manager", "told")]
    await service.mailbox(MANAGER)
    assert await service.rows("select distinct over_reason from notify.notice where condition = 'no_mail_there'") == [
        ("reached",)
    ]


async def test_news_that_reaches_nobody_goes_on_to_the_next(service: NotifyService) -> None:
    facts = Facts()
    for role in (Role.SUPERVISOR, Role.OPERATOR):
        facts.commission(role, "")
        await service.mailbox(role)
    facts.raised(severity=Severity.HIGH)
    await service.consume(facts.made)
    for minute in range(4):
        await service.at(SOON + timedelta(minutes=minute))
        await service.loops()
    rows = await service.rows(
        "select role, period from notify.notice where condition = 'nobody_there' and state = 'told' order by 1, 2"
    )
    everybody = ["contract_controller", "provider_manager", "unit_manager"]
    assert [row for row in rows if row[0] == "operator"] == [("operator", role) for role in everybody]
    assert ("supervisor", "provider_manager") in rows
    assert ("supervisor", "unit_manager") in rows
    sees = await service.rows("select count(*) from notify.notice where supervisor_sees")
    assert sees == [(0,)], "that a board has nobody shows the supervisor no finding before its time"


async def test_a_demonstration_and_an_import_without_mails_are_no_news(service: NotifyService) -> None:
    facts = Facts(Origin.IMPORT)
    facts.organisations()
    facts.raised()
    await service.consume(facts.made)
    await service.at(SOON)
    await service.loops()
    assert await notices(service, "no_mail_there") == []


async def test_who_knows_says_who_has_not_been_told(service: NotifyService, tmp_path: Path) -> None:
    await migrate.upgrade(service.database, ["runtime/web"])
    await nobody_at_the_provider(service)
    app = portal(service.database, service.context.settings, tmp_path)
    controller = await sign_in(app, Role.CONTROLLER)
    shown = await controller.get(f"/show/who_knows/{name('finding')}")
    assert "Har inte fått veta: ingen har rollen" in shown.text
    operator = await sign_in(app, Role.OPERATOR)
    assert "1 roller har ingen" in (await operator.get("/deliveries")).text
    assert "Ingen kan nås: Föreståndaren, Nordviken Stöd AB" in (await operator.get("/notices")).text


@pytest.mark.parametrize("role", list(Role))
def test_every_role_but_the_operator_has_a_next_step(role: Role) -> None:
    steps = ladder.next_steps(name("organisation"), role, [name("board")])
    assert bool(steps) == (role is not Role.OPERATOR)
    assert all(step.role is not role for step in steps)
    assert not steps or steps[-1].organisation == PLATFORM


async def test_a_dismissed_finding_is_told_to_nobody_who_comes_later(service: NotifyService) -> None:
    facts = await nobody_at_the_provider(service)
    dismissed = provider_audit.FindingDismissed(**about_finding(), reason="WITHOUT_CONSEQUENCE")
    await service.consume([facts.add("finding", dismissed, datetime(2026, 11, 19, tzinfo=UTC))])
    await service.consume([facts.commission(MANAGER, "provider", "new manager")])
    await service.at(datetime(2026, 11, 20, tzinfo=UTC))
    await service.loops()
    assert await notices(service, "reply_needed") == [("provider_manager", "unreached")]


async def test_it_is_said_before_anything_is_sent(service: NotifyService, tmp_path: Path) -> None:
    await migrate.upgrade(service.database, ["runtime/web"])
    facts = await nobody_at_the_provider(service)
    coordinator = await sign_in(portal(service.database, service.context.settings, tmp_path), Role.COORDINATOR)
    path = f"/show/reach/{name('provider')}"
    assert "Ingen hos utföraren kan logga in." in (await coordinator.get(path)).text
    await service.consume([facts.commission(MANAGER, "provider", "new manager")])
    assert "Ingen hos utföraren får mejl från Utväg." in (await coordinator.get(path)).text
    await service.mailbox("new manager")
    assert "Ingen hos utföraren" not in (await coordinator.get(path)).text


async def test_the_start_page_shows_what_waits_and_is_neither_duty_nor_finding(
    service: NotifyService, tmp_path: Path
) -> None:
    await migrate.upgrade(service.database, ["runtime/web"])
    facts = Facts()
    facts.organisations()
    facts.placed()
    facts.missed(due=NOW)
    facts.add("placement", referral.ReportSubmitted(**BOTH, period="2026-10", attempt=1))
    absence = referral.AbsenceReported(**BOTH, event=name("absence"), kind=AbsenceKind.ABSCONDED, noticed_at=NOW)
    facts.add("placement", absence)
    for role in Role:
        await service.mailbox(role)
    await service.consume(facts.made)
    await service.loops()
    app = portal(service.database, service.context.settings, tmp_path)
    shown = (await (await sign_in(app, Role.COORDINATOR)).get(f"/show/news/{name('x')}")).text
    assert "Aviseringar att ta hand om (1)" in shown, "the absence; the report stands on Start as something to read"
    shown = (await (await sign_in(app, MANAGER)).get(f"/show/news/{name('x')}")).text
    assert "Aviseringar att ta hand om" not in shown
    assert "Svara på bristen" in shown
