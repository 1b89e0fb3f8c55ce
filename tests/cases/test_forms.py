"""Texts that may point somebody out, two nights and years that nobody means: by the scanner, the forms and the placement file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from schemas.findings import Party
from schemas.referral import IncidentReported
from services.provider_audit.casework.acts import Confirm, Reply, Stand
from services.provider_audit.casework.checks import wrong_with
from services.referral import handlers
from services.referral.cases.identity import Identity
from services.runtime.language.identifiers import reference
from services.runtime.language.typed_time import WHICH
from services.runtime.process import clock
from services.runtime.scan.scanner import scan
from tests.cases.table import NIGHTS, SCANNED, YEARS
from tests.referral import given as made
from tests.referral.browsers import Browsers
from tests.referral.filing import Files, faults, table
from tests.referral.given import BOARD, NUMBER, PROVIDER, Given, OutsideActor, scope

NOW = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
BEFORE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MORE = " Behöver ett boende på annan ort och stöd till arbete från första dagen."
PERIODS = {"summer": "sommartid", "winter": "vintertid"}
WHAT = {"kind": "THREAT", "what": "Ett hot framfördes utanför boendet i natt."}


@pytest.mark.parametrize(("text", "name", "found"), SCANNED)
def test_the_one_scanner_finds_who_is_pointed_out_and_nothing_else(text: str, name: str, found: bool) -> None:
    assert (scan(text, name) is not None) is found


async def test_the_form_of_a_request_refuses_the_same_and_keeps_what_was_typed(
    browsers: Browsers, given: Given
) -> None:
    """One draft a name, and every text typed into its description of needs."""
    drafts: dict[str, str] = {}
    for number, name in enumerate(sorted({name for _, name, _ in SCANNED})):
        async with given.database.work("referral", scope(BOARD)) as work:
            acting = given.acting(work, BOARD, await given.now())
            case = await handlers.open_case(
                acting, Identity(name or "Prov Person", NUMBER), made.name(f"case {number}")
            )
            drafts[name] = f"/referrals/{await handlers.open_referral(acting, case, made.name(f'draft {number}'))}"
    for text, name, found in SCANNED:
        path = f"{drafts[name]}/part/needs"
        typed = {"areas": ["HOUSING"], "description": text + MORE}
        page = await browsers.do(BOARD, path, typed, status=422 if found else 303)
        assert ('id="description-error"' in page) is found, text


@pytest.mark.parametrize(("text", "found"), [(text, found) for text, name, found in SCANNED if not name])
def test_a_reply_to_a_finding_and_a_decision_refuse_the_same(text: str, found: bool) -> None:
    written = text + MORE
    for act in (Reply(Party.PROVIDER, Stand.AGREE, None, written), Confirm(written)):
        assert ("text" in wrong_with(act)) is found


async def handed_in(files: Files, who: OutsideActor, path: str, typed: Mapping[str, str]) -> httpx2.Response:
    """Fill in a form of the portal and send it; give the page it leads to, or the page given back."""
    browser = await files.of(who)
    return await browser.follow(await browser.send(await browser.get(path), path, typed))


def asked(page: httpx2.Response) -> list[str]:
    """The fields that a form gives back as wrong."""
    return sorted(re.findall(r'id="([a-z_]+)-error"', page.text)) if page.status_code == 422 else []


def typed_night(night: Mapping[str, Any], periods: Mapping[str, str]) -> dict[str, str]:
    """An incident as it is typed, with which of the two times is meant where the form asked."""
    typed = dict(WHAT)
    for name in ("aware", "phoned"):
        typed[f"{name}_day"], typed[f"{name}_clock"] = night[name].split()
        if name in periods:
            typed[f"{name}_clock{WHICH}"] = periods[name]
    return typed


def choices(night: Mapping[str, Any]) -> list[tuple[dict[str, str], int]]:
    """Which of the two times may be meant, and how many minutes lie between then."""
    return [
        (dict(zip(night.get("twice", ()), chosen.split(","), strict=False)), apart)
        for chosen, apart in night.get("apart", {}).items()
    ]


NIGHT = pytest.mark.parametrize(
    "night", [pytest.param(night, id=f"{night['aware']}, {night['phoned']}") for night in NIGHTS]
)


@NIGHT
async def test_a_night_in_the_form_is_asked_about_refused_in_words_or_taken(
    files: Files, given: Given, night: dict[str, Any]
) -> None:
    await clock.set_now(given.database, NOW)
    placement = await given.started("one", BEFORE)
    path = f"/placements/{placement}/incidents/new"
    page = await handed_in(files, PROVIDER, path, typed_night(night, {}))
    twice, skipped = night.get("twice", ()), night.get("skipped", ())
    assert asked(page) == sorted([*(f"{name}_clock{WHICH}" for name in twice), *(f"{name}_clock" for name in skipped)])
    assert ("fanns inte 29 mars 2026" in page.text) is bool(skipped)
    assert await files.recorded() == []
    for nth, (periods, apart) in enumerate(choices(night), start=1):
        page = await handed_in(files, PROVIDER, path, typed_night(night, periods))
        assert "Stämmer det?" in page.text, asked(page)
        browser = await files.of(PROVIDER)
        assert (await browser.send(page, path, {"confirmed": "yes"})).status_code == 303
        assert (await minutes(files))[nth - 1 :] == [apart]


async def minutes(files: Files) -> list[int]:
    """How long after they knew they rang, incident by incident."""
    recorded = [IncidentReported.model_validate(fact["data"]) for fact in await files.facts()]
    return [int((fact.phoned_at - fact.aware_at).total_seconds() // 60) for fact in recorded if fact.phoned_at]


@NIGHT
async def test_a_night_in_the_placement_file_is_asked_about_refused_in_words_or_taken(
    files: Files, given: Given, night: dict[str, Any]
) -> None:
    await clock.set_now(given.database, NOW)
    number = {"placement": reference(await given.started("one", BEFORE))}
    said = " ".join(faults(await files.preview(PROVIDER, table("händelse", number | typed_night(night, {})))))
    assert said.count("Tiden finns två gånger den natten.") == len(night.get("twice", ()))
    assert said.count("fanns inte 29 mars 2026") == len(night.get("skipped", ()))
    assert await files.recorded() == []
    rows = [number | typed_night(night, {}) for _ in choices(night)]
    for row, (periods, _) in zip(rows, choices(night), strict=True):
        for name, period in periods.items():
            row[f"{name}_clock"] += f" {PERIODS[period]}" if period else ""
    for nth, (row, (_, apart)) in enumerate(zip(rows, choices(night), strict=True), start=1):
        await files.take_in(PROVIDER, table("händelse", row))
        assert (await minutes(files))[nth - 1 :] == [apart]


@pytest.mark.parametrize("day", YEARS)
async def test_a_year_that_nobody_means_is_refused_at_its_field_in_the_form_and_in_the_file(
    files: Files, given: Given, day: str
) -> None:
    placement = await given.started("one", files.now)
    typed = {"assessed_on": day, "number": "SN-2026-900"}
    page = await handed_in(files, BOARD, f"/placements/{placement}/threat-assessments", typed)
    assert asked(page) == ["assessed_on"]
    recorded = f"Årtalet {day[:4]} kan inte stämma."
    assert recorded in page.text
    row = {"placement": reference(placement), **typed}
    wrong = " ".join(faults(await files.preview(BOARD, table("hotbedömning", row))))
    assert recorded in wrong
    assert "Hotbedömningens dag" in wrong
    assert await files.recorded() == []
