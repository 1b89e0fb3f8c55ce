"""The counties: the official 21, found by code and by name, and none shown where none is given."""

import pytest

from services.directory.shared.municipalities import all_municipalities
from services.runtime.language.counties import NAMES, county_name, find_county


def test_they_are_those_of_the_municipalities() -> None:
    assert {code: name.sv for code, name in NAMES.items()} == {
        each.county_code: each.county for each in all_municipalities()
    }
    assert list(NAMES) == sorted(NAMES)
    assert all(name.en.endswith(" County") for name in NAMES.values())


@pytest.mark.parametrize("typed", ["12", " 12 ", "Skåne län", "SKÅNE", "skåne  län", "Skåne County"])
def test_one_is_found_however_it_is_written(typed: str) -> None:
    assert find_county(typed) == "12"


@pytest.mark.parametrize(
    ("typed", "code"), [("1", "01"), ("Stockholms län", "01"), ("Stockholm", "01"), ("dalarna", "20")]
)
def test_a_spreadsheets_code_and_a_short_name_are_found(typed: str, code: str) -> None:
    assert find_county(typed) == code


@pytest.mark.parametrize("typed", ["", "2", "02", "1280", "Malmö", "län", "Skånes"])
def test_what_is_no_county_is_not_found(typed: str) -> None:
    assert find_county(typed) is None


def test_what_is_not_told_is_said_to_be_so() -> None:
    assert county_name("01").sv == "Stockholms län"
    assert county_name(None).sv == "län ej angivet"
    assert county_name("99").sv == "99"
