"""A provider where nobody is there to be notified, and what is written of it."""

from __future__ import annotations

from datetime import timedelta

from schemas.codes import Origin, Role
from schemas.directory import CommissionEnded
from tests.notify.conftest import NOW, Facts, NotifyService, name, referral_sent

SOON = NOW + timedelta(minutes=2)
MANAGER = Role.PROVIDER_MANAGER


async def nobody_at_the_provider(service: NotifyService, origin: Origin = Origin.PORTAL, **more: object) -> Facts:
    """A finding and a referral for a provider whose only manager has left."""
    facts = Facts(origin)
    facts.organisations()
    facts.placed()
    facts.add("commission provider_manager", CommissionEnded(person=name(MANAGER)))
    facts.add("referral", referral_sent())
    facts.raised(**more)
    for role in Role:
        await service.mailbox(role)
    await service.consume(facts.made)
    await service.at(SOON)
    for _ in range(2):
        await service.loops()
    return facts


async def notices(service: NotifyService, condition: str) -> list[tuple[str, str]]:
    rows = await service.rows("select role, state from notify.notice where condition = :c order by role", c=condition)
    return [tuple(row) for row in rows]
