"""The counts of the database are those of each duty read and counted alone: for every viewer, counted already or not yet."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.provider_audit.page_tables import ExpectedRow, StuckRow
from services.provider_audit.pages.board import counting
from services.provider_audit.pages.board.counted import of_each
from services.provider_audit.pages.board.grid import build
from services.provider_audit.pages.board.periods import cell_month, months_up_to, week_of, weeks_up_to
from services.provider_audit.pages.board.reading import duties_of
from services.provider_audit.pages.duties import queries as duty_queries
from services.provider_audit.pages.queries import stuck
from services.provider_audit.tables import FindingPartyRow, FindingRow, ObligationRow
from services.runtime.database.pool import Database
from services.runtime.database.query import written
from services.runtime.database.scope import Scope
from services.runtime.database.work import Work
from services.runtime.language.dates import civil_day, last_day
from services.runtime.service import Context
from services.runtime.settings import Settings
from tests.provider_audit.play import at

NOW = at("2026-11-22 13:05")
BOARDS = [UUID(int=900 + number) for number in range(3)]
PROVIDERS = [UUID(int=800 + number) for number in range(5)]
NAMES = {one: str(one) for one in (*BOARDS, *PROVIDERS)}
DUTIES = 400
VIEWERS = {
    "a board": Scope(boards=(BOARDS[0],)),
    "two boards": Scope(boards=(BOARDS[1], BOARDS[2])),
    "a provider": Scope(providers=(PROVIDERS[0],)),
    "the supervisor": Scope(supervisor=True),
}
STATES = ["open", "met", "missed", "met_late", "lapsed", "waived"]
FINDING_CHANGED = written("update provider_audit.finding set casework = :casework, over = :over where id = :id")
DUTY_CHANGED = written("update provider_audit.obligation set state = :state, due = :due where id = :id")
FINDING_GONE = written("delete from provider_audit.finding where id = :id")
DUTY_GONE = written("delete from provider_audit.obligation where id = :id")


def some_boards(chance: random.Random) -> list[UUID]:
    return sorted(chance.sample(BOARDS, chance.choice([1, 1, 1, 2])))


async def keep_duty(work: Work, chance: random.Random, number: int) -> None:
    """A duty in any state its due allows, with a finding where it was missed, mostly."""
    due = NOW + timedelta(days=chance.randrange(-500, 25), hours=chance.randrange(24))
    state = chance.choice(STATES) if due <= NOW else chance.choice(["open", "met", "lapsed", "waived"])
    state = "met" if state == "open" and due < NOW - timedelta(days=3) else state
    boards, provider, identity = some_boards(chance), chance.choice(PROVIDERS), UUID(int=number)
    finding = UUID(int=10_000 + number) if state in ("missed", "met_late") and chance.random() < 0.9 else None
    period = "" if chance.random() < 0.5 else f"{due:%Y-%m}"
    month = cell_month(period, due)
    await work.add(ObligationRow, {
        "id": identity, "provider": provider, "board": boards[0], "boards": boards, "rule": chance.choice(["R01", "R02"]),
        "owes": chance.choice(["provider", "provider", "board"]), "about": UUID(int=20_000 + number % 50), "period": period,
        "due": due, "state": state, "opened_at": due, "met_by": None, "delay_seconds": None, "finding": finding,
        "cell_month": month, "cell_week": week_of(last_day(due)), "document": {}})  # fmt: skip
    if finding is not None:
        await keep_finding(work, chance, finding, identity, provider, due, boards, late=state == "met_late")


async def keep_finding(
    work: Work,
    chance: random.Random,
    finding: UUID,
    duty: UUID,
    provider: UUID,
    due: datetime,
    boards: list[UUID],
    *,
    late: bool,
) -> None:
    standing = "withdrawn" if chance.random() < 0.1 else "settled" if late else "standing"
    await work.add(FindingRow, {
        "id": finding, "provider": provider, "rule": "R01", "owes": ["provider"], "boards": boards, "about": duty,
        "obligation": duty, "severity": chance.choice(["critical", "medium"]), "standing": standing, "raised_at": due,
        "judged_at": due, "reply_due": due, "settled_at": None, "document": {},
        "casework": chance.choice(["unanswered", "confirmed", "dismissed", "closed"]), "decided_at": None,
        "supervisor_from": due + timedelta(days=chance.randrange(20)), "fallen_at": None, "completion_due": None,
        "over": chance.random() < 0.5})  # fmt: skip
    parties: list[dict[str, Any]] = [{"finding": finding, "board": board, "provider": None} for board in boards]
    await work.add(FindingPartyRow, [*parties, {"finding": finding, "board": None, "provider": provider}])


async def keep_all(database: Database, chance: random.Random) -> None:
    for part in range(0, DUTIES, 20):
        async with database.work("provider_audit") as work:
            for number in range(part, part + 20):
                await keep_duty(work, chance, number + 1)
    async with database.work("provider_audit") as work:
        of = {"provider": PROVIDERS[3], "fact": None, "since": NOW - timedelta(days=9), "why": "", "holds": []}
        await work.add(StuckRow, [{**of, "subject": UUID(int=20_000 + number)} for number in range(25)])
        coming = {"period": "2026-12", "provider": PROVIDERS[1], "board": BOARDS[0], "due": NOW + timedelta(days=30)}
        await work.add(ExpectedRow, [{**coming, "about": UUID(int=30_000 + number)} for number in range(3)])


async def change_some(database: Database, chance: random.Random) -> None:
    """Casework, corrections and what falls: whoever makes a change, it is noted."""
    for number in chance.sample(range(1, DUTIES + 1), 80):
        duty, finding = UUID(int=number), UUID(int=10_000 + number)
        async with database.work("provider_audit") as work:
            match chance.randrange(4):
                case 0:
                    await work.run(FINDING_CHANGED, id=finding, casework="closed", over=chance.random() < 0.5)
                case 1:
                    await work.run(
                        DUTY_CHANGED, id=duty, state="waived", due=NOW - timedelta(days=chance.randrange(90))
                    )
                case 2:
                    await work.run(FINDING_GONE, id=finding)
                case _:
                    await work.run(DUTY_GONE, id=duty)


async def compare(database: Database, *, weekly: bool, rule: str = "", board: UUID | None = None) -> None:
    periods = weeks_up_to(civil_day(NOW), 12) if weekly else months_up_to("2026-12", 12)
    for whose, scope in VIEWERS.items():
        async with database.work("provider_audit", scope) as work:
            held_up = await stuck(work)
            counted = await duties_of(work, periods, NOW, held_up, weekly=weekly, rule=rule, board=board)
            shown = await duty_queries.duties_in(work, periods, weekly=weekly, rule=rule, board=board)
            standing = await duty_queries.standing(work, NOW, weekly=weekly, rule=rule, board=board)
        alone = of_each({duty.id: duty for duty in (*shown, *standing)}.values(), NOW)
        assert {duty.id for duty in counted.missing} == {duty.id for duty in alone.missing}, whose
        for part in (periods, periods[-4:]):
            for by_board in (False, True):
                expected = build(alone, NAMES, part, NOW, by_board=by_board)
                found = build(counted, NAMES, part, NOW, by_board=by_board)
                assert found.totals == expected.totals, whose
                assert found.columns == expected.columns
                rows = [{row.organisation: (row.cells, row.rate, row.missing, row.critical, row.longest_late, row.worst)
                         for row in grid.rows} for grid in (found, expected)]  # fmt: skip
                assert rows[0] == rows[1], whose


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_counts_are_what_each_duty_says(
    database: Database, turn: Callable[[datetime], Awaitable[None]], seed: int
) -> None:
    chance = random.Random(seed)
    await turn(NOW)
    await keep_all(database, chance)
    await compare(database, weekly=False)
    context = Context(database, Settings())
    while await counting.step(context):
        pass
    async with database.work("provider_audit") as work:
        assert await work.value("select count(*) from provider_audit.duty_to_count") == 0
    await compare(database, weekly=False)
    await compare(database, weekly=True)
    await change_some(database, chance)
    await compare(database, weekly=False, board=BOARDS[1])
    await compare(database, weekly=True, rule="R01")
    await counting.step(context)
    await compare(database, weekly=False)
