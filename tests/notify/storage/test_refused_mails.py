"""Delivered is what a server took; what none took is not, and the next step is notified."""

from __future__ import annotations

import pytest

from services.notify.channels.email import Email
from services.notify.storage import deliver, dispatch
from tests.notify.conftest import NotifyService
from tests.notify.storage.mailing import missed, with_mail
from tests.parts.mail import ACCEPTED, BREAK_OFF, STALL, MailServer

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
