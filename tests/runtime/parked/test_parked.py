"""A parked fact is tried again, or left out when two operators voided it; what waited behind it then has its turn."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from schemas.directory import FactVoided
from schemas.envelope import Event
from schemas.new_event import NewEvent
from schemas.reasons import VoidReason
from schemas.unread import NOBODY
from services.runtime.database.pool import Database
from services.runtime.database.work import Work
from services.runtime.errors import Bad
from services.runtime.events.apply_by_subject import ApplyBySubject
from services.runtime.parked.facts import parked_facts, retry
from services.runtime.parked.words import reason_words
from tests.runtime import fixtures
from tests.runtime.events.test_apply_by_subject import applier, drain, effects, failing, states

ONE, OTHER = uuid4(), uuid4()
SERVICES = [fixtures.service(name) for name in fixtures.CONSUMES]


async def parked_second(database: Database) -> tuple[list[Event], ApplyBySubject]:
    """Six facts of two subjects, of which the third cannot be applied."""
    events = await fixtures.append(database, "directory", 6, [ONE, OTHER])
    await fixtures.consume_directly(database, "referral", events)
    broken = {events[2].id}
    worker = applier(database, failing(lambda event: Bad("no such permit", event.id) if event.id in broken else None))
    await drain(worker)
    return events, worker


async def test_what_is_parked_is_shown_once_with_why_and_what_waits_behind_it(database: Database) -> None:
    events, _worker = await parked_second(database)
    await fixtures.consume_directly(database, "notify", events[2:3], state="parked")
    (found,) = await parked_facts(database, SERVICES)
    assert (found.id, found.position, found.teller) == (events[2].id, 3, events[2].teller)
    assert [(each.service, each.reason, each.behind) for each in found.at] == [
        ("referral", "no such permit", 1), ("notify", "no reason kept", 0),
    ]  # fmt: skip
    assert await parked_facts(database, SERVICES, uuid4()) == []
    assert "referral: no such permit (1 wait behind it)" in found.line()


async def test_it_is_parked_again_while_the_cause_stands_and_applied_once_it_is_mended(database: Database) -> None:
    events, worker = await parked_second(database)
    assert await retry(database, SERVICES, events[2].id) == ["referral"]
    assert await drain(worker) == 1
    assert (await states(database))[3] == "parked"
    assert await retry(database, SERVICES, events[2].id) == ["referral"]
    assert await drain(applier(database)) == 2
    assert await effects(database) == [1, 2, 4, 6, 3, 5]
    with pytest.raises(LookupError, match="parked nowhere"):
        await retry(database, SERVICES, events[2].id)


async def test_a_voided_fact_never_counts_and_what_waits_behind_it_has_its_turn(database: Database) -> None:
    events, worker = await parked_second(database)
    await voided(database, events[2].id)
    await drain(worker)
    assert await effects(database) == [1, 2, 4, 6, 7, 5]
    assert (await states(database))[3] == "void"
    assert await parked_facts(database, SERVICES) == []


async def test_what_was_applied_or_never_heard_cannot_be_voided(database: Database) -> None:
    events, worker = await parked_second(database)
    for fact in (events[0].id, uuid4()):
        await voided(database, fact)
    await drain(worker)
    assert set((await states(database)).values()) == {"applied", "parked", "waiting"}


async def test_a_fact_that_nobody_can_read_is_shown_as_far_as_it_can_be(database: Database) -> None:
    events, _worker = await parked_second(database)
    async with database.work("referral") as work:
        await work.run(
            "update referral.inbox set body = '[]', teller = :nobody, provider_id = null, board_id = null where id = :id",
            nobody=NOBODY,
            id=events[2].id,
        )
    (found,) = await parked_facts(database, SERVICES)
    assert (found.teller, found.provider, found.board) == (None, None, None)


@pytest.mark.parametrize(
    ("reason", "swedish"),
    [
        ("ends a placement before its start", "Den säger att uppdraget slutade innan det började."),
        ("days=4000 cannot be: R01 takes 1 to 366.", "Villkoret sätter days till 4000. R01 tar 1 till 366."),
        ("unexpected error: KeyError", "Något gick fel hos oss när den skulle läsas in (KeyError)."),
        ("something else", "Den kunde inte läsas in: something else"),
    ],
)
def test_the_reason_is_told_in_plain_words(reason: str, swedish: str) -> None:
    assert reason_words(reason).sv == swedish


async def voided(database: Database, fact: UUID) -> None:
    """Record and consume that a fact of the directory is voided."""
    voided = FactVoided(
        provider=None, board=None, of_log="directory", fact=fact, reason=VoidReason.SENT_TWICE, proposed_by=uuid4()
    )
    async with database.work("directory") as work:
        work.emit([NewEvent(subject=uuid4(), occurred=await work.now(), fact=voided)], fixtures.author())
    await fixtures.consume_directly(database, "referral", work.events)


async def test_retry_asks_the_service_that_has_a_way_of_its_own(database: Database) -> None:
    asked: list[UUID] = []

    async def own_way(_work: Work, fact: UUID) -> bool:
        asked.append(fact)
        return True

    fact = uuid4()
    audit = replace(fixtures.service("provider_audit", order="time"), retry=own_way)
    assert await retry(database, [audit], fact) == ["provider_audit"]
    assert asked == [fact]
