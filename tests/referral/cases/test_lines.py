"""Start in order of time, names in the list of one's own cases, and filters that say so when they are open."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.referral.cases.lines import Line
from services.referral.cases.start_pages import TIMES, _by_time, _urgency
from services.referral.cases.steps import OPEN, Step
from services.referral.shared.states import State
from services.runtime.language.identifiers import reference
from tests.referral.browsers import Browsers, browsers_of
from tests.referral.given import BOARD, OTHER_BOARD, STOCKHOLM, Given, OutsideActor
from tests.referral.given import name as id_of

COLLEAGUE = OutsideActor(id_of("colleague"), id_of("board"), "board")
TODAY = date(2026, 11, 18)  # a Wednesday
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=STOCKHOLM)


@pytest.fixture
async def browsers(given: Given, tmp_path: Path) -> AsyncIterator[Browsers]:
    """The portal, with a colleague at the same board."""
    async with browsers_of(given, tmp_path, {COLLEAGUE: None}) as opened:
        yield opened


def line(due: datetime | date | None, *, late: bool = False) -> Line:
    """A line of which only the next step matters here."""
    listed: Any = None
    step = Step(OPEN, "", due=due, waits=True, late=late)
    return Line(uuid4(), uuid4(), None, State.REQUESTED, False, OPEN, "due", step, True, listed)


def test_what_is_late_comes_first_then_today_this_week_later_and_what_has_no_date() -> None:
    midnight = datetime(2026, 11, 19, tzinfo=STOCKHOLM)
    given = [
        line(None),
        line(date(2026, 11, 23)),
        line(date(2026, 11, 22)),
        line(midnight.astimezone(UTC)),
        line(NOON + timedelta(hours=1)),
        line(NOON - timedelta(hours=1), late=True),
        line(NOON - timedelta(days=30), late=True),
    ]
    ordered = sorted(given, key=lambda one: _urgency(one, TODAY))
    assert ordered == [given[place] for place in (6, 5, 4, 3, 2, 1, 0)]
    found = [(TIMES[when].sv, len(lines)) for when, lines in _by_time(ordered, TODAY)]
    # What is due at 24:00 on Wednesday is due on Wednesday.
    assert found == [("Försenat", 2), ("I dag", 2), ("Denna vecka", 1), ("Senare", 1), ("Utan datum", 1)]
    assert _by_time([], TODAY) == []


def test_on_a_sunday_the_week_ends_today() -> None:
    sunday = date(2026, 11, 22)
    monday = line(date(2026, 11, 23))
    assert [when for when, _ in _by_time([monday], sunday)] == ["later"]


async def readings(given: Given) -> list[tuple[UUID, str]]:
    async with given.database.work("referral") as work:
        rows = await work.rows("select reader, why from referral.read_log order by at")
    return [(row["reader"], row["why"]) for row in rows]


async def test_names_are_closed_until_asked_for_and_each_is_logged(browsers: Browsers, given: Given) -> None:
    await browsers.draft()
    listed = await browsers.text(BOARD, "/cases")
    assert "Åsa" not in listed
    assert "Visa namn" in listed
    assert await readings(given) == []
    shown = await browsers.do(BOARD, "/cases", {"tab": "mine"}, "/cases/names", status=200)
    assert "Åsa O&#39;Öberg" in shown
    assert "19900101" not in shown
    assert "Dölj namn" in shown
    assert await readings(given) == [(BOARD.person, "list")]
    assert "Åsa" not in await browsers.text(BOARD, "/cases")
    async with given.database.work("referral") as work:
        row = await work.row("select id from referral.case_")
    assert row is not None
    assert "Ärendelistan, Visa namn" in await browsers.text(BOARD, f"/cases/{row['id']}/readers")


async def test_the_names_of_others_cases_stay_closed(browsers: Browsers, given: Given) -> None:
    await browsers.draft()
    listed = await browsers.text(COLLEAGUE, "/cases?tab=unit")
    assert "Visa namn" not in listed
    for actor in (COLLEAGUE, OTHER_BOARD):
        browser = await browsers.of(actor)
        token = (await browser.get("/cases")).text.split('name="form_token" value="')[1].split('"')[0]
        answer = await browser.post("/cases/names", {"form_token": token, "tab": "unit"})
        assert answer.status_code == 200
        assert "Åsa" not in answer.text
    assert await readings(given) == []


async def test_an_open_filter_says_all(browsers: Browsers) -> None:
    page = await browsers.text(BOARD, "/find")
    assert page.count('<option value="">alla</option>') == 2
    assert ">Välj<" not in page


async def test_every_case_stands_on_a_page_and_the_oldest_opens(browsers: Browsers, given: Given) -> None:
    for number in range(103):
        board = await browsers.of(BOARD)
        person = {"name": f"Person {number}", "personnummer": "19900101-0017"}
        opened = await board.send(await board.get("/referrals/new"), "/referrals/new", person)
        assert opened.status_code == 303, opened.text
    async with given.database.work("referral") as work:
        cases = [row["id"] for row in await work.rows("select id from referral.case_ order by opened_at desc, id")]
    pages = [await browsers.text(BOARD, address) for address in ("/cases", "/cases?tab=mine&page=2")]
    assert [[case for case in cases if reference(case) in page] for page in pages] == [cases[:100], cases[100:]]
    assert 'href="/cases?tab=mine&amp;page=2"' in pages[0]
    assert reference(cases[-1]) in await browsers.text(BOARD, f"/cases/{cases[-1]}")
    named = await browsers.do(BOARD, "/cases?tab=mine&page=2", {"tab": "mine", "page": "2"}, "/cases/names", status=200)
    assert "Person 0" in named
    assert "Person 50" not in named
    assert len(await readings(given)) == 3
    assert 'href="/cases?tab=mine&amp;page=2"' in named  # where the names are hidden again
