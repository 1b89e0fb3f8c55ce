"""What has been notified, and waits."""

from __future__ import annotations

from datetime import timedelta

from schemas import provider_audit
from tests.notify.conftest import NOW, Facts, NotifyService, about_finding

WAITING = """select condition, role from notify.notice where state = 'told' and waits and over_at is null
    and taken_at is null order by 1, 2"""
ENDS = {
    "replied": provider_audit.FindingReplied(**about_finding(), stand="agree"),
    "confirmed": provider_audit.FindingConfirmed(**about_finding()),
    "dismissed": provider_audit.FindingDismissed(**about_finding(), reason="WITHOUT_CONSEQUENCE"),
    "closed": provider_audit.FindingClosed(**about_finding(), closed_on=NOW.date()),
    "settled": provider_audit.FindingSettled(**about_finding(), at=NOW),
    "withdrawn": provider_audit.FindingWithdrawn(**about_finding(), reason="x"),
}


async def notified(service: NotifyService, facts: Facts, late: timedelta = timedelta(days=40)) -> None:
    await service.consume(facts.made)
    await service.loops()
    await service.at(NOW + late)
    await service.loops()
