"""What was sent can be read again, and going back to what was looked through sends nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.referral import given as made
from tests.referral.browsers import Browsers, case_of
from tests.referral.given import BOARD, OTHER_BOARD, OTHER_PROVIDER, PROVIDER, Given

DECLINE = {"answer": "decline", "reason": "INFO", "missing": "Hotbedömningens slutsats saknas.", "comment": "Ring oss."}


async def sent(browsers: Browsers) -> str:
    address = await browsers.draft()
    await browsers.do(BOARD, f"{address}/check", {})
    return address


async def test_a_sent_referral_is_read_again_by_its_board_with_every_part(browsers: Browsers, given: Given) -> None:
    address = await sent(browsers)
    case = await browsers.text(BOARD, await case_of(given))
    assert f'href="{address}"' in case
    assert f'href="{address}"' in await browsers.text(BOARD, "/cases")
    text = await browsers.text(BOARD, address)
    for words in (
        "Läs förfrågan",
        "Behöver ett boende",
        "A-2026-77",
        "Hyran betald",
        "Nordviken Stöd AB, Enhet Nord",
    ):
        assert words in text, words
    for secret in ("Öberg", "900101"):
        assert secret not in text


@pytest.mark.parametrize("page", ["tasks", "check", "part/needs", "discard"])
async def test_the_pages_of_a_draft_lead_there_once_it_is_sent(browsers: Browsers, page: str) -> None:
    address = await sent(browsers)
    answer = await (await browsers.of(BOARD)).get(f"{address}/{page}")
    assert (answer.status_code, answer.headers["location"]) == (303, address)
    elsewhere = await (await browsers.of(OTHER_BOARD)).get(f"{address}/{page}")
    assert elsewhere.status_code == 404


async def test_what_is_written_for_a_sent_one_is_refused_and_kept(browsers: Browsers, given: Given) -> None:
    address = await browsers.draft()
    board = await browsers.of(BOARD)
    open_part = await board.get(f"{address}/part/needs")
    await browsers.do(BOARD, f"{address}/check", {})
    values = {"areas": ["HOUSING"], "description": "En helt annan beskrivning av behovet, längre än femtio tecken."}
    refused = await board.send(open_part, f"{address}/part/needs", values)
    assert refused.status_code == 409
    assert "Förfrågan är redan skickad." in refused.text
    assert "En helt annan beskrivning" in refused.text
    assert "En helt annan beskrivning" not in await browsers.text(BOARD, address)
    assert (await given.recorded()).count("ReferralSent") == 1


async def test_a_draft_goes_on_and_nobody_elses_is_found(browsers: Browsers) -> None:
    address = await browsers.draft()
    answer = await (await browsers.of(BOARD)).get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{address}/tasks")
    for actor in (OTHER_BOARD, OTHER_PROVIDER, PROVIDER):
        browser = await browsers.of(actor)
        assert (await browser.follow(await browser.get(address))).status_code == 404


async def test_an_amendment_stands_with_what_was_and_what_became(browsers: Browsers) -> None:
    address = await sent(browsers)
    amend = {"tier": "emergency", "reason": "URGENCY_CHANGED"}
    page = f"{address}/amend"
    values = {"age_band": "26+", "target_group": "CRIMINAL_NETWORK", **amend}
    await browsers.hand_in(BOARD, page, values)
    for actor in (BOARD, PROVIDER):
        browser = await browsers.of(actor)
        text = (await browser.follow(await browser.get(address))).text
        assert "angelägenhet normal → akut" in text.lower()
    assert "Som den skickades" in await browsers.text(BOARD, address)


async def test_an_answer_is_read_again_by_both_sides(browsers: Browsers, given: Given) -> None:
    address = await sent(browsers)
    await browsers.hand_in(PROVIDER, f"{address}/answer", DECLINE)
    for actor in (BOARD, PROVIDER):
        browser = await browsers.of(actor)
        text = (await browser.follow(await browser.get(address))).text
        for words in ("Avböjer", "Uppgifter saknas", "Hotbedömningens slutsats saknas.", "Ring oss."):
            assert words in text, (actor, words)


async def test_only_the_chosen_answer_is_shown_and_told(browsers: Browsers, given: Given) -> None:
    address = await sent(browsers)
    page, both = f"{address}/answer", {**DECLINE, "reason": "NO_CAPACITY"}
    accept = {**both, "answer": "accept", "contact_role": "Jouren", "attest_capacity": "yes"}
    provider = await browsers.of(PROVIDER)
    shown = await provider.follow(await provider.send(await provider.get(page), page, accept))
    assert "Stämmer det?" in shown.text
    assert "Jouren" in shown.text
    for words in ("Om ni avböjer", "Ingen plats", "Ring oss.", 'name="reason"', "Hotbedömningens slutsats"):
        assert words not in shown.text, words
    assert "Ring oss." in await browsers.text(PROVIDER, page)
    answered = await provider.send(shown, page, {"confirmed": "yes"})
    assert answered.status_code == 303
    assert "ReferralAccepted" in await given.recorded()


async def test_one_place_is_one_place(browsers: Browsers) -> None:
    address = await sent(browsers)
    assert "2 platser lediga av 2" in await browsers.text(PROVIDER, f"{address}/answer")
    await browsers.hand_in(
        PROVIDER, f"{address}/answer", {"answer": "accept", "contact_role": "Jouren", "attest_capacity": "yes"}
    )
    assert "1 plats ledig av 2" in await browsers.text(PROVIDER, f"{address}/answer")


async def test_what_was_looked_through_is_a_page_of_its_own_and_going_back_to_it_sends_nothing(
    browsers: Browsers, given: Given
) -> None:
    _, placement = await browsers.started()
    path, now = f"{placement}/plan/new", await given.now()
    provider = await browsers.of(PROVIDER)
    looked = await provider.send(await provider.get(path), path, made.plan_form(now.date()))
    assert (looked.status_code, looked.headers["location"]) == (303, f"{path}?check=yes")
    first, again = await provider.follow(looked), await provider.follow(looked)
    assert "Stämmer det?" in first.text
    assert "Stämmer det?" in again.text
    assert "PlanSubmitted" not in await given.recorded()
    assert (await provider.send(first, path, {"confirmed": "yes"})).status_code == 303
    back = await provider.get(f"{path}?check=yes")
    assert (back.status_code, back.headers["location"]) == (303, placement)
    assert "Det du har lämnat in är inlämnat." in (await provider.follow(back)).text
    assert (await given.recorded()).count("PlanSubmitted") == 1


async def test_days_are_shown_in_words_before_they_are_sent(browsers: Browsers, given: Given) -> None:
    address = await browsers.draft()
    start = (await given.now()).date() + timedelta(days=20)
    decision = {**made.inquiry((await given.now()).date())["decision"], "start_on": start.strftime("%Y%m%d")}
    await browsers.do(BOARD, f"{address}/part/decision", decision)
    text = await browsers.text(BOARD, f"{address}/check")
    assert start.strftime("%Y%m%d") not in text
    assert f"{start.day} " in text


async def test_the_parts_follow_one_another_to_the_page_that_shows_the_whole(browsers: Browsers, given: Given) -> None:
    board, today = await browsers.of(BOARD), (await given.now()).date()
    person = {"name": "Åsa O'Öberg", "personnummer": "19900101-0017"}
    opened = await board.send(await board.get("/referrals/new"), "/referrals/new", person)
    address = opened.headers["location"].removesuffix("/tasks")
    page = f"{address}/part/eligibility"
    visited = []
    for _ in range(8):
        part = page.rpartition("/")[2]
        visited.append(part)
        saved = await board.send(await board.get(page), page, made.inquiry(today)[part])
        assert saved.status_code == 303
        page = saved.headers["location"]
    assert visited == list(made.inquiry(today))
    assert page == f"{address}/check"
    text = await browsers.text(BOARD, page)
    assert "Sparat: Kontaktväg." in text
    assert "Skicka förfrågan" in text


async def test_a_wished_start_before_the_last_day_to_answer_is_pointed_out(browsers: Browsers, given: Given) -> None:
    address, today = await browsers.draft(), (await given.now()).date()
    decision = {
        **made.inquiry(today)["decision"],
        "start_on": (today + timedelta(days=1)).isoformat(),
        "tier": "standard",
    }
    await browsers.do(BOARD, f"{address}/part/decision", decision)
    assert "ligger före sista svarsdagen" in await browsers.text(BOARD, f"{address}/check")
    later = {**decision, "start_on": (today + timedelta(days=60)).isoformat()}
    await browsers.do(BOARD, f"{address}/part/decision", later)
    assert "ligger före sista svarsdagen" not in await browsers.text(BOARD, f"{address}/check")
