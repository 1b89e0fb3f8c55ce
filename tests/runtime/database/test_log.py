"""The log under many writers: gapless, in the order of commit, and true watermarks."""

from __future__ import annotations

import asyncio
import random
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from schemas.codes import Origin
from schemas.new_event import Author, NewEvent
from schemas.referral import CaseOpened
from services.runtime.database import log
from services.runtime.database.pool import Database
from services.runtime.errors import Refused
from services.runtime.language.identifiers import PLATFORM
from tests.runtime import fixtures

WRITERS, ROUNDS = 16, 25
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


async def test_sixteen_writers_with_rollbacks_leave_no_gap_and_no_watermark_lies(database: Database) -> None:
    subjects = [uuid4() for _ in range(8)]
    chance, done = random.Random(7), asyncio.Event()
    marking = asyncio.create_task(_marks(database, done))
    outcomes = await asyncio.gather(*(_write(database, chance, subjects) for _ in range(WRITERS)))
    done.set()
    marks = await marking
    appended, undone = sum(appended for appended, _undone in outcomes), sum(undone for _appended, undone in outcomes)
    rows = await fixtures.rows(database, "directory", "select * from directory.log order by position")
    assert undone
    assert [row["position"] for row in rows] == list(range(1, appended + 1))
    received = [row["received"] for row in rows]
    assert received == sorted(received)  # type: ignore[type-var]
    last: dict[object, int] = {}
    for row in rows:
        assert row["sequence"] == last.get(row["subject"], 0) + 1
        last[row["subject"]] = int(str(row["sequence"]))
    assert len(marks) > 5
    for position, instant in marks:
        assert all((row["position"] <= position) == (row["received"] <= instant) for row in rows)  # type: ignore[operator]


async def _write(database: Database, chance: random.Random, subjects: list[UUID]) -> tuple[int, int]:
    """Append again and again, now and then undone; give how many facts were recorded and how many appends undone."""
    appended, undone = 0, 0
    for _ in range(ROUNDS):
        number = chance.randint(1, 4)
        try:
            async with database.work("directory") as work:
                work.emit(
                    [fixtures.new_event("directory", chance.choice(subjects)) for _ in range(number)], fixtures.author()
                )
                await asyncio.sleep(chance.random() / 200)
                _perhaps_fail(chance)
            appended += number
        except InterruptedError:
            undone += 1
    return appended, undone


async def _marks(database: Database, done: asyncio.Event) -> list[tuple[int, object]]:
    """The watermarks that the log gives until it is done."""
    marks: list[tuple[int, object]] = []
    while not done.is_set():
        async with database.work("directory") as work:
            found = await log.watermark(work, "directory")
        marks.append((found.position, found.received))
        await asyncio.sleep(0.005)
    return marks


def _perhaps_fail(chance: random.Random) -> None:
    if chance.random() < 0.2:
        raise InterruptedError


async def test_a_rollback_after_telling_leaves_nothing(database: Database) -> None:
    async def fail() -> None:
        async with database.work("directory") as work:
            work.emit([fixtures.new_event("directory")], fixtures.author())
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await fail()
    assert await fixtures.number(database, "directory", "directory.log") == 0
    (event,) = await fixtures.append(database, "directory")
    assert (event.position, event.sequence) == (1, 1)


@pytest.mark.parametrize(("attested", "taken"), [(False, False), (True, True)])
async def test_what_waited_a_minute_is_refused_and_what_somebody_attests_is_not(
    database: Database, attested: bool, taken: bool
) -> None:
    arrived = datetime.now(UTC) - timedelta(days=3)
    author = Author(teller=uuid4(), attested_by=uuid4() if attested else None, origin=Origin.PORTAL, arrived=arrived)

    async def append() -> None:
        async with database.work("directory") as work:
            work.emit([fixtures.new_event("directory")], author)

    if taken:
        await append()
    else:
        with pytest.raises(Refused, match="waited"):
            await append()
    assert await fixtures.number(database, "directory", "directory.log") == int(taken)


@pytest.mark.parametrize(("person", "taken"), [(None, True), (uuid4(), False)])
async def test_what_the_platform_derives_was_sent_by_nobody_and_waits_for_no_request(
    database: Database, person: UUID | None, taken: bool
) -> None:
    arrived = datetime.now(UTC) - timedelta(days=1)
    author = Author(teller=PLATFORM, person=person, origin=Origin.PORTAL, arrived=arrived)

    async def append() -> None:
        async with database.work("directory") as work:
            work.emit([fixtures.new_event("directory")], author)

    with nullcontext() if taken else pytest.raises(Refused, match="waited"):
        await append()
    assert await fixtures.number(database, "directory", "directory.log") == int(taken)


def _case(occurred: datetime = NOW) -> NewEvent:
    return NewEvent(subject=uuid4(), occurred=occurred, fact=CaseOpened(board=uuid4()))


UNFIT = {
    "a year that no consumer reads": _case(datetime(206, 11, 21, 23, 47, 58, tzinfo=UTC)),
    "before 1990": _case(datetime(1989, 12, 31, 22, 59, tzinfo=UTC)),
    "after 2100": _case(datetime(2100, 12, 31, 23, tzinfo=UTC)),
    "a fact that its own type refuses": NewEvent.model_construct(
        subject=uuid4(), occurred=NOW, fact=CaseOpened.model_construct(board="no id"), id=None
    ),
}


@pytest.mark.parametrize("what", UNFIT)
async def test_what_nobody_could_read_is_refused_and_nothing_with_it_is_appended(database: Database, what: str) -> None:
    before = await fixtures.number(database, "referral", "referral.log")

    async def append() -> None:
        async with database.work("referral") as work:
            work.emit([_case()], fixtures.author())
            work.emit([UNFIT[what]], fixtures.author())

    with pytest.raises(Refused, match="unfit") as refused:
        await append()
    assert refused.value.what.sv.startswith("Inget är sparat. ")
    assert refused.value.next_step.en == "Put it right and send again."
    assert await fixtures.number(database, "referral", "referral.log") == before


async def test_the_envelope_is_looked_at_too(database: Database) -> None:
    author = fixtures.author().model_copy(update={"traceparent": "00-\x00-1"})
    with pytest.raises(Refused, match="unfit_text"):
        async with database.work("directory") as work:
            work.emit([fixtures.new_event("directory")], author)
