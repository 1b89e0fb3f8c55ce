"""Each role sees its notices, takes them, and sees who knows; nobody sees another's."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI

from schemas.codes import Role
from schemas.directory import CommissionEnded
from schemas.provider_audit import FindingClosed, FindingSettled, ObligationMetLate
from services.notify.channels.mail import notice_reference
from services.runtime.database import migrate
from tests.notify.conftest import NOW, Facts, NotifyService, about_finding, duty, name
from tests.notify.portal import portal, sign_in


@pytest.fixture
def facts() -> Facts:
    made = Facts()
    made.organisations()
    made.placed()
    made.missed(due=NOW)
    return made


@pytest.fixture
async def app(service: NotifyService, facts: Facts, tmp_path: Path) -> FastAPI:
    await migrate.upgrade(service.database, ["runtime/web"])
    for role in (Role.PROVIDER_MANAGER, Role.CONTROLLER, Role.UNIT_MANAGER):
        await service.mailbox(role)
    await service.consume(facts.made)
    await service.loops()
    return portal(service.database, service.context.settings, tmp_path)


async def notice_of(service: NotifyService, condition: str) -> UUID:
    [(notice,)] = await service.rows("select id from notify.notice where condition = :c", c=condition)
    return notice


async def test_a_notice_waits_is_taken_and_waits_no_more(app: FastAPI, service: NotifyService) -> None:
    manager = await sign_in(app, Role.PROVIDER_MANAGER)
    page = await manager.get("/notices")
    notice = await notice_of(service, "reply_needed")
    assert "Aviseringar (1)" in page.text
    assert "Svara på bristen: månadsrapport oktober 2026" in page.text
    assert "Av dem handlar 1 om något som också står bland åtaganden och brister." in page.text
    assert notice_reference(notice) in page.text
    done = await manager.follow(await manager.send(page, f"/notices/{notice}/take"))
    assert "Du tar hand om" in done.text
    assert "Aviseringar (0)" in done.text
    assert "Tas om hand (1)" in done.text
    again = await manager.follow(await manager.send(page, f"/notices/{notice}/take"))
    assert again.status_code == 200
    assert await service.rows("select count(*) from notify.log where type like '%NoticeTaken%'") == [(1,)]


async def test_opening_leads_on_and_is_not_taking(app: FastAPI, service: NotifyService) -> None:
    manager = await sign_in(app, Role.PROVIDER_MANAGER)
    answer = await manager.get(f"/notices/{await notice_of(service, 'missed')}")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/placements/{name('placement')}/reports/2026-10"
    assert "Aviseringar (1)" in (await manager.get("/notices")).text
    await manager.get(f"/notices/{await notice_of(service, 'missed')}")
    assert await service.rows("select count(*) from notify.log where type like '%NoticeRead%'") == [(1,)]


async def test_english(app: FastAPI) -> None:
    manager = await sign_in(app, Role.PROVIDER_MANAGER)
    page = await manager.get("/notices")
    english = await manager.follow(await manager.send(page, "/language", {"to": "en"}))
    assert "Reply to the finding: monthly report October 2026" in english.text
    assert "Notices (1)" in english.text


@pytest.mark.parametrize("who", [f"other {Role.CONTROLLER}", Role.COORDINATOR, Role.SUPERVISOR, Role.OPERATOR])
async def test_another_role_or_board_gets_the_page_for_what_is_missing(
    app: FastAPI, service: NotifyService, who: str
) -> None:
    stranger = await sign_in(app, who)
    page = await stranger.get("/notices")
    assert "Inget väntar på dig." in page.text
    answer = await stranger.get(f"/notices/{await notice_of(service, 'finding_raised')}")
    assert answer.status_code == 404
    assert "Sidan finns inte, eller så har du inte tillgång till den." in answer.text


async def test_who_knows(app: FastAPI, service: NotifyService) -> None:
    manager = await sign_in(app, Role.PROVIDER_MANAGER)
    page = await manager.get("/notices")
    await manager.get(f"/notices/{await notice_of(service, 'missed')}")
    controller = await sign_in(app, Role.CONTROLLER)
    for about in ("finding", "obligation"):
        shown = await controller.get(f"/show/who_knows/{name(about)}")
        assert "Föreståndaren, Nordviken Stöd AB" in shown.text
        assert "i portalen" in shown.text
        assert "e-post: ingen e-postserver är inställd" in shown.text
        assert "Enhetschefen, Socialnämnden, Malmö får veta det 24 november 2026 kl. 00.00" in shown.text
        assert "Tillsynen ser den från 3 december 2026 kl. 00.00 om ingen svarar." in shown.text
        assert "samma mejl som om bristen" in shown.text
    await manager.send(page, f"/notices/{await notice_of(service, 'reply_needed')}/take")
    shown = await controller.get(f"/show/who_knows/{name('finding')}")
    assert "Enhetschefen" not in shown.text
    assert "Tas om hand" in shown.text


async def test_another_board_knows_nothing_of_it(app: FastAPI) -> None:
    stranger = await sign_in(app, f"other {Role.CONTROLLER}")
    shown = await stranger.get(f"/show/who_knows/{name('finding')}")
    assert "Nordviken" not in shown.text
    assert "Ingen har fått veta det än." in shown.text


async def test_a_finding_is_taken_on_its_own_page(app: FastAPI, service: NotifyService) -> None:
    controller = await sign_in(app, Role.CONTROLLER)
    path = f"/show/finding_notices/{name('finding')}"
    page = await controller.get(path)
    answer = await controller.send(page, f"/notices/{await notice_of(service, 'finding_raised')}/take")
    assert answer.headers["location"] == path
    assert "Din roll tar hand om det sedan" in (await controller.get(path)).text


async def test_a_closed_finding_is_nobodys_to_take_care_of_not_from_a_page_opened_before_either(
    app: FastAPI, service: NotifyService, facts: Facts
) -> None:
    controller, path = await sign_in(app, Role.CONTROLLER), f"/show/finding_notices/{name('finding')}"
    opened, listed = await controller.get(path), await controller.get("/notices")
    assert "Jag tar hand om det" in opened.text
    await service.consume([facts.add("finding", FindingClosed(**about_finding(), closed_on=NOW.date()))])
    await service.loops()
    assert "Jag tar hand om det" not in (await controller.get(path)).text
    assert "Inget väntar på dig." in (await controller.get("/notices")).text
    take = f"/notices/{await notice_of(service, 'finding_raised')}/take"
    for page in (opened, listed):
        assert (await controller.send(page, take)).status_code == 303
    assert await service.rows("select count(*) from notify.notice where taken_at is not null") == [(0,)]
    assert "Din roll tar hand om det" not in (await controller.get(path)).text


async def test_the_grid_is_told_who_takes_care_of_a_finding(app: FastAPI, service: NotifyService) -> None:
    controller, path = await sign_in(app, Role.CONTROLLER), f"/show/who_takes/{name('finding')}"
    assert "tar hand om det" not in (await controller.get(path)).text
    page = await controller.get(f"/show/finding_notices/{name('finding')}")
    await controller.send(page, f"/notices/{await notice_of(service, 'finding_raised')}/take")
    assert "Avtalscontrollern tar hand om det sedan" in (await controller.get(path)).text
    stranger = await sign_in(app, f"other {Role.CONTROLLER}")
    assert "tar hand om det" not in (await stranger.get(path)).text


async def test_what_is_new_stands_on_the_start_page(app: FastAPI) -> None:
    manager = await sign_in(app, Role.PROVIDER_MANAGER)
    shown = await manager.get(f"/show/news/{name('nothing')}")
    assert "Nytt sedan sist" in shown.text
    assert "Svara på bristen: månadsrapport" in shown.text


async def test_the_operator_sees_every_delivery_and_why_not(app: FastAPI) -> None:
    operator = await sign_in(app, Role.OPERATOR)
    page = await operator.get("/deliveries")
    assert page.status_code == 200
    assert "Står i portalen" in page.text
    assert "Stannade här" in page.text
    assert "mejl stannade här, ingen e-postserver är inställd" in page.text
    assert "Mottagen av e-postservern" not in page.text
    assert "samma mejl som om bristen" in page.text
    assert "Föreståndaren, Nordviken Stöd AB" in page.text
    assert "samma mejl" not in (await operator.get("/deliveries?state=sent")).text
    manager = await sign_in(app, Role.PROVIDER_MANAGER)
    assert (await manager.get("/deliveries")).status_code == 403
    assert (await manager.get("/outbox")).status_code == 403


async def test_a_role_with_nobody_is_shown_to_the_operator(app: FastAPI, service: NotifyService) -> None:
    facts = Facts()
    facts.add("commission provider_manager", CommissionEnded(person=name(Role.PROVIDER_MANAGER)))
    facts.raised("second")
    await service.consume(facts.made)
    await service.at(NOW + timedelta(minutes=1))
    await service.loops()
    operator = await sign_in(app, Role.OPERATOR)
    page = await operator.get("/deliveries?reason=no_recipient")
    assert "1 roller har ingen" in page.text
    assert "ingen har rollen" in page.text


async def test_the_outbox_shows_mails_as_they_look(app: FastAPI, service: NotifyService) -> None:
    operator = await sign_in(app, Role.OPERATOR)
    page = await operator.get("/outbox")
    reference = notice_reference(await notice_of(service, "reply_needed"))
    assert f"Du har något att läsa i Utväg. Logga in. Referens {reference}." in page.text
    assert "Föreståndaren, Nordviken Stöd AB" in page.text
    assert "example.test" not in page.text
    assert "Ingen e-postserver är inställd." in page.text
    async with service.database.plain() as plain:
        await plain.run("update runtime.instance set kind = 'demonstration'")
    assert "Inget skickas i demonstrationen." in (await operator.get("/outbox")).text


async def test_empty_pages_say_what_comes(app: FastAPI) -> None:
    coordinator = await sign_in(app, Role.COORDINATOR)
    page = await coordinator.get("/notices")
    assert "Du får en avisering här när något händer som rör din roll." in page.text


async def test_what_is_taken_never_leaves_the_page_and_older_notices_stand_on_the_next(
    app: FastAPI, service: NotifyService
) -> None:
    manager = await sign_in(app, Role.PROVIDER_MANAGER)
    page = await manager.get("/notices")
    taken = notice_reference(await notice_of(service, "reply_needed"))
    await manager.send(page, f"/notices/{await notice_of(service, 'reply_needed')}/take")
    facts = Facts()
    facts.organisations()
    for number in range(120):
        facts.missed(f"o{number}", f"f{number}", due=NOW)
    await service.consume(facts.made)
    await service.loops()
    waiting = [await manager.get(f"/notices?page={number}") for number in range(1, 4)]
    assert "Väntar på dig (120)" in waiting[0].text
    assert "Aviseringar (120)" in waiting[0].text
    assert "Sida 1 av 3" in waiting[0].text
    assert sum(page.text.count("/take") for page in waiting) == 120
    for number in range(120):
        late = ObligationMetLate(**duty(), by=name("by"), delay=timedelta(days=2))
        facts.add(f"o{number}", late)
        facts.add(f"f{number}", FindingSettled(**about_finding(), at=NOW))
        facts.add(f"f{number}", FindingClosed(**about_finding(), closed_on=NOW.date()))
    await service.consume(facts.made)
    await service.loops()
    assert "Inget väntar på dig." in (await manager.get("/notices")).text
    assert taken in (await manager.get("/notices?show=taken")).text
    mine = "state = 'told' and taken_at is null and role = :role"
    notified = await service.rows(f"select id from notify.notice where {mine}", role=Role.PROVIDER_MANAGER.value)
    pages = [await manager.get(f"/notices?show=other&page={number}") for number in range(1, 9)]
    missing = [notice for (notice,) in notified if not any(f'"/notices/{notice}"' in page.text for page in pages)]
    assert not missing
    assert any("klart" in page.text for page in pages)
