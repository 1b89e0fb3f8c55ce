"""The pages in a browser without a browser: the straight path, corrections, and what others may not see."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from services.runtime.settings import Settings
from tests.referral import ground as made
from tests.referral.ground import BOARD, OTHER_BOARD, OTHER_PROVIDER, PROVIDER, STOCKHOLM, Acting, Directory, Ground
from tests.referral.portal import UNIT_MANAGER_ELSEWHERE, portal, signed_in_as
from tests.web.visitor import Visitor

Values = Mapping[str, str | Sequence[str]]


class Browsers:
    """A browser for each person, signed in when first asked for."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.open: dict[UUID, Visitor] = {}

    async def of(self, actor: Acting) -> Visitor:
        if actor.person not in self.open:
            self.open[actor.person] = await signed_in_as(self.app, actor)
        return self.open[actor.person]

    async def text(self, actor: Acting, path: str, status: int = 200) -> str:
        answer = await (await self.of(actor)).get(path)
        assert answer.status_code == status, answer.text
        return answer.text

    async def do(self, actor: Acting, path: str, values: Values, action: str | None = None, status: int = 303) -> str:
        """Open a page, fill in its form and send it; give the page it leads to, or the page given back."""
        browser = await self.of(actor)
        page = await browser.get(path)
        assert page.status_code == 200, page.text
        answer = await browser.send(page, action or path, values)
        assert answer.status_code == status, answer.text
        return (await browser.follow(answer)).text

    async def hand_in(self, actor: Acting, path: str, values: Values, action: str | None = None) -> str:
        """Fill in a standard form, read it once more, submit it."""
        browser = await self.of(actor)
        shown = await browser.send(await browser.get(path), action or path, values)
        assert shown.status_code == 200, shown.text
        assert "Stämmer det?" in shown.text
        answer = await browser.send(shown, action or path, {"confirmed": "yes"})
        assert answer.status_code == 303, answer.text
        return (await browser.follow(answer)).text


@pytest.fixture
async def browsers(ground: Ground, tmp_path: Path) -> AsyncIterator[Browsers]:
    """The portal, whose vault and clock are real."""
    app, _ = portal(ground.database, Settings(data=tmp_path))
    ground.vault = app.state.vault
    opened = Browsers(app)
    yield opened
    for visitor in opened.open.values():
        await visitor.close()


async def _now(ground: Ground) -> datetime:
    async with ground.database.work("referral") as work:
        return (await work.now()).astimezone(STOCKHOLM)


async def _draft(browsers: Browsers, now: datetime) -> str:
    """Fill in a whole referral; give its address."""
    board = await browsers.of(BOARD)
    person = {"name": "Åsa O'Öberg", "personnummer": "19900101-0017"}
    opened = await board.send(await board.get("/referrals/new"), "/referrals/new", person)
    assert opened.status_code == 303, opened.text
    address = opened.headers["location"].removesuffix("/tasks")
    for part, values in made.inquiry(now.date()).items():
        text = await browsers.do(BOARD, f"{address}/part/{part}", values)
    assert "8 av 8 delar klara" in text
    return address


async def _started(browsers: Browsers, ground: Ground) -> tuple[str, str]:
    """Go from a blank form to a placement that runs; give the addresses of referral and placement."""
    now = await _now(ground)
    address = await _draft(browsers, now)
    assert "Förfrågan skickades" in await browsers.do(BOARD, f"{address}/check", {})
    answer = {"answer": "accept", "contact_role": "Föreståndaren", "attest_capacity": "yes"}
    assert "Svaret kom in" in await browsers.hand_in(PROVIDER, f"{address}/answer", answer)
    async with ground.database.work("referral") as work:
        row = await work.row("select id from referral.placement")
    assert row is not None
    placement = f"/placements/{row['id']}"
    assert "Uppdraget började" in await browsers.do(PROVIDER, f"{placement}/start", {})
    return address, placement


