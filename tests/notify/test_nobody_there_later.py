"""What reaches nobody goes on, and what waited or is over is not notified to whoever comes later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from schemas import provider_audit
from schemas.codes import Origin, Role
from schemas.directory import CommissionEnded
from schemas.findings import Severity
from services.notify.domain import ladder
from services.notify.domain.notice import PLATFORM
from services.notify.overdue import Overdue
from services.runtime.process.clock import set_now
from services.runtime.telemetry import REGISTRY, Metric
from tests.notify.conftest import NOW, Facts, NotifyService, about_finding, name
from tests.notify.unreachable import MANAGER, SOON, nobody_at_the_provider, notices


async def test_a_critical_notice_that_waits_for_a_log_is_said_in_health_and_rings(service: NotifyService) -> None:
    facts = Facts()
    facts.organisations()
    facts.add("commission provider_manager", CommissionEnded(person=name(MANAGER)))
    facts.raised(severity=Severity.CRITICAL)
    await service.consume(facts.made)
    look = Overdue()

    async def looked(after: timedelta) -> list[str]:
        await set_now(service.database, NOW + after)
        await service.marked(NOW - timedelta(hours=1), "directory")
        await service.loops()
        with capture_logs() as said:
            await look.step(service.context)
        return [each["alarm"] for each in said if "alarm" in each]

    assert await looked(timedelta(seconds=90)) == []
    assert not service.context.behind["notify"]
    assert await looked(timedelta(minutes=3)) == []
    assert "1 notices, 1 of them critical, wait" in service.context.behind["notify"]
    assert REGISTRY.get_sample_value(Metric.NOTICES_HELD, {"severity": "critical"}) == 1
    assert await looked(timedelta(minutes=4)) == ["notices"]
    assert await looked(timedelta(minutes=4, seconds=30)) == [], "once while it lasts"
    await service.marked(NOW + timedelta(minutes=10))
    await service.loops()
    await look.step(service.context)
    assert not service.context.behind["notify"]
    assert REGISTRY.get_sample_value(Metric.NOTICES_HELD, {"severity": "critical"}) == 0


async def test_news_that_reaches_nobody_goes_on_to_the_next(service: NotifyService) -> None:
    facts = Facts()
    for role in (Role.SUPERVISOR, Role.OPERATOR):
        facts.commission(role, "")
        await service.mailbox(role)
    facts.raised(severity=Severity.HIGH)
    await service.consume(facts.made)
    for minute in range(4):
        await service.at(SOON + timedelta(minutes=minute))
        await service.loops()
    rows = await service.rows(
        "select role, period from notify.notice where condition = 'nobody_there' and state = 'told' order by 1, 2"
    )
    everybody = ["contract_controller", "provider_manager", "unit_manager"]
    assert [row for row in rows if row[0] == "operator"] == [("operator", role) for role in everybody]
    assert ("supervisor", "provider_manager") in rows
    assert ("supervisor", "unit_manager") in rows
    sees = await service.rows("select count(*) from notify.notice where supervisor_sees")
    assert sees == [(0,)], "that a board has nobody shows the supervisor no finding before its time"


async def test_a_demonstration_and_an_import_without_mails_are_no_news(service: NotifyService) -> None:
    facts = Facts(Origin.IMPORT)
    facts.organisations()
    facts.raised()
    await service.consume(facts.made)
    await service.at(SOON)
    await service.loops()
    assert await notices(service, "no_mail_there") == []


@pytest.mark.parametrize("role", list(Role))
def test_every_role_but_the_operator_has_a_next_step(role: Role) -> None:
    steps = ladder.next_steps(name("organisation"), role, [name("board")])
    assert bool(steps) == (role is not Role.OPERATOR)
    assert all(step.role is not role for step in steps)
    assert not steps or steps[-1].organisation == PLATFORM


async def test_a_dismissed_finding_is_told_to_nobody_who_comes_later(service: NotifyService) -> None:
    facts = await nobody_at_the_provider(service)
    dismissed = provider_audit.FindingDismissed(**about_finding(), reason="WITHOUT_CONSEQUENCE")
    await service.consume([facts.add("finding", dismissed, datetime(2026, 11, 19, tzinfo=UTC))])
    await service.consume([facts.commission(MANAGER, "provider", "new manager")])
    await service.at(datetime(2026, 11, 20, tzinfo=UTC))
    await service.loops()
    assert await notices(service, "reply_needed") == [("provider_manager", "unreached")]
