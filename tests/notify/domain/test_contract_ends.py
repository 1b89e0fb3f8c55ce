"""A contract that ends is notified of while anybody is placed under it: three times, anew when its end moves, and once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from schemas import directory, referral
from schemas.codes import Origin, Role, ServiceForm
from schemas.reasons import EndReason, ErrorReason
from services.notify.domain.planning.plan import plan
from services.notify.domain.terms import Terms
from tests.notify.conftest import BOTH, NOW, Facts, NotifyService

pytestmark = pytest.mark.usefixtures("mailboxes")


def _contract(last: date | None, first: date = date(2026, 1, 1)) -> directory.ContractRegistered:
    return directory.ContractRegistered(
        **BOTH, number="MA-9", forms=(ServiceForm.HVB,), valid_from=first, valid_to=last, audited_from=first
    )


_NOTIFIED = """select send_at at time zone 'Europe/Stockholm', role, state, over_reason from notify.notice
where condition = 'contract_ends' order by 1, 2"""


def _people(facts: Facts) -> None:
    for role in (Role.CONTROLLER, Role.UNIT_MANAGER):
        facts.commission(role, "board")


async def _until(service: NotifyService, moment: datetime) -> None:
    await service.at(moment)
    await service.loops()


async def test_a_contract_that_ends_is_told_of_three_times_while_anybody_is_placed(service: NotifyService) -> None:
    facts, last = Facts(), date(2027, 8, 31)
    _people(facts)
    facts.add("ending", _contract(last))
    facts.placed()
    for _ in range(2):
        await service.consume(facts.made)
    days = [last - timedelta(days=number) for number in (180, 90, 30)]
    rows = await service.rows(_NOTIFIED)
    assert [(row[0].date(), row[0].hour, row[1]) for row in rows] == [
        (day, 8, role) for day in days for role in ("contract_controller", "unit_manager")
    ]
    await _until(service, datetime(2027, 6, 5, 12, tzinfo=UTC))
    assert [row[2] for row in await service.rows(_NOTIFIED)] == ["told"] * 4 + ["planned"] * 2
    ended = referral.PlacementEnded(**BOTH, ended_at=NOW, reason=EndReason.COMPLETED, planned=True)
    end = facts.add("placement", ended, datetime(2027, 6, 6, tzinfo=UTC))
    await service.consume([end])
    await _until(service, datetime(2027, 8, 5, 12, tzinfo=UTC))
    assert [row[2:] for row in await service.rows(_NOTIFIED)][-2:] == [("dropped", "nobody_placed")] * 2


async def test_an_end_that_was_entered_in_error_leaves_somebody_placed(service: NotifyService) -> None:
    facts = Facts()
    _people(facts)
    facts.add("ending", _contract(date(2027, 8, 31)))
    facts.placed()
    ended = referral.PlacementEnded(**BOTH, ended_at=NOW, reason=EndReason.COMPLETED, planned=True)
    end = facts.add("placement", ended)
    await service.consume(facts.made)
    await service.consume(
        [facts.add("placement", referral.EnteredInError(**BOTH, fact=end.id, reason=ErrorReason.DID_NOT_HAPPEN))]
    )
    await _until(service, datetime(2027, 3, 5, 12, tzinfo=UTC))
    assert [row[2] for row in await service.rows(_NOTIFIED)][:2] == ["told", "told"]


async def test_a_contract_that_ends_early_is_told_of_anew_and_at_once_when_it_is_near(service: NotifyService) -> None:
    facts = Facts()
    _people(facts)
    facts.add("ending", _contract(date(2027, 8, 31)))
    facts.placed()
    await service.consume(facts.made)
    await service.consume([facts.add("ending", directory.ContractEnded(**BOTH, at=date(2026, 12, 10)))])
    await service.at(NOW + timedelta(minutes=2))
    await service.loops()
    rows = await service.rows(_NOTIFIED)
    assert [row[2] for row in rows if row[0].date() == NOW.date()] == ["told", "told"]
    assert {row[2:] for row in rows if row[0].date() != NOW.date()} == {("dropped", "ended_first")}


async def test_a_contract_that_another_follows_is_not_told_of(service: NotifyService) -> None:
    facts = Facts()
    _people(facts)
    facts.add("ending", _contract(date(2026, 12, 31)))
    facts.add("next", _contract(None, date(2027, 1, 1)))
    facts.placed()
    await service.consume(facts.made)
    await _until(service, NOW + timedelta(minutes=2))
    assert {row[2:] for row in await service.rows(_NOTIFIED) if row[0].date() <= NOW.date()} == {
        ("dropped", "other_contract")
    }


@pytest.mark.parametrize(
    ("origin", "mailed"), [(Origin.DEMONSTRATION, False), (Origin.IMPORT, True), (Origin.PORTAL, True)]
)
def test_an_import_mails_of_an_end_only_when_its_day_comes(origin: Origin, mailed: bool) -> None:
    ahead = plan(Facts(origin).add("ending", _contract(date(2027, 12, 31))), Terms()).notices
    assert {one.silent == "" for one in ahead} == {mailed}
    near = plan(Facts(origin).add("ending", _contract(date(2026, 12, 1))), Terms()).notices
    assert {one.silent == "" for one in near} == {origin is Origin.PORTAL}