async def test_the_straight_path_in_the_portal(browsers: Browsers, ground: Ground) -> None:
    _, placement = await _started(browsers, ground)
    now = await _now(ground)
    day, period = now.date().isoformat(), now.strftime("%Y-%m")
    plan = await browsers.hand_in(PROVIDER, f"{placement}/plan/new", made.plan_form(now.date()))
    assert "Planen kom in" in plan
    assert "Kvittens U-" in plan
    approved = await browsers.do(BOARD, f"{placement}/plan", {}, f"{placement}/plan/approve")
    assert "Planen är godkänd" in approved
    report = f"{placement}/reports/{period}"
    assert "Rapporten kom in" in await browsers.hand_in(PROVIDER, report, made.report_form(day))
    assert "Rapporten är godkänd" in await browsers.do(BOARD, report, {}, f"{report}/accept")
    review = {"on": day, "note": "Planen håller och vi fortsätter som förut."}
    values = {**review, "age_band": "26+", "target_group": "CRIMINAL_NETWORK"}
    assert "Uppföljningen kom in" in await browsers.hand_in(PROVIDER, f"{placement}/plan/review", values)
    ended = await browsers.do(PROVIDER, f"{placement}/end", {"reason": "COMPLETED", "planned": "yes"})
    assert "Kvar att lämna: slutrapport" in ended
    end_report = f"{placement}/end-report"
    assert "Slutrapporten kom in" in await browsers.hand_in(PROVIDER, end_report, made.end_form(day))
    asked = await browsers.do(BOARD, end_report, {}, f"{placement}/conclude", status=200)
    assert "Inget mer papper" in asked
    board = await browsers.of(BOARD)
    sure = await board.send(await board.get(end_report), f"{placement}/conclude", {"sure": "yes"})
    assert "Uppdraget är klart" in (await board.follow(sure)).text
    assert (await ground.told())[-3:] == ["PlanReviewed", "PlacementEnded", "EndReportSubmitted"]
    assert "Klar" in await browsers.text(BOARD, placement)


async def test_every_page_of_a_running_placement_opens_for_those_who_work_with_it(
    browsers: Browsers, ground: Ground
) -> None:
    address, placement = await _started(browsers, ground)
    period = (await _now(ground)).strftime("%Y-%m")
    async with ground.database.work("referral") as work:
        row = await work.row("select id from referral.case_")
    assert row is not None
    case = f"/cases/{row['id']}"
    for path in ("/start", "/cases", "/cases?tab=unit", "/cases?tab=ended", case, f"{case}/consent", f"{case}/readers",
                 "/find", "/find?form=HVB&age=26%2B&free=yes", "/referrals/new", f"/referrals/new?case={row['id']}",
                 placement, f"{placement}/plan", f"{placement}/reports", f"{placement}/reports/{period}",
                 f"{placement}/end", f"{placement}/pause", "/lifecycle"):  # fmt: skip
        await browsers.text(BOARD, path)
    for path in ("/start", "/referrals", f"{address}/answer", "/placements", "/placements?ended=true", placement, "/due",
                 f"{placement}/plan", f"{placement}/reports", f"{placement}/reports/{period}", f"{placement}/end",
                 f"{placement}/pause", "/lifecycle"):  # fmt: skip
        text = await browsers.text(PROVIDER, path)
        assert "Öberg" not in text
        assert "A-2026-77" not in text


def _bare(text: str) -> str:
    """A page's own part, without the key of its forms, which is new each time."""
    return re.sub(r'name="form_key" value="[^"]*"', "", text.partition("<main")[2].partition("</main>")[0])


async def test_another_boards_or_providers_id_is_the_common_404(browsers: Browsers, ground: Ground) -> None:
    address, placement = await _started(browsers, ground)
    async with ground.database.work("referral") as work:
        row = await work.row("select id from referral.case_")
    assert row is not None
    unknown = f"/cases/{uuid4()}"
    missing = (await browsers.text(OTHER_BOARD, unknown, 404)).replace(unknown, "")
    for path in (f"/cases/{row['id']}", f"/cases/{row['id']}/consent", f"/cases/{row['id']}/readers", f"{address}/tasks",
                 f"{address}/check", f"{address}/withdraw", placement, f"{placement}/plan", f"{placement}/reports"):  # fmt: skip
        text = await browsers.text(OTHER_BOARD, path, 404)
        assert _bare(text.replace(path, "")) == _bare(missing)
    for actor in (OTHER_PROVIDER, UNIT_MANAGER_ELSEWHERE):
        for path in (
            f"{address}/answer",
            placement,
            f"{placement}/plan",
            f"{placement}/plan/new",
            f"{placement}/start",
        ):
            await browsers.text(actor, path, 404)
    browser = await browsers.of(OTHER_BOARD)
    token = (await browser.get("/referrals/new")).text.split('name="form_token" value="')[1].split('"')[0]
    for path in (
        f"/cases/{row['id']}/identity",
        f"{placement}/conclude",
        f"{placement}/plan/approve",
        f"{address}/withdraw",
    ):
        answer = await browser.post(path, {"form_token": token, "sure": "yes", "reason": "OTHER"})
        assert answer.status_code == 404, path


