"""Placement files as people and spreadsheets really write them: taken as meant, or refused at the line and the field."""

from __future__ import annotations

import pytest

from services.runtime.language.identifiers import reference
from tests.referral.filing import DAY, SAFETY, Files, provider_file, table
from tests.referral.given import BOARD, PROVIDER, Given

TEXTS = (
    ("Ring 070–174 06 05 först.", "telefonnummer"),
    ("Ring (08) 465 004 55 först.", "telefonnummer"),
    ("Skriv till a.b＠example.org först.", "e-postadress"),
    ("Journal 121212\u00ad–1212 finns.", "personnummer"),
    ("Journal 1912-12-12-1212 finns.", "personnummer"),
    ("Hämtas på Storgatan 12 varje dag.", "en adress"),
    ("Skicka till 241 30 Eslöv.", "en adress"),
    ("Öbergs rum är klart.", "personens namn"),
    ("I går kom Ali Hassan hit.", "någon annans namn"),
)


@pytest.mark.parametrize(("text", "what"), TEXTS)
async def test_a_text_that_reveals_somebody_is_refused_at_its_field(
    files: Files, given: Given, text: str, what: str
) -> None:
    placement = await given.started("one", files.now - 3 * DAY)
    plan = {**SAFETY, "gone_through_on": files.now.date().isoformat(), "attest": "ja", "alarm": text}
    page = (await files.preview(PROVIDER, table("säkerhetsplan", {"placement": reference(placement), **plan}))).text
    assert "1 rad är fel." in page
    assert what in page.partition("<main")[2]
    assert await files.recorded() == []


async def test_what_is_likely_passes_when_the_row_says_that_it_was_read(files: Files, given: Given) -> None:
    placement = await given.started("one", files.now - 3 * DAY)
    plan = {**SAFETY, "gone_through_on": files.now.date().isoformat(), "attest": "ja"}
    row = {"placement": reference(placement), **plan, "exposed": "Flytt till Solhem Trygg samma dag."}
    page = (await files.preview(PROVIDER, table("säkerhetsplan", row))).text
    assert "skriv ja i kolumnen Genomläst" in page
    assert "1 rad inlästa." in await files.take_in(PROVIDER, table("säkerhetsplan", {**row, "read_through": "ja"}))
    certain = {**row, "exposed": "Ring 070-174 06 05.", "read_through": "ja"}
    assert "1 rad är fel." in (await files.preview(PROVIDER, table("säkerhetsplan", certain))).text


async def test_what_a_spreadsheet_makes_of_a_file_is_taken_as_meant(files: Files, given: Given) -> None:
    placement = await given.started("one", files.now - 3 * DAY)
    text, number = provider_file(placement, files.now), reference(placement)
    month = files.now.strftime("%Y-%m")
    for written, meant in (
        (f"{month};", f"{month}-01 00:00:00;"),
        (";10;12;10;", ";10,0;12.0;10,00;"),
        (";ja", ";SANT"),
        (number, number.replace("-", "\u2013").lower() + "\u200b"),
        (f"{files.now.date()};", f"{files.now.date()} 00:00:00;"),
    ):
        assert written in text, written
        text = text.replace(written, meant)
    assert "6 rader inlästa." in await files.take_in(PROVIDER, "sep=;\n" + text)
    recorded = await files.facts()
    assert [fact["data"].get("period") for fact in recorded if fact["type"].endswith("ReportSubmitted.v1")] == [month]
    assert "berättat förut: 6 rader" in (await files.preview(PROVIDER, provider_file(placement, files.now))).text


@pytest.mark.parametrize("day", ["0206-11-22", "0001-01-01", "1026-11-22", "9999-12-31", "45983"])
async def test_a_day_that_cannot_be_meant_is_refused_at_its_field(files: Files, given: Given, day: str) -> None:
    placement = await given.started("one", files.now - 3 * DAY)
    row = {"placement": reference(placement), "assessed_on": day, "number": "SN-2026-900"}
    page = (await files.preview(BOARD, table("hotbedömning", row))).text
    assert "1 rad är fel." in page
    assert "Hotbedömningens dag" in page
    assert await files.recorded() == []


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('[hotbedömning]\nuppdrag;assessed_on;number\nX;2026-11-01;"A\nX;2026-11-02;B\n', 3, "citattecken"),
        ("[hotbedömning]\nuppdrag;assessed_on;number\nX;2026-11-01;" + "A" * 140_000, 3, "för långt"),
        ("[hotbedömning]\nuppdrag;assessed_on;number\nX;2026-11-01;GÃ¤rd\n", 2, "Ã¤"),
    ],
)
async def test_a_file_is_never_half_read(files: Files, text: str, line: int, what: str) -> None:
    page = await files.preview(BOARD, text)
    assert page.status_code == 200
    assert f"Rad {line}<" in page.text
    assert what in page.text
