"""One deadline, one date: 24:00 is the day that ends there, on every page; how far off it is only while it is owed."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from schemas.codes import Role
from services.provider_audit.pages.board.period import lines_of
from services.provider_audit.pages.duties import queries as duty_queries
from services.provider_audit.pages.duties.duty import UNFULFILLED, shown
from services.provider_audit.pages.findings import finding_lines
from services.provider_audit.pages.lines import line_of
from services.provider_audit.pages.panels import panels
from services.provider_audit.pages.states import CellState
from services.runtime.language.dates import last_day, table_day
from tests.provider_audit.conftest import Enter, Turn
from tests.provider_audit.everything import UNTIL, Year
from tests.provider_audit.pages.panels.test_panels import request_of
from tests.provider_audit.pages.test_all_rules import seen
from tests.provider_audit.play import Play, at

TEMPLATES = Path(__file__).resolve().parents[3] / "services"
_RAW = re.compile(r"\b(?:\w+\.)?(?:\w*_)?(?:due|answer_by)\s*\|\s*(?:table_|short_)?(?:day|weekday|instant)(?:_tag)?\b")
_FAR = re.compile(r"\((?:om )?\d+ (?:arbetsdag|dag)\w*(?: sen)?\)|\(i dag\)")


async def test_what_came_in_time_says_when_and_no_distance_whoever_reads_it(
    play: Play, enter: Enter, turn: Turn
) -> None:
    await play.judge(Year(play).facts(), UNTIL)
    await turn(UNTIL)
    async with play.database.work("provider_audit") as work:
        months = [row["cell_month"] for row in await work.rows("select distinct cell_month from provider_audit.duty")]
    for role in (Role.CONTROLLER, Role.SUPERVISOR):
        visitor, met = await enter(role), 0
        for month in months:
            for organisation in (play.provider, play.board):
                page = await visitor.get(f"/compliance/{organisation}/{month}")
                for row in page.text.split("<tr>")[1:]:
                    if ">I tid<" in row or " I tid<" in row:
                        met += 1
                        assert not _FAR.search(seen(row)), seen(row)
                        assert re.search(r"Kom in'?\"><span>\d{4}-\d\d-\d\d", row), row
        assert met


async def test_every_due_that_comes_stands_at_its_last_day(play: Play) -> None:
    placement = uuid4()
    begun = [*play.background(at("2026-03-01 09:00")), play.started(placement, at("2026-03-02 09:00"))]
    handed = [play.safe(placement, at("2026-03-02 09:00")), play.plan(placement, at("2026-03-05 09:00"))]
    await play.judge([*begun, *handed], at("2026-03-17 09:00"))
    shown_to = await panels.case_timeline(request_of(play), play.viewer(Role.COORDINATOR), placements=[placement])
    assert shown_to is not None
    dates = {entry.words.sv: (table_day(entry.on), entry.note.sv) for entry in shown_to["coming"]}
    assert dates["Månadsrapport mars 2026"][0] == "2026-04-09"
    assert dates["Månadsrapport mars 2026"][1].startswith("torsdag 9 april 2026 (om ")
    past = {entry.words.sv: entry.note.sv for entry in shown_to["past"] if entry.note}
    assert past["Genomförandeplan kom in"] == "i tid, senast måndag 16 mars 2026"


async def test_what_was_closed_and_is_missing_stands_at_its_last_day_among_what_was(play: Play) -> None:
    placement, start = uuid4(), at("2026-03-02 09:00")
    begun = [*play.background(at("2026-03-01 09:00")), play.started(placement, start), play.safe(placement, start)]
    await play.judge(begun, at("2026-03-17 09:00"))
    async with play.database.work("provider_audit") as work:
        await work.run("update provider_audit.finding set casework = 'closed' where rule = 'R01'")
    shown_to = await panels.case_timeline(request_of(play), play.viewer(Role.COORDINATOR), placements=[placement])
    assert shown_to is not None
    assert ("Genomförandeplan", "2026-03-16") in {(entry.words.sv, table_day(entry.on)) for entry in shown_to["past"]}


async def test_a_finding_says_its_due_by_the_last_day(play: Play, enter: Enter, turn: Turn) -> None:
    placement = uuid4()
    begun = [*play.background(at("2026-03-01 09:00")), play.started(placement, at("2026-03-02 09:00"))]
    await play.judge([*begun, play.safe(placement, at("2026-03-02 09:00"))], at("2026-03-17 09:00"))
    await turn(at("2026-03-17 10:00"))
    async with play.database.work("provider_audit") as work:
        line = next(line for line in await work.all(finding_lines.ALL) if line.rule == "R01")
    page = seen((await (await enter(Role.CONTROLLER)).get(f"/findings/{line.id}")).text)
    assert "ingen inlämning kom in till och med måndag 16 mars 2026" in page
    assert "före 17 mars 2026 kl. 00.00" not in page
    assert "annars från och med onsdag 1 april 2026" in page
    assert "kan svara till och med tisdag 31 mars 2026" in page


async def test_only_what_is_still_owed_tells_how_far_off_it_is(play: Play, turn: Turn) -> None:
    await play.judge(Year(play).facts(), UNTIL)
    await turn(UNTIL)
    async with play.database.work("provider_audit") as work:
        months = [row["cell_month"] for row in await work.rows("select distinct cell_month from provider_audit.duty")]
        duties = await duty_queries.duties_in(work, months, weekly=False)
    of_period = [(line.duty, line.due.sv) for line in lines_of(duties, UNTIL)]
    made = [(duty, line_of(duty, {}, UNTIL, Role.PROVIDER_MANAGER)) for duty in duties]
    listed = [(duty, line.due.sv) for duty, line in made if line is not None]
    assert {CellState.MISSING, CellState.MET} < {shown(duty, UNTIL) for duty, _ in listed}
    for duty, due in (*of_period, *listed):
        far = bool(re.search(r"\((?:om |i dag|.* sen\))", due))
        assert far is (shown(duty, UNTIL) in UNFULFILLED), (duty.rule, due)


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*/templates/**/*.html")), ids=lambda path: path.name)
def test_no_template_writes_the_instant_of_a_due(template: Path) -> None:
    found = _RAW.findall(template.read_text(encoding="utf-8"))
    assert found == [], "write a due with due_by_working_days, due_by_days or due_by_clock, or its last_day"


def test_the_last_day_of_a_due_at_midnight_is_the_day_that_ends_there() -> None:
    due = at("2026-12-07 23:00")
    assert table_day(last_day(due)) == "2026-12-07"
    assert table_day(last_day(due + timedelta(hours=10))) == "2026-12-08"
