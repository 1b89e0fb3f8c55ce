"""Mails leave once, whatever the server answers and whenever the sender dies; what is not sent has a reason."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from datetime import timedelta

from schemas import provider_audit
from schemas.codes import Role
from services.notify.domain.delivery import PAUSES
from services.notify.storage import deliver, dispatch
from services.runtime.service import Context
from tests.notify.conftest import NOW, Facts, NotifyService, about_finding
from tests.notify.storage.mailing import SENTENCE, missed, with_mail
from tests.parts.mail import BREAK_OFF, MailServer


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
