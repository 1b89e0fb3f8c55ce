"""Amendments, overrides, waivers, what came by phone or paper, and corrections in the portal, seen from both sides."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from schemas.codes import AgeBand, Role
from services.runtime.language.identifiers import short
from tests.referral import given as made
from tests.referral.browsers import Browsers, browsers_of, case_of
from tests.referral.given import BOARD, OTHER_BOARD, OTHER_PROVIDER, PROVIDER, Directory, Given, OutsideActor, name

MANAGER = OutsideActor(name("board manager"), name("board"), "board")
CONTROLLER = OutsideActor(name("board controller"), name("board"), "board")
RECEIVED = {"came_by": "paper", "by_whom": "Föreståndaren", "note": "På papper, diarienummer SN-2026-900"}


@pytest.fixture
async def browsers(given: Given, tmp_path: Path) -> AsyncIterator[Browsers]:
    """The portal, whose vault and clock are real, with two more people of the board."""
    async with browsers_of(given, tmp_path, {MANAGER: Role.UNIT_MANAGER, CONTROLLER: Role.CONTROLLER}) as opened:
        yield opened


async def _fact(given: Given, what: str) -> UUID:
    async with given.database.work("referral") as work:
        row = await work.row(
            "select fact_id from referral.history where what = :what order by entry desc limit 1", what=what
        )
    assert row is not None
    found: UUID = row["fact_id"]
    return found


async def _permit(given: Given, **changes: object) -> None:
    directory = Directory()
    directory.add("permit", directory.other_terms(**changes))  # type: ignore[arg-type]
    await given.consume(directory)


def _clock(at: datetime, prefix: str = "") -> dict[str, str]:
    return {f"{prefix}day": at.date().isoformat(), f"{prefix}clock": at.strftime("%H.%M")}


async def test_an_amendment_is_shown_to_both_sides_with_before_and_after(browsers: Browsers, given: Given) -> None:
    address = await browsers.draft()
    await browsers.do(BOARD, f"{address}/check", {})
    await _permit(given, age_bands=(AgeBand.AGE_21_25, AgeBand.AGE_26_PLUS))
    case = await case_of(given)
    assert f"{address}/amend" in await browsers.text(BOARD, case)
    values = {"age_band": "21-25", "target_group": "CRIMINAL_NETWORK", "tier": "short", "reason": "NEED_CHANGED"}
    assert "är ändrad" in await browsers.hand_in(BOARD, f"{address}/amend", values)
    recorded = "åldersgrupp 26 år och äldre → 21–25 år, angelägenhet Normal → Kort. Behovet har ändrats"
    assert recorded in await browsers.text(BOARD, case)
    answer = await browsers.text(PROVIDER, f"{address}/answer")
    assert recorded in answer
    assert "21–25 år" in answer
    assert "Kort" in answer
    wrong = await browsers.do(BOARD, f"{address}/amend", {"age_band": "18-20", "reason": ""}, status=422)
    assert "Välj ett skäl." in wrong


async def test_a_block_is_overridden_by_two_and_never_by_one(browsers: Browsers, given: Given) -> None:
    address = await browsers.draft()
    await _permit(given, age_bands=(AgeBand.AGE_18_20,))
    assert f"{address}/override" in await browsers.text(BOARD, f"{address}/check")
    assert "Välj ett skäl." in await browsers.do(BOARD, f"{address}/override", {}, status=422)
    asked = await browsers.do(BOARD, f"{address}/override", {"reason": "ACUTE_DANGER"})
    assert "Nödbeslut är begärt" in asked
    assert "väntar på en andra person" in asked
    assert "Godkänn och skicka" not in asked
    assert "Nödbeslut att godkänna" in await browsers.text(MANAGER, "/start")
    assert "Nödbeslut att godkänna" not in await browsers.text(BOARD, "/start")
    assert "Nödbeslut är begärt." in await browsers.do(BOARD, f"{address}/check", {}, status=409)
    shown = await browsers.text(CONTROLLER, f"{address}/override")
    assert "C03" in shown
    action = re.search(rf'action="({address}/override/[^"]+/agree)"', shown)
    assert action is not None
    token = (await (await browsers.of(BOARD)).get(f"{address}/override")).text.split('name="form_token" value="')[1]
    refused = await (await browsers.of(BOARD)).post(action[1], {"form_token": token.split('"')[0]})
    assert refused.status_code == 403
    agreed = await browsers.do(CONTROLLER, f"{address}/override", {}, action[1])
    assert "är fattat av två personer" in agreed
    assert (await given.recorded())[-2:] == ["GateOverridden", "ReferralSent"]
    for path in (await case_of(given),):
        assert "Nödbeslut av två personer: C03. Akut fara för liv" in await browsers.text(BOARD, path)
    await browsers.text(OTHER_BOARD, f"{address}/override", 404)
    await browsers.text(PROVIDER, f"{address}/override", 403)


async def test_a_full_unit_accepts_by_override_without_attesting_a_place(browsers: Browsers, given: Given) -> None:
    address = await browsers.draft()
    await browsers.do(BOARD, f"{address}/check", {})
    await _permit(given, maximum=0)
    answer = {"answer": "accept", "contact_role": "Föreståndaren", "attest_capacity": "yes"}
    page = await browsers.text(PROVIDER, f"{address}/answer")
    assert "C02" in page
    await browsers.do(MANAGER, f"{address}/override", {"reason": "NO_OTHER_PLACE"})
    shown = await browsers.text(CONTROLLER, f"{address}/override")
    action = re.search(rf'action="({address}/override/[^"]+/agree)"', shown)
    assert action is not None
    await browsers.do(CONTROLLER, f"{address}/override", {}, action[1])
    page = await browsers.text(PROVIDER, f"{address}/answer")
    assert "Nämnden har fattat nödbeslut om C02" in page
    assert "attest_capacity" not in page
    answer.pop("attest_capacity")
    assert "Svaret kom in" in await browsers.hand_in(PROVIDER, f"{address}/answer", answer)
    assert (await given.recorded())[-2:] == ["GateOverridden", "ReferralAccepted"]


async def test_a_duty_is_waived_from_the_placements_page(browsers: Browsers, given: Given) -> None:
    address, placement = await browsers.started()
    period = (await given.now()).strftime("%Y-%m")
    assert f"{placement}/waive" in await browsers.text(BOARD, placement)
    values = {"duty": f"R02|{period}|", "reason": "CAUSED_BY_BOARD"}
    assert "Skyldigheten är undantagen" in await browsers.hand_in(BOARD, f"{placement}/waive", values)
    for actor in (BOARD, PROVIDER):
        text = await browsers.text(actor, placement)
        assert "Skyldighet undantagen: månadsrapport" in text
        assert "(R02). Nämnden orsakade det" in text
    assert f'value="R02|{period}|"' not in await browsers.text(BOARD, f"{placement}/waive")
    assert "Välj vilken skyldighet" in await browsers.do(BOARD, f"{placement}/waive", {"duty": "R05||"}, status=422)
    values = {"duty": "R09||", "reason": "BEYOND_CONTROL"}
    assert "Skyldigheten är undantagen" in await browsers.hand_in(BOARD, f"{address}/waive", values)
    await browsers.text(PROVIDER, f"{placement}/waive", 403)
    await browsers.text(OTHER_BOARD, f"{placement}/waive", 404)


async def test_papers_are_registered_and_shown_as_such(browsers: Browsers, given: Given) -> None:
    _, placement = await browsers.started()
    now = await given.now()
    period = now.strftime("%Y-%m")
    assert "Säkerhetsplan" in await browsers.text(BOARD, f"{placement}/came-in")
    received = {**RECEIVED, **_clock(now, "came_")}
    for kind, more in (("plan", {}), ("report", {"period": period}), ("safety-plan", {})):
        path = f"{placement}/came-in?kind={kind}"
        assert "är registrerad som inkommen. Kvittens U-" in await browsers.hand_in(BOARD, path, {**received, **more})
    for actor in (BOARD, PROVIDER):
        assert "Kom på papper, intygat av samordnare" in await browsers.text(actor, placement)
        for page in (f"{placement}/plan", f"{placement}/reports/{period}", f"{placement}/safety-plan"):
            text = await browsers.text(actor, page)
            assert "Kom på papper, intygat av samordnare" in text
            assert "diarienummer SN-2026-900" in text
    plan = await _fact(given, "PlanSubmitted")
    assert "På papper, intygat av samordnare" in await browsers.text(PROVIDER, f"/receipts/{short('U', plan)}")
    async with given.database.work("referral") as work:
        row = await work.row("select teller, attested_by from referral.history where fact_id = :fact", fact=plan)
    assert row is not None
    assert (row["teller"], row["attested_by"]) == (PROVIDER.organisation, BOARD.person)
    incident = {
        **received, "kind": "THREAT", "what": "Berättat på telefon av föreståndaren.", **_clock(now, "aware_"),
        **_clock(now, "phoned_"), "came_by": "phone",
    }  # fmt: skip
    await browsers.hand_in(BOARD, f"{placement}/came-in?kind=incident", incident)
    assert "Kom per telefon, intygat av samordnare" in await browsers.text(PROVIDER, placement)
    tomorrow = _clock(now + timedelta(days=1), "came_")
    wrong = await browsers.do(BOARD, f"{placement}/came-in?kind=plan", {**RECEIVED, **tomorrow}, status=422)
    assert "framtiden" in wrong
    await browsers.text(BOARD, f"{placement}/came-in?kind=nothing", 404)
    await browsers.text(PROVIDER, f"{placement}/came-in", 403)


async def test_a_report_in_the_portal_after_one_on_paper(browsers: Browsers, given: Given) -> None:
    _, placement = await browsers.started()
    now = await given.now()
    day, period = now.date().isoformat(), now.strftime("%Y-%m")
    received = {**RECEIVED, **_clock(now, "came_"), "period": period}
    await browsers.hand_in(BOARD, f"{placement}/came-in?kind=report", received)
    await browsers.hand_in(PROVIDER, f"{placement}/plan/new", made.plan_form(now.date()))
    text = await browsers.text(PROVIDER, f"{placement}/reports/{period}?new=true")
    assert "Dagar personen deltog" in text
    again = await (await browsers.of(PROVIDER)).get(f"{placement}/reports/{period}?new=true")
    provider = await browsers.of(PROVIDER)
    sent = await provider.send(again, f"{placement}/reports/{period}", made.report_form(day))
    shown = await provider.follow(sent)
    assert "Stämmer det?" in shown.text


async def test_an_answer_by_phone_is_registered(browsers: Browsers, given: Given) -> None:
    address = await browsers.draft()
    await browsers.do(BOARD, f"{address}/check", {})
    async with given.database.work("referral") as work:
        await work.run("update referral.referral set sent_at = sent_at - interval '1 hour'")
    now = await given.now()
    values = {**RECEIVED, **_clock(now, "came_"), "came_by": "phone", "answer": "accept"}
    wrong = await browsers.do(BOARD, f"{address}/came-in", values, status=422)
    assert "Ange startdagen." in wrong
    values["start_on"] = now.date().isoformat()
    assert "Svaret är registrerat" in await browsers.hand_in(BOARD, f"{address}/came-in", values)
    assert "Kom per telefon, intygat av samordnare" in await browsers.text(PROVIDER, f"{address}/answer")
    assert (await given.recorded())[-1] == "ReferralAccepted"


async def test_a_date_is_corrected_by_its_teller_and_agreed_to_by_the_other(browsers: Browsers, given: Given) -> None:
    _, placement = await browsers.started()
    fact = await _fact(given, "PlacementStarted")
    path = f"/facts/{fact}/correct"
    assert path in await browsers.text(PROVIDER, placement)
    assert path not in await browsers.text(BOARD, placement)
    before = (await given.now()) - timedelta(days=2)
    values = {"what": "started_at", **_clock(before)}
    assert "Rättelsen är gjord" in await browsers.hand_in(PROVIDER, path, values)
    correction = await _fact(given, "DateCorrected")
    agree = f"/facts/{correction}/agree"
    shown = await browsers.text(BOARD, placement)
    assert "Datum rättat: Uppdraget började" in shown
    assert agree in shown
    assert agree not in await browsers.text(PROVIDER, placement)
    assert "Rättelsen är godkänd." in await browsers.do(BOARD, agree, {})
    for actor in (BOARD, PROVIDER):
        text = await browsers.text(actor, placement)
        assert "godkänd av motparten" in text
        assert before.date().isoformat() in text
    for actor in (OTHER_BOARD, OTHER_PROVIDER):
        await browsers.text(actor, path, 404)
        await browsers.text(actor, agree, 404)


async def test_a_plan_in_error_is_retracted_and_stays_visible(browsers: Browsers, given: Given) -> None:
    _, placement = await browsers.started()
    await browsers.hand_in(PROVIDER, f"{placement}/plan/new", made.plan_form((await given.now()).date()))
    path = f"/facts/{await _fact(given, 'PlanSubmitted')}/correct"
    assert "Välj ett skäl." in await browsers.do(PROVIDER, path, {"what": "error"}, status=422)
    await browsers.hand_in(PROVIDER, path, {"what": "error", "reason": "WRONG_MATTER"})
    for actor in (BOARD, PROVIDER):
        text = await browsers.text(actor, placement)
        assert "<s>Plan kom in</s>" in text
        assert "Felregistrerad: Plan kom in. Det gällde ett annat ärende" in text
    assert "Felregistrerad" in await browsers.text(BOARD, f"{placement}/plan")
    assert "Lämna plan" in await browsers.text(PROVIDER, placement)
    await browsers.hand_in(PROVIDER, f"{placement}/plan/new", made.plan_form((await given.now()).date()))
    assert (await given.recorded())[-3:] == ["PlanSubmitted", "EnteredInError", "PlanSubmitted"]


async def test_an_end_in_error_is_undone(browsers: Browsers, given: Given) -> None:
    _, placement = await browsers.started()
    await browsers.do(PROVIDER, f"{placement}/end", {"reason": "COMPLETED", "planned": "yes"})
    path = f"/facts/{await _fact(given, 'PlacementEnded')}/correct"
    await browsers.hand_in(PROVIDER, path, {"what": "error", "reason": "DID_NOT_HAPPEN"})
    text = await browsers.text(PROVIDER, placement)
    assert "Pågår" in text
    assert "<s>Uppdraget avslutades: insatsen är genomförd</s>" in text
    assert "Avsluta uppdraget" in text


async def test_the_pages_speak_english(browsers: Browsers) -> None:
    address, placement = await browsers.started()
    board = await browsers.of(BOARD)
    await board.send(await board.get("/start"), "/language", {"to": "en"})
    for path, words in (
        (f"{placement}/waive", "Waive a duty"),
        (f"{placement}/came-in", "Register what came in"),
        (f"{address}/override", "Nothing blocks the referral now."),
    ):
        assert words in await browsers.text(BOARD, path)
