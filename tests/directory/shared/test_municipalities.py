"""The committed municipalities: all of them, by code and by name."""

from collections import Counter

from services.directory.shared import municipalities


def test_there_are_290_in_21_counties() -> None:
    every = municipalities.all_municipalities()
    assert len(every) == len(municipalities.codes()) == 290
    assert len({each.name for each in every}) == 290
    counties = Counter(each.county_code for each in every)
    assert len(counties) == 21
    assert counties["12"] == 33
    assert all(each.code.startswith(each.county_code) for each in every)
    assert len({(each.county_code, each.county) for each in every}) == 21


def test_one_is_found_by_code_and_by_name() -> None:
    malmo = municipalities.find("1280")
    assert malmo is not None
    assert malmo == municipalities.find(" malmö ")
    assert malmo.county == "Skåne län"
    assert municipalities.find("9999") is None


def test_a_board_is_written_with_its_municipality_once() -> None:
    assert municipalities.board_title("Socialnämnden", "1280") == "Socialnämnden, Malmö"
    assert municipalities.board_title("Socialnämnden, Malmö", "1280") == "Socialnämnden, Malmö"
