"""No false notice under an outage: a part stands still over a reply, and only who did not answer is notified of afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from tests.faults.test_outages import own_kafka, start, stop, whole
from tests.faults.whole_application import Somebody, WholeApplication, place
from tests.journeys.client import Person as Visitor
from tests.parts.kafka import RealKafka

__all__ = ["own_kafka", "whole"]
WHO = Somebody()


async def reply_by_hand(whole: WholeApplication, finding: UUID) -> None:
    """As the provider's manager: sign in, fill in the reply and send it."""
    visitor = Visitor(lambda: whole.address)
    try:
        await visitor.sign_in(WHO.provider.manager)
        page = await visitor.open(f"/findings/{finding}/reply")
        words = {"stand": "agree", "text": "Planen blev försenad hos oss. Den kommer nästa vecka."}
        answer = await visitor.send(page, "/reply", words)
    finally:
        await visitor.close()
    assert answer.status == 200, answer.words[-1500:]
    assert "Ert svar har kommit in." in answer.words


async def notices(whole: WholeApplication, finding: UUID, condition: str) -> list[tuple[object, object]]:
    """Give the state of a finding's notices of a kind, and why they are over."""
    statement = "select state, over_reason from notify.notice where finding = :finding and condition = :condition"
    rows = await whole.rows("notify", statement, finding=finding, condition=condition)
    return [(row["state"], row["over_reason"]) for row in rows]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", ["notify", "audit", "relay", "kafka"])
async def test_nobody_is_said_to_be_silent_who_answered(
    part: str, whole: WholeApplication, own_kafka: RealKafka
) -> None:
    placements = [await place(whole, WHO) for _ in range(2)]
    await whole.until_judged()
    due = (await whole.obligation(placements[0]))["due"]
    assert isinstance(due, datetime)
    await whole.set_now(due + timedelta(minutes=5))
    await whole.until_judged()
    (answered,), (silent,) = [await whole.findings(each) for each in placements]
    reply_due = max(each["reply_due"] for each in (answered, silent))  # type: ignore[type-var]
    assert isinstance(reply_due, datetime)
    assert isinstance(answered["id"], UUID)
    assert isinstance(silent["id"], UUID)
    await whole.set_now(reply_due - timedelta(minutes=10))
    await whole.until_judged()

    await stop(part, whole, own_kafka)
    await reply_by_hand(whole, answered["id"])
    await whole.set_now(reply_due + timedelta(hours=3))
    await start(part, whole, own_kafka)
    await whole.until_judged()
    assert await notices(whole, answered["id"], "finding_unanswered") == [("dropped", "replied_first")]
    assert await notices(whole, silent["id"], "finding_unanswered") == [("told", None)]
    assert await notices(whole, answered["id"], "reply_received") == [("told", None)]