async def test_a_draft_is_hidden_from_the_provider_until_it_is_sent(browsers: Browsers, ground: Ground) -> None:
    address = await _draft(browsers, await _now(ground))
    await browsers.text(PROVIDER, f"{address}/answer", 404)
    await browsers.do(BOARD, f"{address}/check", {})
    text = await browsers.text(PROVIDER, f"{address}/answer")
    assert "Behöver ett boende" in text
    for secret in ("Öberg", "900101", "A-2026-77"):
        assert secret not in text


async def test_sending_twice_sends_once(browsers: Browsers, ground: Ground) -> None:
    address = await _draft(browsers, await _now(ground))
    board = await browsers.of(BOARD)
    page = await board.get(f"{address}/check")
    first = await board.send(page, f"{address}/check")
    second = await board.send(page, f"{address}/check")
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert (await ground.told()).count("ReferralSent") == 1


async def test_handing_in_twice_hands_in_once(browsers: Browsers, ground: Ground) -> None:
    _, placement = await _started(browsers, ground)
    now, path = await _now(ground), f"{placement}/plan/new"
    provider = await browsers.of(PROVIDER)
    shown = await provider.send(await provider.get(path), path, made.plan_form(now.date()))
    answers = [await provider.send(shown, path, {"confirmed": "yes"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (await ground.told()).count("PlanSubmitted") == 1


async def test_a_wrong_form_comes_back_with_what_was_typed(browsers: Browsers, ground: Ground) -> None:
    address = await _draft(browsers, await _now(ground))
    needs = {"areas": ["HOUSING"], "description": "Ring 070-123 45 67"}
    text = await browsers.do(BOARD, f"{address}/part/needs", needs, status=422)
    assert "<title>Fel:" in text
    assert "Beskriv behovet med minst 50 tecken." in text
    assert "Ring 070-123 45 67" in text
    assert "7 av 8 delar klara" in await browsers.text(BOARD, f"{address}/tasks")


async def test_a_wrong_personnummer_opens_nothing(browsers: Browsers, ground: Ground) -> None:
    person = {"name": "Åsa", "personnummer": "19900101-0018"}
    text = await browsers.do(BOARD, "/referrals/new", person, status=422)
    assert "Personnumret stämmer inte." in text
    assert await ground.told() == []


async def test_a_blocked_provider_is_named_with_the_rule_and_whom_to_ask(browsers: Browsers, ground: Ground) -> None:
    address = await _draft(browsers, await _now(ground))
    directory = Directory()
    directory.add("permit", directory.permit(age_bands=("18-20", "21-25")))
    await ground.hear(directory)
    text = await browsers.text(BOARD, f"{address}/check")
    assert "C03: Nordviken Stöd AB får ta emot 18–20 år, 21–25 år." in text
    refused = await browsers.do(BOARD, f"{address}/check", {}, status=409)
    assert "C03" in refused
    assert "ReferralSent" not in await ground.told()
    assert "C03" in await browsers.text(BOARD, f"/find?referral={address.rsplit('/', 1)[1]}")


async def test_reading_a_person_is_logged_and_shown_once(browsers: Browsers, ground: Ground) -> None:
    await _started(browsers, ground)
    async with ground.database.work("referral") as work:
        row = await work.row("select id from referral.case_")
    assert row is not None
    case = f"/cases/{row['id']}"
    assert "Öberg" not in await browsers.text(BOARD, case)
    shown = await browsers.do(BOARD, case, {}, f"{case}/identity", status=200)
    assert "Åsa O&#39;Öberg" in shown
    assert "19900101-0017" in shown
    assert "Öberg" not in await browsers.text(BOARD, case)
    assert "Arbete i ärendet" in await browsers.text(BOARD, f"{case}/readers")


async def test_a_warning_needs_a_reason(browsers: Browsers, ground: Ground) -> None:
    _, placement = await _started(browsers, ground)
    now = await _now(ground)
    path = f"{placement}/reports/{now.strftime('%Y-%m')}"
    values = {**made.report_form(now.date().isoformat()), "qualified_share": "36"}
    provider = await browsers.of(PROVIDER)
    page = await provider.send(await provider.get(path), path, values)
    assert page.status_code == 422
    assert "36 % är under avtalets 40 %. Förklara varför." in page.text
    reason = {**values, "warning_reason": "Sjukskrivningar under två veckor."}
    assert (await provider.send(page, path, reason)).status_code == 200


async def test_a_saved_draft_is_there_again(browsers: Browsers, ground: Ground) -> None:
    _, placement = await _started(browsers, ground)
    path = f"{placement}/plan/new"
    text = await browsers.do(PROVIDER, path, {"actions": "Halvfärdig text", "save_draft": "yes"})
    assert "Utkast sparat" in text
    assert "Halvfärdig text" in await browsers.text(PROVIDER, path)


async def test_the_board_cannot_hand_in_and_the_provider_cannot_approve(browsers: Browsers, ground: Ground) -> None:
    _, placement = await _started(browsers, ground)
    await browsers.text(BOARD, f"{placement}/plan/new", 403)
    await browsers.text(PROVIDER, "/cases", 403)
    provider = await browsers.of(PROVIDER)
    token = (await provider.get(f"{placement}/start")).text.split('name="form_token" value="')[1].split('"')[0]
    answer = await provider.post(f"{placement}/plan/approve", {"form_token": token})
    assert answer.status_code == 403


async def test_pages_speak_english(browsers: Browsers, ground: Ground) -> None:
    _, placement = await _started(browsers, ground)
    board = await browsers.of(BOARD)
    page = await board.get("/start")
    answer = await board.send(page, "/language", {"to": "en"})
    assert answer.status_code == 303
    text = await browsers.text(BOARD, placement)
    assert "What is to be submitted" in text
    assert "In progress" in text


async def test_a_declined_referral_is_told_to_the_board(browsers: Browsers, ground: Ground) -> None:
    address = await _draft(browsers, await _now(ground))
    await browsers.do(BOARD, f"{address}/check", {})
    text = await browsers.do(PROVIDER, f"{address}/answer", {"answer": ""}, status=422)
    assert "Välj om ni accepterar eller avböjer." in text
    answer = {"answer": "decline", "reason": "NO_CAPACITY"}
    assert "Läge: Avböjd" in await browsers.hand_in(PROVIDER, f"{address}/answer", answer)
    assert "Välj en annan utförare" in await browsers.text(BOARD, "/cases")


async def test_a_passed_moment_is_told_and_a_coming_one_refused(browsers: Browsers, ground: Ground) -> None:
    _, placement = await _started(browsers, ground)
    later = (await _now(ground)) + timedelta(days=1)
    values = {"day": later.date().isoformat(), "clock": "12.00"}
    text = await browsers.do(PROVIDER, f"{placement}/pause", values, status=422)
    assert "Dagen ligger i framtiden" in text


async def test_a_person_is_found_by_number_name_or_personnummer_and_only_at_home(
    browsers: Browsers, ground: Ground
) -> None:
    await _draft(browsers, await _now(ground))
    for wanted in ("Åsa O'Öberg", "19900101-0017", " åsa  o'öberg "):
        text = await browsers.do(BOARD, "/cases", {"wanted": wanted}, "/cases/search")
        assert "<h1>Ärende " in text
    for actor, wanted in ((OTHER_BOARD, "19900101-0017"), (BOARD, "Någon Annan"), (BOARD, "")):
        text = await browsers.do(actor, "/cases", {"wanted": wanted}, "/cases/search", status=200)
        assert "Inget ärende hos er stämmer." in text
    async with ground.database.work("referral") as work:
        rows = await work.rows("select why from referral.read_log")
    assert [row["why"] for row in rows] == ["search"] * 3
