"""The audit's pages through the portal: the grid, a period, findings, reply and decision."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from schemas.codes import Role, Tier
from tests.provider_audit.conftest import Enter, Turn
from tests.provider_audit.pages.findings.finding_pages import _finding
from tests.provider_audit.play import Play, at


async def test_the_grid_says_what_is_missing_in_words(play: Play, enter: Enter, turn: Turn) -> None:
    await _finding(play)
    await turn(at("2026-03-17 09:01"))
    visitor = await enter(Role.CONTROLLER)
    page = await visitor.get("/compliance")
    assert page.status_code == 200, page.text
    assert "1 inlämning saknas hos 1 utförare. 1 av dem har ingen svarat på." in page.text
    assert "1 saknas av 3" in page.text
    assert "1 saknas hos nämnden själv." in page.text
    assert "Nämndens egna åtaganden" in page.text
    assert "Underlag till och med" in page.text
    assert "Senare händelser är inte bedömda än" not in page.text
    opened = await visitor.get(f"/compliance/{play.provider}/2026-03")
    assert opened.status_code == 200, opened.text
    assert "Genomförandeplan" in opened.text
    for period in ("0001-01", "0000-01", "9999-12", "2026-13", "0001-W01", "9999-W52", "2026-W54"):
        assert (await visitor.get(f"/compliance/{play.provider}/{period}")).status_code == 404, period
        assert (await visitor.get(f"/compliance?to={period}&by=week")).status_code == 200, period


async def test_a_watermark_that_stands_still_is_told(play: Play, enter: Enter, turn: Turn) -> None:
    await _finding(play)
    await turn(at("2026-03-17 09:03"))
    page = await (await enter(Role.CONTROLLER)).get("/compliance")
    assert "Läget 17 mars 2026 kl. 10.00. Senare händelser är inte bedömda än." in page.text


@pytest.mark.parametrize(
    "query",
    [
        "kind=R01",
        "state=missing",
        "by=week&to=2026-03",
        "to=2026-02",
        "sort=rate",
        "board=x&kind=DROP&to=9999-99&by=day",
    ],
)
async def test_every_filter_gives_a_page(play: Play, enter: Enter, turn: Turn, query: str) -> None:
    await _finding(play)
    await turn(at("2026-03-17 09:01"))
    for role in (Role.CONTROLLER, Role.SUPERVISOR, Role.COORDINATOR):
        page = await (await enter(role)).get(f"/compliance?{query}")
        assert page.status_code == 200, page.text


async def test_lists_and_rules_in_both_languages(play: Play, enter: Enter, turn: Turn) -> None:
    await _finding(play)
    await turn(at("2026-03-17 09:01"))
    for role in (Role.CONTROLLER, Role.PROVIDER_MANAGER):
        visitor = await enter(role)
        for tab in ("", "?tab=decide", "?tab=waiting", "?tab=remedy", "?tab=done"):
            assert (await visitor.get(f"/findings{tab}")).status_code == 200
        rules = await visitor.get("/rules")
        assert "R02" in rules.text
        assert "komplettering begärs: Komplettering begärd" in rules.text
        await visitor.send(rules, "/language", {"to": "en"})
        assert "Reply by" in (await visitor.get("/findings")).text or role is Role.CONTROLLER


async def test_every_kind_of_finding_has_a_page(play: Play, enter: Enter, turn: Turn) -> None:
    started = [play.started(uuid4(), at("2026-03-02 09:00") + timedelta(minutes=n)) for n in range(9)]
    sent = play.sent(uuid4(), at("2026-03-03 09:00"), Tier.EMERGENCY)
    await play.judge([*play.background(at("2026-03-01 09:00"), ()), *started, sent], at("2026-03-20 09:00"))
    async with play.database.work("provider_audit") as work:
        rows = await work.rows("select distinct on (rule) id, rule from provider_audit.finding order by rule")
    assert {"C02", "R01", "R09", "T01"} <= {row["rule"] for row in rows}
    for role in (Role.CONTROLLER, Role.PROVIDER_MANAGER):
        visitor = await enter(role)
        for row in rows:
            page = await visitor.get(f"/findings/{row['id']}")
            assert page.status_code == 200, page.text
            assert row["rule"] in page.text
    grid = await (await enter(Role.CONTROLLER)).get("/compliance")
    assert "Kritisk" in grid.text


async def test_every_finding_stands_on_a_page_the_worst_first(play: Play, enter: Enter, turn: Turn) -> None:
    start, placements = at("2026-03-02 09:00"), [uuid4() for _ in range(120)]
    begun = [*play.background(at("2026-03-01 09:00")), *(play.started(placement, start) for placement in placements)]
    await play.judge(begun, at("2026-03-17 09:00"))
    await turn(at("2026-03-17 09:01"))
    async with play.database.work("provider_audit") as work:
        rows = await work.rows("select id, severity from provider_audit.finding where reply_due > runtime.now()")
    controller = await enter(Role.CONTROLLER)
    first = await controller.get("/findings?tab=waiting")
    last = -(-len(rows) // 100)
    pages = [first, *[await controller.get(f"/findings?tab=waiting&page={number}") for number in range(2, last + 1)]]
    listed = [UUID(found) for page in pages for found in re.findall(r'href="/findings/([0-9a-f-]{36})"', page.text)]
    assert sorted(listed) == sorted(row["id"] for row in rows)
    severity = {row["id"]: ("critical", "high", "medium", "low").index(row["severity"]) for row in rows}
    order = [severity[finding] for finding in listed]
    assert order == sorted(order)
    assert f"Sida 1 av {last}" in first.text
    assert 'href="/findings?tab=waiting&amp;page=2"' in first.text
    assert "Föregående sida" not in first.text
