"""The pages in a browser without a browser: the straight path, corrections, and what others may not see."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

from tests.referral import given as made
from tests.referral.browsers import Browsers
from tests.referral.given import BOARD, OTHER_BOARD, OTHER_PROVIDER, PROVIDER, Directory, Given
from tests.referral.portal import UNIT_MANAGER_ELSEWHERE


async def test_the_straight_path_in_the_portal(browsers: Browsers, given: Given) -> None:
    _, placement = await browsers.started()
    now = await given.now()
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
    asked = await browsers.do(BOARD, end_report, {}, f"{placement}/conclude")
    assert "Inget mer papper" in asked
    board = await browsers.of(BOARD)
    sure = await board.send(await board.get(end_report), f"{placement}/conclude", {"sure": "yes"})
    assert "Uppdraget är klart" in (await board.follow(sure)).text
    assert (await given.recorded())[-3:] == ["PlanReviewed", "PlacementEnded", "EndReportSubmitted"]
    assert "Klar" in await browsers.text(BOARD, placement)


async def test_every_page_of_a_running_placement_opens_for_those_who_work_with_it(
    browsers: Browsers, given: Given
) -> None:
    address, placement = await browsers.started()
    period = (await given.now()).strftime("%Y-%m")
    async with given.database.work("referral") as work:
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


async def test_another_boards_or_providers_id_is_the_common_404(browsers: Browsers, given: Given) -> None:
    address, placement = await browsers.started()
    async with given.database.work("referral") as work:
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


async def test_a_draft_is_hidden_from_the_provider_until_it_is_sent(browsers: Browsers) -> None:
    address = await browsers.draft()
    await browsers.text(PROVIDER, f"{address}/answer", 404)
    await browsers.do(BOARD, f"{address}/check", {})
    text = await browsers.text(PROVIDER, f"{address}/answer")
    assert "Behöver ett boende" in text
    for secret in ("Öberg", "900101", "A-2026-77"):
        assert secret not in text


async def test_sending_twice_sends_once(browsers: Browsers, given: Given) -> None:
    address = await browsers.draft()
    board = await browsers.of(BOARD)
    page = await board.get(f"{address}/check")
    first = await board.send(page, f"{address}/check")
    second = await board.send(page, f"{address}/check")
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert (await given.recorded()).count("ReferralSent") == 1


async def test_handing_in_twice_hands_in_once(browsers: Browsers, given: Given) -> None:
    _, placement = await browsers.started()
    now, path = await given.now(), f"{placement}/plan/new"
    provider = await browsers.of(PROVIDER)
    shown = await provider.follow(await provider.send(await provider.get(path), path, made.plan_form(now.date())))
    answers = [await provider.send(shown, path, {"confirmed": "yes"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (await given.recorded()).count("PlanSubmitted") == 1


async def test_a_wrong_form_comes_back_with_what_was_typed(browsers: Browsers) -> None:
    address = await browsers.draft()
    needs = {"areas": ["HOUSING"], "description": "Ring 070-123 45 67"}
    text = await browsers.do(BOARD, f"{address}/part/needs", needs, status=422)
    assert "<title>Fel:" in text
    assert "Beskriv behovet med minst 50 tecken." in text
    assert "Ring 070-123 45 67" in text
    assert "7 av 8 delar klara" in await browsers.text(BOARD, f"{address}/tasks")


async def test_a_wrong_personnummer_opens_nothing(browsers: Browsers, given: Given) -> None:
    person = {"name": "Åsa", "personnummer": "19900101-0018"}
    text = await browsers.do(BOARD, "/referrals/new", person, status=422)
    assert "Personnumret stämmer inte." in text
    assert await given.recorded() == []


async def test_a_case_opened_with_nothing_typed_says_all_that_is_wrong_at_once(browsers: Browsers) -> None:
    text = await browsers.do(BOARD, "/referrals/new", {"name": "", "personnummer": ""}, status=422)
    assert "Skriv personens namn." in text
    assert "Personnumret stämmer inte." in text


async def test_a_blocked_provider_is_named_with_the_rule_and_whom_to_ask(browsers: Browsers, given: Given) -> None:
    address = await browsers.draft()
    directory = Directory()
    directory.add("permit", directory.other_terms(age_bands=("18-20", "21-25")))
    await given.consume(directory)
    text = await browsers.text(BOARD, f"{address}/check")
    assert "C03: Nordviken Stöd AB får ta emot 18–20 år, 21–25 år." in text
    refused = await browsers.do(BOARD, f"{address}/check", {}, status=409)
    assert "C03" in refused
    assert "ReferralSent" not in await given.recorded()
    assert "C03" in await browsers.text(BOARD, f"/find?referral={address.rsplit('/', 1)[1]}")


async def test_reading_a_person_is_logged_and_shown_once(browsers: Browsers, given: Given) -> None:
    await browsers.started()
    async with given.database.work("referral") as work:
        row = await work.row("select id from referral.case_")
    assert row is not None
    case = f"/cases/{row['id']}"
    assert "Öberg" not in await browsers.text(BOARD, case)
    shown = await browsers.do(BOARD, case, {}, f"{case}/identity", status=200)
    assert "Åsa O&#39;Öberg" in shown
    assert "19900101-0017" in shown
    assert "Öberg" not in await browsers.text(BOARD, case)
    assert "Arbete i ärendet" in await browsers.text(BOARD, f"{case}/readers")


async def test_a_warning_needs_a_reason(browsers: Browsers, given: Given) -> None:
    _, placement = await browsers.started()
    now = await given.now()
    path = f"{placement}/reports/{now.strftime('%Y-%m')}"
    values = {**made.report_form(now.date().isoformat()), "qualified_share": "36"}
    provider = await browsers.of(PROVIDER)
    page = await provider.send(await provider.get(path), path, values)
    assert page.status_code == 422
    assert "36 % är under avtalets 40 %. Förklara varför." in page.text
    reason = {**values, "warning_reason": "Sjukskrivningar under två veckor."}
    shown = await provider.follow(await provider.send(page, path, reason))
    assert "Sjukskrivningar under två veckor." in shown.text


async def test_a_saved_draft_is_there_again(browsers: Browsers) -> None:
    _, placement = await browsers.started()
    path = f"{placement}/plan/new"
    text = await browsers.do(PROVIDER, path, {"actions": "Halvfärdig text", "save_draft": "yes"})
    assert "Utkast sparat" in text
    assert "Halvfärdig text" in await browsers.text(PROVIDER, path)


async def test_the_board_cannot_hand_in_and_the_provider_cannot_approve(browsers: Browsers) -> None:
    _, placement = await browsers.started()
    await browsers.text(BOARD, f"{placement}/plan/new", 403)
    await browsers.text(PROVIDER, "/cases", 403)
    provider = await browsers.of(PROVIDER)
    token = (await provider.get(f"{placement}/start")).text.split('name="form_token" value="')[1].split('"')[0]
    answer = await provider.post(f"{placement}/plan/approve", {"form_token": token})
    assert answer.status_code == 403


async def test_pages_speak_english(browsers: Browsers) -> None:
    _, placement = await browsers.started()
    board = await browsers.of(BOARD)
    page = await board.get("/start")
    answer = await board.send(page, "/language", {"to": "en"})
    assert answer.status_code == 303
    text = await browsers.text(BOARD, placement)
    assert "What is to be submitted" in text
    assert "In progress" in text


async def test_a_declined_referral_is_told_to_the_board(browsers: Browsers) -> None:
    address = await browsers.draft()
    await browsers.do(BOARD, f"{address}/check", {})
    text = await browsers.do(PROVIDER, f"{address}/answer", {"answer": ""}, status=422)
    assert "Välj om ni accepterar eller avböjer." in text
    answer = {"answer": "decline", "reason": "NO_CAPACITY"}
    assert "Läge: Avböjd" in await browsers.hand_in(PROVIDER, f"{address}/answer", answer)
    assert "Välj en annan utförare" in await browsers.text(BOARD, "/cases")


async def test_a_passed_moment_is_told_and_a_coming_one_refused(browsers: Browsers, given: Given) -> None:
    _, placement = await browsers.started()
    later = (await given.now()) + timedelta(days=1)
    values = {"day": later.date().isoformat(), "clock": "12.00"}
    text = await browsers.do(PROVIDER, f"{placement}/pause", values, status=422)
    assert "Dagen ligger i framtiden" in text


async def test_a_person_is_found_by_number_name_or_personnummer_and_only_at_home(
    browsers: Browsers, given: Given
) -> None:
    await browsers.draft()
    for wanted in ("Åsa O'Öberg", "19900101-0017", " åsa  o'öberg "):
        text = await browsers.do(BOARD, "/cases", {"wanted": wanted}, "/cases/search")
        assert "<h1>Ärende " in text
    for actor, wanted in ((OTHER_BOARD, "19900101-0017"), (BOARD, "Någon Annan"), (BOARD, "")):
        text = await browsers.do(actor, "/cases", {"wanted": wanted}, "/cases/search", status=200)
        assert "Inget ärende hos er stämmer." in text
    async with given.database.work("referral") as work:
        rows = await work.rows("select why from referral.read_log")
    assert [row["why"] for row in rows] == ["search"] * 3
