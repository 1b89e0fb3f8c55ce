"""What the portal shows where nobody is there to be notified: who knows, what waits, and before anything is sent."""

from __future__ import annotations

from pathlib import Path

from schemas import referral
from schemas.codes import AbsenceKind, Role
from services.runtime.database import migrate
from tests.notify.conftest import BOTH, NOW, Facts, NotifyService, name
from tests.notify.portal import portal, sign_in
from tests.notify.unreachable import MANAGER, SOON, nobody_at_the_provider, notices


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
