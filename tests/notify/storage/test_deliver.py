"""Mails leave once, whatever the server answers and whenever the sender dies; what is not sent has a reason."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from datetime import timedelta

import pytest

from schemas import provider_audit
from schemas.codes import Origin, Role
from services.notify.channels.email import Email
from services.notify.channels.outbox import Outbox
from services.notify.domain.delivery import PAUSES
from services.notify.storage import deliver, dispatch
from services.runtime.service import Context
from services.runtime.settings import Settings
from tests.notify.conftest import NOW, Facts, NotifyService, about_finding
from tests.parts.mail import ACCEPTED, BREAK_OFF, STALL, MailServer

SENTENCE = "Du har något att läsa i Utväg. Logga in. Referens "


def with_mail(service: NotifyService, smtp: MailServer) -> Settings:
    settings = service.context.settings.model_copy(update={"smtp": f"{smtp.host}:{smtp.port}", "smtp_tls": False})
    service.context = Context(service.database, settings)
    return settings


async def missed(service: NotifyService, number: int = 1, origin: Origin = Origin.PORTAL) -> None:
    facts = Facts(origin)
    facts.organisations()
    for one in range(number):
        facts.missed(f"o{one}", f"f{one}", due=NOW)
    await service.mailbox(Role.PROVIDER_MANAGER)
    await service.mailbox(Role.CONTROLLER, "en")
    await service.consume(facts.made)


async def test_the_mail_says_one_sentence_and_nothing_else(service: NotifyService, smtp: MailServer) -> None:
    with_mail(service, smtp)
    await missed(service)
    await service.loops()
    mails = {mail.recipients[0].split("@")[0]: mail for mail in smtp.mails}
    assert set(mails) == {"provider_manager", "contract_controller"}
    swedish, english = mails["provider_manager"], mails["contract_controller"]
    [(reference,)] = await service.rows("select id from notify.notice where condition = 'reply_needed'")
    assert swedish.text.strip().startswith(SENTENCE)
    assert swedish.text.strip() == f"{SENTENCE}{deliver.write(reference, reference, 'sv', 'x').body[-7:]}"
    assert english.text.strip().startswith("There is something to read in Utväg. Sign in. Reference U-")
    assert swedish.message["Subject"] == "Du har något att läsa i Utväg"
    assert swedish.message["Auto-Submitted"] == "auto-generated"
    assert not swedish.message.is_multipart()
    names = {header.lower() for header in swedish.message}
    assert names <= {
        "from", "to", "subject", "date", "message-id", "auto-submitted", "content-language",
        "mime-version", "content-type", "content-transfer-encoding", "x-peer", "x-mailfrom", "x-rcptto",
    }  # fmt: skip


async def test_a_server_that_fails_three_in_ten_gets_every_mail_in_the_end_once(
    service: NotifyService, smtp: MailServer
) -> None:
    with_mail(service, smtp)
    await missed(service, 40)
    chance = random.Random(3)
    answers = ["451 try later", BREAK_OFF, "421 busy"]
    for _ in range(400):
        smtp.answers.append(chance.choice(answers) if chance.random() < 0.3 else "250 OK")
    now = NOW
    for pause in PAUSES:
        await service.loops()
        now += pause + timedelta(seconds=5)
        await service.at(now)
    await service.loops()
    states = await service.rows("select state, count(*) from notify.delivery where channel = 'email' group by 1")
    assert states == [("sent", 80)]
    # A mail whose answer was lost comes again under the same Message-ID: the receiver keeps one.
    assert len({mail.message["Message-ID"] for mail in smtp.mails}) == 80
    notified = await service.rows(
        "select count(*) from notify.log where type like '%NoticeDelivered%' and body like '%email%'"
    )
    assert notified == [(80,)]


async def test_a_refused_address_is_not_tried_again_and_told(service: NotifyService, smtp: MailServer) -> None:
    with_mail(service, smtp)
    await missed(service)
    smtp.answers.extend(["550 no such mailbox"] * 2)
    await service.loops()
    rows = await service.rows("select state, last_reason, attempts from notify.delivery where channel = 'email'")
    assert rows == [("failed", "smtp_550", 1)] * 2
    assert await service.rows("select count(*) from notify.log where type like '%NoticeFailed%'") == [(2,)]


async def test_a_server_that_is_away_is_tried_with_growing_pauses(service: NotifyService, smtp: MailServer) -> None:
    settings = with_mail(service, smtp)
    service.context = Context(service.database, settings.model_copy(update={"smtp": "127.0.0.1:9"}))
    await missed(service)
    await service.loops()
    rows = await service.rows("select state, last_reason, next_try from notify.delivery where channel = 'email'")
    assert {(state, reason) for state, reason, _ in rows} == {("waiting", "no_connection")}
    assert all(timedelta(seconds=50) < next_try - NOW < timedelta(seconds=90) for _, _, next_try in rows)


async def test_a_retry_is_needless_once_the_matter_is_over(service: NotifyService, smtp: MailServer) -> None:
    with_mail(service, smtp)
    facts = Facts()
    facts.organisations()
    facts.missed(due=NOW)
    await service.mailbox(Role.PROVIDER_MANAGER)
    await service.consume(facts.made)
    smtp.answers.append("451 try later")
    await service.loops()
    closed = facts.add("finding", provider_audit.FindingClosed(**about_finding(), closed_on=NOW.date()))
    await service.consume([closed])
    await service.at(NOW + timedelta(minutes=5))
    await service.loops()
    assert smtp.mails == []
    assert ("email", "closed_first") in (await service.skips())["reply_needed"]


async def test_killed_between_sending_and_writing_sends_the_same_message_again(
    service: NotifyService, smtp: MailServer
) -> None:
    settings = with_mail(service, smtp)
    await missed(service)
    await dispatch.step(service.context)
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("UTVAG_")},
        "UTVAG_DATABASE": service.database.address,
        "UTVAG_SMTP": settings.smtp or "",
        "UTVAG_SMTP_TLS": "false",
        "UTVAG_DATA": str(settings.data),
    }
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, env=environment)
    assert await process.wait() == -9
    first = {mail.message["Message-ID"] for mail in smtp.mails}
    assert first
    await service.loops()
    assert len(smtp.mails) == len(first)  # the claim rests
    await service.at(NOW + timedelta(minutes=3))
    await service.loops()
    assert len({mail.message["Message-ID"] for mail in smtp.mails}) == 2
    assert await service.rows("select state, count(*) from notify.delivery group by 1") == [("sent", 5)]
    assert await service.rows("select count(*) from notify.notice where condition = 'missed'") == [(1,)]


KILLED = """
import asyncio, os, signal
from services.notify.storage import deliver
from services.notify.channels.email import Email
from services.runtime.database.pool import Database
from services.runtime.service import Context
from services.runtime.settings import Settings

