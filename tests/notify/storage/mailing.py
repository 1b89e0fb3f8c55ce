"""Notices that are to be mailed, and the settings of a server that takes them."""

from __future__ import annotations

from schemas.codes import Origin, Role
from services.runtime.service import Context
from services.runtime.settings import Settings
from tests.notify.conftest import NOW, Facts, NotifyService
from tests.parts.mail import MailServer

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
