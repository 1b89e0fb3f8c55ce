"""What notify shows on others' pages: who knows, who takes care of a finding, what is new."""

from __future__ import annotations

from fastapi import FastAPI

from schemas.codes import Role
from schemas.provider_audit import FindingClosed
from tests.notify.conftest import NOW, Facts, NotifyService, about_finding, name
from tests.notify.pages.noticing import notice_of
from tests.notify.portal import sign_in


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
