"""Läs in från fil: the rows of a file are the acts of the pages, checked the same, recorded all at once or not at all."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from services.referral import handlers
from services.referral.imports.registry import MOST_ROWS
from services.referral.incidents.form import Notice
from services.referral.shared.commands import Pause
from services.runtime.language.identifiers import reference, short
from tests.referral.filing import CHOOSE, DAY, FILE_PAGE, SAFETY, Files, faults, moment, provider_file, table
from tests.referral.given import (
    BOARD,
    OTHER_BOARD,
    OTHER_PROVIDER,
    PROVIDER,
    Given,
    OutsideActor,
    scope,
)
from tests.referral.portal import UNIT_MANAGER_ELSEWHERE


async def test_a_provider_hands_in_for_its_placements_by_one_file_and_only_once(files: Files, given: Given) -> None:
    one, two = await given.started("one", files.now - 3 * DAY), await given.started("two", files.now - 3 * DAY)
    text = provider_file(one, files.now) + table(
        "säkerhetsplan", {"placement": str(two), **SAFETY, "gone_through_on": files.now.date(), "attest": "ja"}
    )
    page = await files.preview(PROVIDER, text)
    assert "7 rader kan läsas in. 0 rader finns redan." in page.text, faults(page)
    assert await files.facts() == []
    done = await files.take_in(PROVIDER, text)
    assert "7 rader inlästa." in done
    recorded = await files.facts()
    assert await files.recorded() == [
        "PlanSubmitted", "SafetyPlanFiled", "PlanReviewed", "IncidentReported", "AbsenceReported", "ReportSubmitted",
        "SafetyPlanFiled",
    ]  # fmt: skip
    assert {UUID(fact["subject"]) for fact in recorded[:-1]} == {one}
    assert UUID(recorded[-1]["subject"]) == two
    assert {(fact["teller"], fact["person"], fact["origin"]) for fact in recorded} == {
        (str(PROVIDER.organisation), str(PROVIDER.person), "portal")
    }
    assert len({fact["arrived"] for fact in recorded}) == 1
    for fact in recorded:
        assert short("U", UUID(fact["id"])) in done
    provider = await files.of(PROVIDER)
    assert "Möte varje vecka;\npå mottagningen" in (await provider.get(f"/placements/{one}/plan")).text
    again = await files.preview(PROVIDER, text)
    assert "Allt i filen är berättat förut: 7 rader." in again.text
    assert 'name="kept"' not in again.text
    assert len(await files.facts()) == 7


async def test_what_is_kept_until_it_is_taken_in_is_sealed_and_then_gone(files: Files, given: Given) -> None:
    placement = await given.started("one", files.now - 3 * DAY)
    text = provider_file(placement, files.now)
    for act in (files.preview, files.take_in):
        await act(PROVIDER, text)
        async with given.database.work("web") as work:
            row = await work.row("select form, sealed from web.draft")
            assert row is not None
            opened = await given.vault.open_text(work, "web", PROVIDER.person, row["sealed"])
        assert row["form"] == "placements/import"
        assert b"mottagningen" not in row["sealed"]
        assert ("mottagningen" in opened) == (act == files.preview)


async def test_a_board_tells_what_is_its_own(files: Files, given: Given) -> None:
    before = files.now - 3 * DAY
    placement = await given.reported("one", before)
    event = await _noticed(given, placement, before + DAY)
    number, period = {"placement": reference(placement)}, before.strftime("%Y-%m")
    text = "\n".join((
        table("threat assessment", {**number, "assessed_on": before.date(), "number": "A-2026-78"}),
        table("incident noticed", {**number, "event": "new", "kind": "WEAPON", "what": "Polisen fann ett vapen vid boendet."}),
        table("attested call", {**number, "event": short("H", event), **moment("", before + DAY)}),
        table("godkänd plan", {**number, "version": "1"}),
        table("återlämnad månadsrapport", {**number, "period": period, "reason": "INCOMPLETE", "fields": "changes | next",
                                           "remarks": "Skriv vad som har hänt med kursen."}),
        table("undantag", {**number, "rule": "R02", "period": period, "reason": "NOT_NEEDED"}),
        table("paus", {**number, **moment("", files.now - timedelta(hours=1))}),
    ))  # fmt: skip
    assert "7 rader inlästa." in await files.take_in(BOARD, text)
    assert await files.recorded() == [
        "ThreatAssessed", "IncidentNoticed", "CallReceived", "PlanApproved", "ReportReturned", "DutyWaived",
        "PlacementPaused",
    ]  # fmt: skip
    assert "Allt i filen är berättat förut" in (await files.preview(BOARD, text)).text
    board = await files.of(BOARD)
    assert "A-2026-78" in (await board.get(f"/placements/{placement}/threat-assessments")).text
    assert "A-2026-78" not in str(await files.facts())


async def _noticed(given: Given, placement: UUID, at: datetime) -> UUID:
    notice = Notice(kind="THREAT", what="Ett hot framfördes per telefon till jouren.")
    async with given.database.work("referral", scope(BOARD)) as work:
        return await handlers.notice_incident(given.acting(work, BOARD, at), placement, notice)


async def test_what_came_by_phone_or_paper_is_the_providers_word_at_the_instant_it_came(
    files: Files, given: Given
) -> None:
    before = files.now - 3 * DAY
    placement = await given.started("one", before)
    received = (before + DAY).replace(second=0, microsecond=0)
    how = {
        "placement": reference(placement),
        "came_by": "På papper",
        **moment("came_", received),
        "by_whom": "Föreståndaren",
    }
    text = table("inkommen plan", {**how, "note": "På papper, diarienummer SN-2026-900."}) + table(
        "inkommen händelse",
        {**how, "kind": "VIOLENCE", **moment("aware_", received), "what": "Bråk i trappan, ingen skadades allvarligt."},
    )
    assert "2 rader inlästa." in await files.take_in(BOARD, text)
    for fact in await files.facts():
        assert datetime.fromisoformat(fact["arrived"]) == received
        assert (fact["teller"], fact["attested_by"]) == (str(PROVIDER.organisation), str(BOARD.person))
    assert "berättat förut: 2 rader" in (await files.preview(BOARD, text)).text


async def test_facts_are_corrected_and_agreed_to(files: Files, given: Given) -> None:
    before = files.now - 3 * DAY
    placement = await given.with_papers("one", before)
    async with given.database.work("referral", scope(PROVIDER)) as work:
        await handlers.pause(given.acting(work, PROVIDER, before + DAY), placement, Pause(before + DAY))
        rows = await work.rows("select what, fact_id from referral.history where subject = :id", id=placement)
    facts = {row["what"]: row["fact_id"] for row in rows}
    number = {"placement": reference(placement)}
    text = table(
        "felregistrerad", {**number, "fact": short("U", facts["PlanSubmitted"]), "reason": "Innehållet var fel"}
    )
    text += table("rättad tid", {**number, "fact": facts["PlacementPaused"], **moment("", before + 2 * DAY)})
    assert "2 rader inlästa." in await files.take_in(PROVIDER, text)
    assert "berättat förut: 2 rader" in (await files.preview(PROVIDER, text)).text
    recorded = await files.facts()
    agreed = table("godkänd rättelse", *({**number, "fact": fact["id"]} for fact in recorded))
    assert "2 rader inlästa." in await files.take_in(BOARD, agreed)
    assert await files.recorded() == ["EnteredInError", "DateCorrected", "CorrectionAgreed", "CorrectionAgreed"]
    assert "är fel" in (await files.preview(PROVIDER, agreed)).text


async def test_every_fault_is_told_by_line_and_field_and_nothing_is_saved(files: Files, given: Given) -> None:
    placement = await given.started("one", files.now - 3 * DAY)
    number = reference(placement)
    text = (
        "# rad 1\n[säkerhetsplan]\n"
        "uppdrag;Så skyddas personen till vardags;Vem larmas, i vilken ordning (funktion);"
        "Det gör ni om platsen blir känd;Genomgången med personen;Uppgifterna stämmer och röjer ingen annan\n"
        f"{number};Två personal vid varje möte utanför boendet.;Jouren;Flytt samma dag;{files.now.date()};ja\n"
        f"{number};kort;Ring 070-123 45 67;Åsa flyttas;2026-02-30;kanske\n"
        "AAAA-AAAA;x;x;x;;ja\n"
        "[händelse]\nuppdrag;kind;aware_day;aware_clock;what\n"
        f"{number};EXPLOSION;{(files.now + DAY).date()};25.00;Något hände utanför boendet i går.\n"
        "[hotbedömning]\nuppdrag;number;assessed_on\n"
        f"{number};A-1;2026-01-01\n"
        "[slutrapport]\nuppdrag;hund\n"
    )
    page = (await files.preview(PROVIDER, text)).text
    assert "5 rader är fel. Inget läses in förrän allt i filen stämmer." in page
    shown = " ".join(page.partition("<main")[2].split())
    for line, field, what in (
        (5, "Så skyddas personen till vardags", "minst 20 tecken"),
        (5, "Vem larmas, i vilken ordning (funktion)", "telefonnummer"),
        (5, "Det gör ni om platsen blir känd", "personens namn"),
        (5, "Genomgången med personen", "Dagen 2026-02-30 finns inte."),
        (5, "Uppgifterna stämmer och röjer ingen annan", "kanske finns inte att välja"),
        (6, "Uppdrag", "Ni har inget uppdrag AAAA-AAAA."),
        (9, "Slag av händelse", "EXPLOSION finns inte att välja"),
        (9, "Ni fick veta, dag", "Dagen ligger i framtiden"),
        (12, "hotbedömning", "Den tabellen läses in av nämnden."),
        (14, "hund", "Okänd kolumn."),
    ):
        [row] = [part for part in shown.split("<tr>") if f">Rad {line}<" in part and f"<span>{field}</span>" in part]
        assert what in row
    assert await files.facts() == []
    provider = await files.of(PROVIDER)
    token = page.split('name="form_token" value="')[1].split('"')[0]
    refused = await provider.post(FILE_PAGE, {"form_token": token, "new": "1", "kept": ""})
    assert refused.status_code == 409
    assert "Inget är inläst" in refused.text
    assert await files.facts() == []


async def test_a_refusal_of_the_domain_is_a_fault_of_its_row(files: Files, given: Given) -> None:
    placement = await given.started("one", files.now - 3 * DAY)
    number = {"placement": reference(placement)}
    text = table("godkänd plan", {**number, "version": "0"}) + table("återlämnad plan", {
        **number, "reason": "INCOMPLETE", "remarks": "Skriv vad som har hänt med kursen."})  # fmt: skip
    text += table("undantag", {**number, "rule": "R05", "reason": "NOT_NEEDED"})
    text += table("paus", {**number, **moment("", files.now - 5 * DAY)})
    text += table("inkommen plan", {**number, "came_by": "phone", **moment("came_", files.now - 9 * DAY),
                                    "by_whom": "Föreståndaren", "note": "Läst upp i telefon."})  # fmt: skip
    page = (await files.preview(BOARD, text)).text
    assert "5 rader är fel" in page
    for words in (
        "Det finns ingen plan att godkänna",
        "Uppdraget har inget sådant inlämnat.",
        "R05 kan inte undantas",
        "Tidpunkten ligger före det som den avslutar.",
        "Då fanns inte uppdraget eller förfrågan än.",
    ):
        assert words in page


async def test_an_incident_that_may_be_told_already_must_be_named_or_be_new(files: Files, given: Given) -> None:
    before = files.now - 3 * DAY
    placement = await given.started("one", before)
    event = await _noticed(given, placement, before + DAY)
    row = {"placement": reference(placement), "kind": "THREAT", **moment("aware_", before + DAY),
           "what": "Ett hot framfördes per telefon till jouren."}  # fmt: skip
    page = await files.preview(PROVIDER, table("händelse", row))
    assert f"redan är berättad: {short('H', event)}" in page.text
    assert "ingen sådan händelse" in (await files.preview(PROVIDER, table("händelse", {**row, "event": "H-0000"}))).text
    named = table("händelse", {**row, "event": short("H", event).lower()})
    assert "1 rad inläst" in await files.take_in(PROVIDER, named)
    [fact] = await files.facts()
    assert fact["data"]["incident"] == str(event)
    assert "berättat förut: 1 rad." in (await files.preview(PROVIDER, named)).text


@pytest.mark.parametrize("actor", [OTHER_PROVIDER, UNIT_MANAGER_ELSEWHERE, OTHER_BOARD])
async def test_another_organisations_placement_is_unknown(files: Files, given: Given, actor: OutsideActor) -> None:
    placement = await given.started("one", files.now - 3 * DAY)
    for number in (reference(placement), str(placement)):
        text = table("paus", {"placement": number, **moment("", files.now - timedelta(hours=1))})
        page = (await files.preview(actor, text)).text
        assert f"Ni har inget uppdrag {number}." in page
    assert await files.facts() == []


async def test_a_file_that_comes_to_something_else_than_was_seen_is_not_taken_in(files: Files, given: Given) -> None:
    placement = await given.started("one", files.now - 3 * DAY)
    row = {"placement": reference(placement), **SAFETY, "gone_through_on": files.now.date(), "attest": "ja"}
    first = await files.preview(PROVIDER, table("säkerhetsplan", row))
    await files.preview(PROVIDER, table("säkerhetsplan", row, {**row, "alarm": "Bara jouren."}))
    provider = await files.of(PROVIDER)
    answer = await provider.send(first, FILE_PAGE)
    assert answer.status_code == 409
    assert "2 rader kan läsas in" in answer.text
    assert await files.facts() == []
    taken = [await provider.send(answer, FILE_PAGE) for _ in range(2)]
    assert [one.status_code for one in taken] == [303, 303]
    assert await files.recorded() == ["SafetyPlanFiled"] * 2


async def test_who_has_no_file_is_asked_for_one_and_others_may_not_send(files: Files) -> None:
    provider = await files.of(PROVIDER)
    assert (await provider.get(FILE_PAGE)).headers["location"] == CHOOSE
    empty = await provider.send(await provider.get(CHOOSE), CHOOSE, {"text": " "})
    assert empty.status_code == 422
    assert "Välj en fil eller klistra in dess text." in empty.text
    rows = "".join(f"AAAA-AAAA;2026-01-01;{number}\n" for number in range(MOST_ROWS + 1))
    many = await files.preview(PROVIDER, "[paus]\nuppdrag;dag;klockslag\n" + rows)
    assert f"högst {MOST_ROWS} rader åt gången" in many.text
    for actor, path in ((PROVIDER, "/placements"), (BOARD, "/cases")):
        assert CHOOSE in (await (await files.of(actor)).get(path)).text


async def test_the_page_lists_the_tables_of_ones_own_side(files: Files) -> None:
    for actor, mine, others in ((PROVIDER, "[avvikelse]", "[hotbedömning]"), (BOARD, "[hotbedömning]", "[avvikelse]")):
        text = (await (await files.of(actor)).get(CHOOSE)).text
        assert mine in text
        assert others not in text
        assert "Uppdrag *" in text
