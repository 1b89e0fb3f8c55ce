"""What is not mailed and why: a demonstration, an import, no server, nobody there, no address."""

from __future__ import annotations

from datetime import timedelta

import pytest

from schemas.codes import Origin, Role
from services.notify.channels.email import Email
from services.notify.channels.outbox import Outbox
from services.notify.storage import deliver
from services.runtime.settings import Settings
from tests.notify.conftest import NOW, Facts, NotifyService
from tests.notify.storage.mailing import SENTENCE, missed, with_mail
from tests.parts.mail import MailServer


@pytest.mark.parametrize("origin", [Origin.DEMONSTRATION, Origin.IMPORT])
async def test_the_demonstration_and_imports_never_mail(
    service: NotifyService, smtp: MailServer, origin: Origin
) -> None:
    with_mail(service, smtp)
    await missed(service, origin=origin)
    await service.loops()
    assert smtp.mails == []
    assert ("email", origin.value) in (await service.skips())["missed"]
    portal = await service.rows("select count(*) from notify.delivery where channel = 'portal' and state = 'sent'")
    assert portal == [(3,)]


async def test_in_a_demonstration_mails_stay_in_the_outbox(service: NotifyService, smtp: MailServer) -> None:
    with_mail(service, smtp)
    async with service.database.plain() as plain:
        await plain.run("update runtime.instance set kind = 'demonstration'")
    await missed(service)
    await service.loops()
    assert smtp.mails == []
    bodies = await service.rows("select body from notify.outbox where language = 'sv'")
    assert len(bodies) == 1
    assert bodies[0][0].startswith(SENTENCE)


async def test_without_a_server_mails_stay_in_the_outbox_once(service: NotifyService) -> None:
    assert isinstance(await deliver.mail_channel(service.context), Outbox)
    await missed(service)
    await service.loops()
    await service.loops()
    assert await service.rows("select count(*) from notify.outbox") == [(2,)]


async def test_a_role_with_nobody_is_skipped_and_seen(service: NotifyService) -> None:
    facts = Facts()
    facts.missed(due=NOW)
    await service.consume(facts.made)
    await service.at(NOW + timedelta(minutes=1))
    await service.loops()
    assert (await service.skips())["missed"] == {("portal", "no_recipient"), ("email", "no_recipient")}


async def test_somebody_without_an_address_is_told_in_the_portal_only(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.missed(due=NOW)
    await service.consume(facts.made)
    await service.loops()
    skips = await service.skips()
    assert skips["reply_needed"] == {("email", "no_channel")}
    assert skips["missed"] == {("email", "told_with_finding")}


async def test_no_address_stands_outside_the_vault(service: NotifyService) -> None:
    await service.mailbox(Role.PROVIDER_MANAGER)
    await missed(service)
    await service.loops()
    for table in ("contact", "delivery", "outbox", "notice", "log", "vault"):
        found = await service.rows(f"select row_to_json(t)::text from notify.{table} t")
        assert found
        assert not any("example.test" in row[0] for row in found)


def test_a_server_without_a_port_is_named_plainly() -> None:
    with pytest.raises(ValueError, match="host:port"):
        Email(Settings(smtp="mail.example.test"))
