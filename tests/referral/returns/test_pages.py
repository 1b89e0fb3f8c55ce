"""Returns, incidents, safety plans and threat assessments in the portal, from one side to the other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from services.runtime.web import Panel
from tests.referral import given as made
from tests.referral.browsers import Browsers
from tests.referral.given import BOARD, OTHER_BOARD, OTHER_PROVIDER, PROVIDER, Given

if TYPE_CHECKING:
    from datetime import datetime

    from fastapi import Request

    from services.runtime.language.words import Words
    from services.runtime.web import Viewer

WHAT = "Två okända män frågade efter honom utanför porten."
RETURNING = {
    "reason": "INCOMPLETE",
    "fields": ["actions"],
    "remarks": "Skriv vilka dagar ni träffas, inte bara hur ofta.",
}


def _clock(now: datetime, prefix: str) -> dict[str, str]:
    return {f"{prefix}_day": now.date().isoformat(), f"{prefix}_clock": now.strftime("%H.%M")}


async def test_a_plan_is_returned_corrected_approved_and_revised(browsers: Browsers, given: Given) -> None:
    _, placement = await browsers.started()
    today = (await given.now()).date()
    plan = made.plan_form(today)
    await browsers.hand_in(PROVIDER, f"{placement}/plan/new", plan)
    shown = await browsers.hand_in(BOARD, f"{placement}/plan/return", RETURNING)
    assert "Återlämnat. Utföraren ser det nu." in shown
    assert "Godkänn plan" not in shown
    assert "återlämnad, rätta senast" in await browsers.text(PROVIDER, placement)
    assert "Återlämnad, rätta senast" in await browsers.text(PROVIDER, "/due")
    assert "Rätta planen" in await browsers.text(PROVIDER, "/start")
    form = await browsers.text(PROVIDER, f"{placement}/plan/new")
    assert "Skriv vilka dagar ni träffas" in form
    assert '<a href="#actions">' in form
    assert "Möte varje vecka på mottagningen" in form
    await browsers.hand_in(PROVIDER, f"{placement}/plan/new", plan)
    assert "Återlämnad, rätta senast" not in await browsers.text(PROVIDER, "/due")
    await browsers.do(BOARD, f"{placement}/plan", {}, f"{placement}/plan/approve")
    assert "Revidera planen" in await browsers.text(PROVIDER, f"{placement}/plan")
    await browsers.hand_in(PROVIDER, f"{placement}/plan/new", plan)
    assert (await given.recorded())[-5:] == [
        "PlanSubmitted", "PlanReturned", "PlanSubmitted", "PlanApproved", "PlanRevised",
    ]  # fmt: skip
    timeline = await browsers.text(BOARD, placement)
    assert "Planen återlämnades: ofullständig" in timeline
    assert "Reviderad plan kom in" in timeline


async def test_what_the_audit_counts_a_duty_of_stands_once_on_the_list(browsers: Browsers, given: Given) -> None:
    _, placement = await browsers.started()
    await browsers.hand_in(PROVIDER, f"{placement}/plan/new", made.plan_form((await given.now()).date()))
    await browsers.hand_in(BOARD, f"{placement}/plan/return", RETURNING)
    counted: dict[str, Any] = {}

    async def audit(_request: Request, _viewer: Viewer, notes: dict[Any, Words]) -> dict[str, Any]:
        counted.update(given=notes, noted=set(notes) if counted["heard"] else set())
        return counted

    browsers.app.state.panels["due"] = [Panel("due", (), audit, "panel_failed.html")]
    for counted["heard"] in (False, True):
        page = await browsers.text(PROVIDER, "/due")
        assert ("Återlämnat att rätta" in page) is not counted["heard"]
        [((about, which), note)] = counted["given"].items()
        assert f"/placements/{about}" == placement
        assert which.startswith("return/")
        assert note.sv == "Ofullständig"


async def test_a_report_is_returned_as_no_report_only_when_that_is_meant(browsers: Browsers, given: Given) -> None:
    _, placement = await browsers.started()
    now = await given.now()
    report = f"{placement}/reports/{now.strftime('%Y-%m')}"
    await browsers.hand_in(PROVIDER, f"{placement}/plan/new", made.plan_form(now.date()))
    await browsers.hand_in(PROVIDER, report, made.report_form(now.date().isoformat()))
    values = {"reason": "NOT_A_REPORT", "remarks": "Det är en tom sida, inte en rapport."}
    text = await browsers.do(BOARD, f"{report}/return", values, status=422)
    assert "räknas då inte alls" in text
    await browsers.hand_in(BOARD, f"{report}/return", {**values, "counts_for_nothing": "yes"})
    assert "räknas inte" in await browsers.text(PROVIDER, placement)
    assert "Räknas inte som lämnad" in await browsers.text(PROVIDER, "/due")
    assert "Rätta rapporten och lämna den igen" in await browsers.text(PROVIDER, report)
    await browsers.hand_in(PROVIDER, f"{report}?new=true", made.report_form(now.date().isoformat()), report)
    await browsers.do(BOARD, report, {}, f"{report}/accept")
    board = await browsers.of(BOARD)
    shown = await board.follow(await board.send(await board.get(f"{report}/return"), f"{report}/return", RETURNING))
    refused = await board.send(shown, f"{report}/return", {"confirmed": "yes"})
    assert refused.status_code == 409
    assert "Öppna det igen först" in refused.text


async def test_an_end_report_is_returned_and_handed_in_again(browsers: Browsers, given: Given) -> None:
    _, placement = await browsers.started()
    day = (await given.now()).date().isoformat()
    await browsers.do(PROVIDER, f"{placement}/end", {"reason": "COMPLETED", "planned": "yes"})
    end_report = f"{placement}/end-report"
    await browsers.hand_in(PROVIDER, end_report, made.end_form(day))
    shown = await browsers.hand_in(BOARD, f"{end_report}/return", {**RETURNING, "fields": ["summary"]})
    assert "Markera som klar" not in shown
    assert "återlämnad, rätta senast" in await browsers.text(PROVIDER, placement)
    assert "ett eget boende" in await browsers.text(PROVIDER, f"{end_report}?new=true")
    await browsers.hand_in(PROVIDER, f"{end_report}?new=true", made.end_form(day), end_report)
    assert "Markera som klar" in await browsers.text(BOARD, end_report)


async def test_an_incident_from_telephone_to_attestation(browsers: Browsers, given: Given) -> None:
    _, placement = await browsers.started()
    now = await given.now()
    page = await browsers.text(PROVIDER, placement)
    assert "Rapportera händelse" in page
    assert "Ring först, inom 1 timme. Skriv sedan, inom 24 timmar." in page
    values = {"kind": "THREAT", **_clock(now, "aware"), **_clock(now, "phoned"), "what": WHAT}
    done = await browsers.hand_in(PROVIDER, f"{placement}/incidents/new", values)
    assert "Händelsen kom in" in done
    assert "Allvarlig händelse rapporterad: hot" in done
    assert "Intyga samtalet om en händelse" in await browsers.text(BOARD, "/start")
    listed = await browsers.text(BOARD, f"{placement}/incidents")
    found = re.search(rf'href="({placement}/incidents/[0-9a-f-]{{36}})"', listed)
    assert found is not None
    incident = found[1]
    assert WHAT in await browsers.text(BOARD, incident)
    attested = await browsers.do(BOARD, f"{incident}/call", {})
    assert "är intygat" in attested
    assert "Samtalet är intygat" in await browsers.text(PROVIDER, incident)
    assert "Intyga samtalet om en händelse" not in await browsers.text(BOARD, "/start")
    await browsers.text(PROVIDER, f"{incident}/call", 403)
    for actor in (OTHER_BOARD, OTHER_PROVIDER):
        await browsers.text(actor, incident, 404)
        await browsers.text(actor, f"{placement}/incidents", 404)


async def test_what_the_board_noticed_waits_for_the_provider_and_its_call_is_denied(
    browsers: Browsers, given: Given
) -> None:
    _, placement = await browsers.started()
    now = await given.now()
    recorded = await browsers.hand_in(BOARD, f"{placement}/incidents/notice", {"kind": "WEAPON", "what": WHAT})
    assert "Händelsen är berättad för utföraren." in recorded
    for path in ("/start", "/due", placement):
        assert "/incidents/new?event=" in await browsers.text(PROVIDER, path)
    async with given.database.work("referral") as work:
        row = await work.row("select id from referral.event")
    assert row is not None
    form = await browsers.text(PROVIDER, f"{placement}/incidents/new?event={row['id']}")
    assert f'value="{row["id"]}" checked' in form
    values = {"event": str(row["id"]), "kind": "WEAPON", **_clock(now, "aware"), **_clock(now, "phoned"), "what": WHAT}
    await browsers.hand_in(PROVIDER, f"{placement}/incidents/new", values)
    incident = f"{placement}/incidents/{row['id']}"
    asked = await browsers.do(BOARD, incident, {}, f"{incident}/deny")
    assert "Ni säger att utföraren inte ringde" in asked
    board = await browsers.of(BOARD)
    sure = await board.send(await board.get(incident), f"{incident}/deny", {"sure": "yes"})
    assert "Er invändning är registrerad" in (await board.follow(sure)).text
    assert (await given.recorded())[-3:] == ["IncidentNoticed", "IncidentReported", "CallDenied"]
    assert "Nämnden har invänt mot samtalet" in await browsers.text(PROVIDER, incident)


async def test_an_absence_is_the_event_that_the_end_names(browsers: Browsers, given: Given) -> None:
    _, placement = await browsers.started()
    now = await given.now()
    absence = {"kind": "ABSCONDED", **_clock(now, "noticed"), "what": WHAT}
    assert "Avvikelsen kom in" in await browsers.hand_in(PROVIDER, f"{placement}/absences/new", absence)
    async with given.database.work("referral") as work:
        row = await work.row("select id from referral.event")
    assert row is not None
    values = {"reason": "OWN_REQUEST", "planned": "yes"}
    text = await browsers.do(PROVIDER, f"{placement}/end", values, status=422)
    assert "Ange vilken dag det hände." in text
    await browsers.do(PROVIDER, f"{placement}/end", {**values, **_clock(now, "noticed"), "event": str(row["id"])})
    async with given.database.work("referral") as work:
        ended = await work.row("select fact from referral.history where what = 'PlacementEnded'")
    assert ended is not None
    assert ended["fact"]["event"] == str(row["id"])


async def test_a_safety_plan_is_filed_and_a_threat_assessment_registered(browsers: Browsers, given: Given) -> None:
    _, placement = await browsers.started()
    day = (await given.now()).date().isoformat()
    assert "Säkerhetsplanen är inte lämnad." in await browsers.text(BOARD, f"{placement}/safety-plan")
    plan = {"protection": "Två ur personalen följer alltid med utanför huset.", "alarm": "Jouren, sedan föreståndaren.",
            "exposed": "Flytt samma kväll.", "gone_through_on": day, "attest": "yes"}  # fmt: skip
    filed = await browsers.hand_in(PROVIDER, f"{placement}/safety-plan", plan)
    assert "Säkerhetsplanen kom in" in filed
    assert "Flytt samma kväll" in await browsers.text(BOARD, f"{placement}/safety-plan")
    threats = f"{placement}/threat-assessments"
    shown = await browsers.do(BOARD, threats, {"assessed_on": day, "number": "A-2026-99"})
    assert "Hotbedömningen är registrerad" in shown
    assert "A-2026-99" in shown
    await browsers.text(PROVIDER, threats, 403)
    await browsers.text(OTHER_BOARD, threats, 404)
    for path in (placement, f"{placement}/incidents", f"{placement}/safety-plan"):
        assert "A-2026-99" not in await browsers.text(PROVIDER, path)
    assert (await given.recorded())[-2:] == ["SafetyPlanFiled", "ThreatAssessed"]


async def test_the_new_pages_speak_english(browsers: Browsers) -> None:
    _, placement = await browsers.started()
    provider = await browsers.of(PROVIDER)
    await provider.send(await provider.get("/start"), "/language", {"to": "en"})
    text = await browsers.text(PROVIDER, f"{placement}/incidents/new")
    assert "Phone first, within 1 hour. Then write, within 24 hours." in text
    assert "What has happened?" in text
    assert "No incidents." in await browsers.text(PROVIDER, f"{placement}/incidents")


async def test_each_side_has_only_its_own_forms(browsers: Browsers) -> None:
    _, placement = await browsers.started()
    for path in ("incidents/new", "absences/new"):
        await browsers.text(BOARD, f"{placement}/{path}", 403)
        await browsers.text(OTHER_PROVIDER, f"{placement}/{path}", 404)
    for path in ("incidents/notice", "plan/return"):
        await browsers.text(PROVIDER, f"{placement}/{path}", 403)
        await browsers.text(OTHER_BOARD, f"{placement}/{path}", 404)
    await browsers.text(BOARD, f"{placement}/plan/return", 404)