class Dies(Email):
    async def send(self, letter):
        await super().send(letter)
        os.kill(os.getpid(), signal.SIGKILL)

async def main():
    settings = Settings()
    database = Database(settings.database.get_secret_value())
    await deliver.step(Context(database, settings), Dies(settings))

asyncio.run(main())
"""


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


DELIVERED = "select count(*) from notify.log where type like '%NoticeDelivered%' and body like '%email%'"
MAILED = "select distinct state, last_reason from notify.delivery where channel = 'email'"


@pytest.mark.parametrize(
    ("answer", "state", "reason", "delivered"),
    [
        (ACCEPTED, "sent", None, 2),
        ("550 no such mailbox", "failed", "smtp_550", 0),
        ("451 try later", "waiting", "smtp_451", 0),
        (STALL, "waiting", "no_answer", 0),
        (BREAK_OFF, "waiting", "no_connection", 0),
    ],
)
async def test_delivered_is_what_a_server_took(
    service: NotifyService, smtp: MailServer, answer: str, state: str, reason: str | None, delivered: int
) -> None:
    settings = with_mail(service, smtp)
    await missed(service)
    smtp.answers.extend([answer] * 2)
    await dispatch.step(service.context)
    await deliver.step(service.context, Email(settings, timeout=0.3))
    assert await service.rows(MAILED) == [(state, reason)]
    assert await service.rows(DELIVERED) == [(delivered,)]


@pytest.mark.parametrize(("kind", "reason"), [("test", "no_server"), ("demonstration", "outbox")])
async def test_a_mail_that_no_server_took_is_not_delivered(service: NotifyService, kind: str, reason: str) -> None:
    async with service.database.plain() as plain:
        await plain.run("update runtime.instance set kind = :kind", kind=kind)
    await missed(service)
    await service.loops()
    assert await service.rows(MAILED) == [("kept", reason)]
    assert await service.rows(DELIVERED) == [(0,)]
    skipped = "select count(*) from notify.log where type like '%NoticeSkipped%' and body like :reason"
    assert await service.rows(skipped, reason=f"%{reason}%") == [(2,)]


async def test_when_every_mail_is_refused_the_next_step_is_told(service: NotifyService, smtp: MailServer) -> None:
    settings = with_mail(service, smtp)
    await missed(service)
    smtp.answers.extend(["550 no such mailbox"] * 2)
    await dispatch.step(service.context)
    await deliver.step(service.context, Email(settings))
    rows = await service.rows(
        "select distinct role from notify.notice where condition = 'no_mail_there' and cause = ''"
    )
    assert {"operator", "contract_controller", "unit_manager"} <= {role for (role,) in rows}
