"""The audit's pages through the web edge: the grid, a period, findings, reply and decision."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from schemas.codes import Role, Tier
from services.provider_audit.replay.verify import verify
from services.runtime.language.identifiers import short
from tests.provider_audit_shell.conftest import Enter, Turn
from tests.provider_audit_shell.play import WHY, Play, at


async def _finding(play: Play) -> UUID:
    """A missing plan, due 16 March 2026 at 24:00 in Stockholm."""
    placement, start = uuid4(), at("2026-03-02 09:00")
    events = [*play.background(at("2026-03-01 09:00")), play.started(placement, start), play.safe(placement, start)]
    await play.judge(events, at("2026-03-17 09:00"))
    async with play.database.work("provider_audit") as work:
        row = await work.row("select id from provider_audit.finding where rule = 'R01'")
    assert row is not None
    return UUID(str(row["id"]))


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


async def test_a_provider_replies_and_the_controller_confirms(play: Play, enter: Enter, turn: Turn) -> None:
    finding = await _finding(play)
    await turn(at("2026-03-17 10:00"))
    controller, provider = await enter(Role.CONTROLLER), await enter(Role.PROVIDER_MANAGER)
    page = await controller.get(f"/findings/{finding}")
    assert page.status_code == 200, page.text
    assert "Genomförandeplanen saknas" in page.text
    early = await controller.send(page, f"/findings/{finding}/decision", {"decision": "confirm", "text": WHY})
    assert early.status_code == 422
    assert "har inte svarat än" in early.text

    form = await provider.get(f"/findings/{finding}/reply")
    assert form.status_code == 200, form.text
    wrong = await provider.send(form, f"/findings/{finding}/reply", {"stand": "disagree", "text": "kort"})
    assert wrong.status_code == 422
    assert "Välj en grund." in wrong.text
    assert "Skriv ert svar med minst 20 tecken." in wrong.text
    assert "<title>Fel:" in wrong.text
    said = "Planen skickades i tid men till fel handläggare."
    values = {"stand": "partly", "ground": "HINDRANCE_OUTSIDE_CONTROL", "text": said}
    sent = await provider.send(form, f"/findings/{finding}/reply", values)
    assert sent.status_code == 303, sent.text
    shown = await provider.follow(sent)
    assert "Ert svar har kommit in. Kvittens U-" in shown.text
    assert said in shown.text

    page = await controller.get(f"/findings/{finding}")
    assert said in page.text
    done = await controller.send(page, f"/findings/{finding}/decision", {"decision": "confirm", "text": WHY})
    assert done.status_code == 303, done.text
    assert "Fastställd" in (await controller.follow(done)).text
    async with play.database.work("provider_audit") as work:
        recorded = await work.rows(
            "select type, body from provider_audit.log where type like '%FindingReplied%' or type like '%Confirmed%'"
        )
    assert len(recorded) == 2
    assert all(said not in row["body"] for row in recorded)
    assert (await verify(play.database)).differences == 0


async def test_a_receipt_that_is_not_theirs_is_refused_and_one_of_theirs_is_taken(
    play: Play, enter: Enter, turn: Turn
) -> None:
    finding = await _finding(play)
    async with play.database.work("provider_audit") as work:
        row = await work.row("select about from provider_audit.finding where id = :id", id=finding)
    assert row is not None
    plan = play.plan(row["about"], at("2026-03-18 08:00"))
    await play.judge([plan], at("2026-03-18 08:01"))
    await turn(at("2026-03-18 09:00"))
    provider = await enter(Role.PROVIDER_MANAGER)
    form = await provider.get(f"/findings/{finding}/reply")
    values = {
        "stand": "disagree",
        "ground": "SUBMITTED_IN_TIME",
        "text": "Vi lämnade planen i tid, se kvittensen.",
        "receipt": "U-0000",
    }
    wrong = await provider.send(form, f"/findings/{finding}/reply", values)
    assert wrong.status_code == 422
    assert "Kvittensen finns inte hos er. Kontrollera numret." in wrong.text
    assert "Vi lämnade planen i tid, se kvittensen." in wrong.text
    taken = await provider.send(form, f"/findings/{finding}/reply", {**values, "receipt": short("U", plan.id)})
    assert taken.status_code == 303, taken.text
    page = await provider.follow(taken)
    assert "hänvisar till kvittens" in page.text
    assert "Genomförandeplanen kom in 2 arbetsdagar för sent" in page.text


async def test_two_people_at_once_keep_both_texts(play: Play, enter: Enter, turn: Turn) -> None:
    finding = await _finding(play)
    await turn(at("2026-04-10 10:00"))
    first, second = await enter(Role.CONTROLLER), await enter(Role.CONTROLLER)
    pages = [await visitor.get(f"/findings/{finding}") for visitor in (first, second)]
    address, values = (
        f"/findings/{finding}/decision",
        {"decision": "dismiss", "reason": "HINDRANCE_ACCEPTED", "text": WHY},
    )
    assert (await first.send(pages[0], address, values)).status_code == 303
    mine = {"decision": "confirm", "text": "Planen lämnades aldrig in, enligt vårt ärende."}
    late = await second.send(pages[1], address, mine)
    assert late.status_code == 409
    assert "Någon har ändrat sedan du öppnade sidan" in late.text
    assert mine["text"] in late.text
    assert [_saved(late.text, name) for name in ("decision", "text", "remedy")] == [
        "Avskriv bristen: Godtagbart hinder", WHY, "",
    ]  # fmt: skip
    assert "Bristen avskrevs 10 april 2026" in late.text
    again = await second.send(late, address, mine)
    assert again.status_code == 303, again.text


def _saved(page: str, field: str) -> str:
    """Give what a page says stands saved at a field, "" where it says nothing."""
    note = re.search(rf'id="{field}-theirs">.*?<span class="written">(.*?)</span>', page, re.DOTALL)
    return note[1] if note else ""


async def test_two_colleagues_who_reply_at_once_see_each_others_reply(play: Play, enter: Enter, turn: Turn) -> None:
    finding = await _finding(play)
    await turn(at("2026-03-17 10:00"))
    address = f"/findings/{finding}/reply"
    first, second = await enter(Role.PROVIDER_MANAGER), await enter(Role.PROVIDER_MANAGER)
    pages = [await visitor.get(address) for visitor in (first, second)]
    theirs = "Planen skickades i tid men till fel handläggare."
    values = {"stand": "partly", "ground": "HINDRANCE_OUTSIDE_CONTROL", "text": theirs}
    assert (await first.send(pages[0], address, values)).status_code == 303
    mine = {"stand": "agree", "text": "Vi missade dagen och lämnar planen i morgon."}
    late = await second.send(pages[1], address, mine)
    assert late.status_code == 409
    assert mine["text"] in late.text
    assert [_saved(late.text, name) for name in ("stand", "ground", "text", "remedy")] == [
        "Instämmer delvis", "Hinder utanför vår kontroll", theirs, "",
    ]  # fmt: skip
    assert "Svar kom in 17 mars 2026" in late.text
    assert (await second.send(late, address, mine)).status_code == 303


async def test_a_reply_typed_while_the_finding_was_decided_is_shown(play: Play, enter: Enter, turn: Turn) -> None:
    finding = await _finding(play)
    await turn(at("2026-04-10 10:00"))
    address = f"/findings/{finding}/reply"
    controller, provider = await enter(Role.CONTROLLER), await enter(Role.PROVIDER_MANAGER)
    form = await provider.get(address)
    page = await controller.get(f"/findings/{finding}")
    decided = {"decision": "dismiss", "reason": "HINDRANCE_ACCEPTED", "text": WHY}
    assert (await controller.send(page, f"/findings/{finding}/decision", decided)).status_code == 303
    late = await provider.send(form, address, {"stand": "agree", "text": "Vi missade dagen och lämnar i morgon."})
    assert late.status_code == 409
    assert "Det du skrev" in late.text
    assert "Vi missade dagen och lämnar i morgon." in late.text
    assert "Bristen avskrevs 10 april 2026" in late.text
    undo = (await controller.get(f"/findings/{finding}")).text
    assert "<details><summary>Beslutet var fel: besluta på nytt" in undo


async def test_a_doubled_send_decides_once(play: Play, enter: Enter, turn: Turn) -> None:
    finding = await _finding(play)
    await turn(at("2026-03-17 10:00"))
    controller = await enter(Role.CONTROLLER)
    page = await controller.get(f"/findings/{finding}")
    address, values = (
        f"/findings/{finding}/decision",
        {"decision": "dismiss", "reason": "HINDRANCE_ACCEPTED", "text": WHY},
    )
    for _ in range(2):
        assert (await controller.send(page, address, values)).status_code == 303
    async with play.database.work("provider_audit") as work:
        events = await work.rows("select id from provider_audit.casework_event")
    assert len(events) == 1


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
