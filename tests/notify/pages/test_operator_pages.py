"""What the operator sees of notices: deliveries, roles with nobody, the outbox."""

from __future__ import annotations

from datetime import timedelta

from fastapi import FastAPI

from schemas.codes import Role
from schemas.directory import CommissionEnded
from services.notify.channels.mail import notice_reference
from tests.notify.conftest import NOW, Facts, NotifyService, name
from tests.notify.pages.noticing import notice_of
from tests.notify.portal import sign_in


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
