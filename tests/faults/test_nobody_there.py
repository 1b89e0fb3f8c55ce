"""A provider whose last person has left: said before anything is sent, and notified at once when something was."""

from __future__ import annotations

import pytest

from services.demonstration.fixtures.people import OPERATOR
from services.directory import handlers as directory
from services.directory.shared.commands import EndCommission
from services.runtime.language.identifiers import derived
from tests.faults.test_outages import own_kafka, whole
from tests.faults.whole_application import Somebody, WholeApplication, author, refer
from tests.journeys.client import Person as Visitor
from tests.runtime import fixtures

__all__ = ["own_kafka", "whole"]
WHO = Somebody()
FIND = f"/find?form={WHO.provider.form.value}"
NOBODY = "Ingen hos utföraren kan logga in."


@pytest.mark.timeout(300)
async def test_a_provider_with_nobody_is_said_before_and_told_after(whole: WholeApplication) -> None:
    visitor = Visitor(lambda: whole.address)
    pages = (FIND, f"/providers/{WHO.provider.id}/information-requests/new")
    try:
        await visitor.sign_in(WHO.coordinator.name)
        for path in pages[:1]:
            assert NOBODY not in (await visitor.open(path)).words
        end = EndCommission(derived("commission", WHO.provider.manager))
        await directory.carry_out(whole.application.database, author(OPERATOR, await whole.now()), [end])
        await whole.until_judged()
        assert NOBODY in (await visitor.open(FIND)).words
    finally:
        await visitor.close()
    controller = Visitor(lambda: whole.address)
    try:
        await controller.sign_in(WHO.board.people[2])
        assert NOBODY in (await controller.open(pages[1])).words
    finally:
        await controller.close()

    sent = await refer(whole, WHO)
    statement = "select condition, role, state from notify.notice where entity = any(:entities) order by 1, 2"

    async def notified() -> bool:
        rows = await whole.rows("notify", statement, entities=[sent.referral, WHO.provider.id])
        found = {(row["condition"], row["role"], row["state"]) for row in rows}
        return {
            ("referral_sent", "provider_manager", "unreached"),
            ("nobody_there", "contract_controller", "told"),
            ("nobody_there", "operator", "told"),
        } <= found

    await fixtures.until(notified, 30, "the next step and the operator are told")
