"""Uppföljning over everything that stands: a missing duty is in the headline, the order and a cell whichever months are shown."""

import re
from uuid import uuid4

import pytest

from schemas.codes import Role
from services.provider_audit.pages.duties import queries as duty_queries
from services.runtime.database.query import written
from tests.provider_audit.conftest import Enter, Turn
from tests.provider_audit.everything import UNTIL, Year
from tests.provider_audit.pages.test_all_rules import seen
from tests.provider_audit.play import Play, at

LONG_AFTER = at("2026-12-01 09:00")


async def _old(play: Play, turn: Turn) -> None:
    """A plan that was due on 16 March 2026 and is missing still in December."""
    placement, start = uuid4(), at("2026-03-02 09:00")
    events = [*play.background(at("2026-03-01 09:00")), play.started(placement, start), play.safe(placement, start)]
    await play.judge(events, at("2026-03-17 09:00"))
    await play.judge([], LONG_AFTER)
    await turn(LONG_AFTER)


@pytest.mark.parametrize("query", ["", "?by=week", "?to=2026-01", "?kind=R01", "?sort=rate"])
async def test_what_is_missing_from_an_older_month_is_told_whatever_is_shown(
    play: Play, enter: Enter, turn: Turn, query: str
) -> None:
    await _old(play, turn)
    visitor = await enter(Role.CONTROLLER)
    page = await visitor.get(f"/compliance{query}")
    number = "1 inlämning saknas" if "kind" in query else r"\d+ inlämningar saknas"
    assert re.search(rf"{number} hos 1 utförare", page.text), page.text
    links = re.findall(r'href="(/compliance/[^"]+/(?:before|after)-[^"?]+)[^"]*"', page.text)
    opened = "".join([(await visitor.get(link)).text for link in links])
    assert "Genomförandeplan" in opened
    assert "måndag 16 mars 2026" in opened


async def test_every_cell_opens_on_as_many_rows_as_it_tells(play: Play, enter: Enter, turn: Turn) -> None:
    await play.judge(Year(play).facts(), UNTIL)
    await turn(UNTIL)
    for role in (Role.CONTROLLER, Role.SUPERVISOR):
        visitor = await enter(role)
        for query in ("", "?to=2026-02", "?by=week"):
            page = (await visitor.get(f"/compliance{query}")).text
            cells = re.findall(r'data-words="(\d+) saknas av \d+".*?href="(/compliance/[^"]+)"', page, re.DOTALL)
            recorded = 0
            for number, address in cells:
                opened = (await visitor.get(address.replace("&amp;", "&"))).text
                rows = len(re.findall(r"</span> Saknas( \(bristen avslutad\))?</span>", opened))
                assert rows == int(number), address
                recorded += rows
            said = re.search(r'class="answer[^>]*>([^<]*)', page)
            assert said is not None
            headline = [int(each) for each in re.findall(r"(\d+) (?:inlämning\w*|rapport\w*)? ?saknas", said[1])]
            assert recorded == sum(headline), said[1]


async def test_the_share_names_its_months_and_never_stands_alone_beside_what_is_missing(
    play: Play, enter: Enter, turn: Turn
) -> None:
    await _old(play, turn)
    page = seen((await (await enter(Role.CONTROLLER)).get("/compliance")).text)
    assert "I tid, sep–nov 2026" in page
    assert re.search(r"\d+ saknas nu", page)


async def test_a_supervisor_counts_only_what_it_can_decide_and_finds_it_in_its_menu(
    play: Play, enter: Enter, turn: Turn
) -> None:
    await play.judge(Year(play).facts(), UNTIL)
    await turn(UNTIL)
    supervisor = await enter(Role.SUPERVISOR)
    async with play.database.work("provider_audit") as work:
        row = await work.row(
            "select count(*) as n from provider_audit.finding where cardinality(boards) = 0 and standing <> 'withdrawn' "
            "and (casework = 'replied' or casework = 'unanswered' and reply_due <= runtime.now())"
        )
    assert row is not None
    page = await supervisor.get("/findings?tab=decide")
    listed = set(re.findall(r'href="(/findings/[0-9a-f-]{36})"', page.text))
    assert len(listed) == row["n"]
    for address in listed:
        assert "Vad beslutar du?" in (await supervisor.get(address)).text
    said = {0: "Ingen brist att besluta i dag.", 1: "1 brist väntar på beslut."}
    assert said.get(row["n"], f"{row['n']} brister väntar på beslut.") in page.text
    assert '<a href="/findings"' in page.text.split("<main")[0]


async def test_what_stands_is_read_by_its_indexes_whatever_the_history(play: Play) -> None:
    await play.judge(Year(play).facts(), UNTIL)
    async with play.database.work("provider_audit") as work:
        await work.run("set local enable_seqscan = off")
        asked = duty_queries.STANDING.sql.replace("$1::UUID", "cast(:provider as uuid)")
        explained = "explain " + asked.replace("$2::TIMESTAMP WITH TIME ZONE", ":now")
        plan = await work.all(written(explained, into=str), now=UNTIL, provider=None)
    recorded = " ".join(plan)
    assert "finding_stands" in recorded
    assert "obligation_open" in recorded or "obligation_to_do" in recorded
