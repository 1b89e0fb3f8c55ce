"""Hitta utförare by county: the choice stands in the address, and a unit that tells no county is hidden only by it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from schemas import directory as directory_facts
from tests.referral.browsers import Browsers, browsers_of
from tests.referral.given import BOARD, Directory, Given, name


@pytest.fixture
async def browsers(given: Given, tmp_path: Path) -> AsyncIterator[Browsers]:
    """The portal, after three units more: one in Skåne, one in Halland, and one that tells no county."""
    directory = Directory()
    for word, called, county in (
        ("south", "Enhet Syd", "12"),
        ("west", "Enhet Väst", "13"),
        ("kept", "Enhet Dold", None),
    ):
        directory.add(word, directory_facts.UnitRegistered(provider=name("provider"), name=called, county=county))
        directory.add(f"permit {word}", directory.permit(unit=name(word)))
    await given.consume(directory)
    async with browsers_of(given, tmp_path) as opened:
        yield opened


def units(page: str) -> set[str]:
    """The units whose cards stand on the page."""
    return set(re.findall(r"<h2>Nordviken Stöd AB, (.*?)</h2>", page))


async def test_all_counties_show_every_unit_with_its_county(browsers: Browsers) -> None:
    page = await browsers.text(BOARD, "/find")
    assert units(page) == {"Enhet Nord", "Enhet Syd", "Enhet Väst", "Enhet Dold"}
    assert page.count("<dd>län ej angivet</dd>") == 2
    assert "<dd>Skåne län</dd>" in page
    offered = re.findall(r'<option value="(\d*)"[^>]*>([^<]* län|Alla län)</option>', page)
    assert offered == [("", "Alla län"), ("12", "Skåne län"), ("13", "Hallands län")]
    assert "Visas inte här" not in page


async def test_a_county_shows_its_units_and_says_who_is_left_out(browsers: Browsers) -> None:
    page = await browsers.text(BOARD, "/find?form=HVB&county=12&free=yes")
    assert units(page) == {"Enhet Syd"}
    assert '<option value="12" selected>Skåne län</option>' in page
    assert "1 av 1 enheter kan ta emot för HVB i Skåne län." in page
    assert "Visas inte här: 2 enheter utan angivet län. Välj Alla län för att se allt." in page
    assert units(await browsers.text(BOARD, "/find?form=STODBOENDE&county=12")) == set()


@pytest.mark.parametrize("asked", ["25", "1280", "Sk%C3%A5ne", "%3Cb%3E"])
async def test_a_county_without_units_hides_nobody(browsers: Browsers, asked: str) -> None:
    page = await browsers.text(BOARD, f"/find?county={asked}")
    assert len(units(page)) == 4
    assert '<option value="">Alla län</option>' in page
    assert " län</option>" in page
    assert not re.search(r"selected>[^<]* län<", page)


async def test_the_county_goes_with_a_drafts_own_filters(browsers: Browsers, given: Given) -> None:
    page = await browsers.text(BOARD, f"/find?referral={await given.draft()}&county=13")
    assert units(page) == {"Enhet Väst"}
    assert 'name="referral"' in page


async def test_the_last_word_on_a_county_stands(browsers: Browsers, given: Given) -> None:
    again = Directory()
    again.add("south", directory_facts.UnitRegistered(provider=name("provider"), name="Enhet Syd", county=None))
    await given.consume(again)
    page = await browsers.text(BOARD, "/find")
    assert "Skåne" not in page
    assert page.count("<dd>län ej angivet</dd>") == 3
