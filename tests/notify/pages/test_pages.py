"""Each role sees its notices, takes them, and sees who knows; nobody sees another's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi import FastAPI

from schemas.codes import Role
from schemas.provider_audit import FindingClosed, FindingSettled, ObligationMetLate
from services.notify.channels.mail import notice_reference
from tests.notify.conftest import NOW, Facts, NotifyService, about_finding, duty, name
from tests.notify.pages.noticing import notice_of
from tests.notify.portal import sign_in


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
