"""Days and times as people type them: years that can be meant, the night with two of an hour, the one that lacks it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from services.runtime.language import dates
from services.runtime.language.typed_day import FIRST_YEAR, LAST_YEAR, Misread, day_or_none, is_month, is_week, read_day
from services.runtime.language.typed_time import ClockPeriod, instant_of, read_clock, read_moment, written_clock

BACK, FORWARD = date(2026, 10, 25), date(2026, 3, 29)


def instant(on: date, typed: str, chosen: ClockPeriod | None = None) -> datetime | Misread:
    clock = read_clock(typed)
    assert not isinstance(clock, Misread)
    return instant_of(on, clock, chosen)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-22", date(2026, 11, 22)),
        (" 20261122 ", date(2026, 11, 22)),
        ("2026-11-22 00:00:00", date(2026, 11, 22)),
        ("2026-11-22T00:00", date(2026, 11, 22)),
        ("2015-03-02", date(2015, 3, 2)),
        ("1990-01-01", date(1990, 1, 1)),
        ("2100-12-31", date(2100, 12, 31)),
        ("2026-11-22 07:00", None),
        ("2026-02-30", None),
        ("22/11", None),
        ("", None),
    ],
)
def test_days_are_read_as_meant(typed: str, day: date | None) -> None:
    assert day_or_none(typed) == day


@pytest.mark.parametrize(
    "typed", ["0206-11-22", "0001-01-01", "1026-11-22", "1989-12-31", "2101-01-01", "9999-12-31", "00010101"]
)
def test_a_year_that_nobody_means_is_refused_in_words(typed: str) -> None:
    found = read_day(typed)
    assert isinstance(found, Misread)
    assert found.words.sv == f"Årtalet {typed[:4]} kan inte stämma. Skriv ett år mellan {FIRST_YEAR} och {LAST_YEAR}."


@pytest.mark.parametrize("typed", ["0000-01-01", "2026-13-01", "2026-00-10"])
def test_a_day_that_is_none_is_refused_in_words(typed: str) -> None:
    found = read_day(typed)
    assert isinstance(found, Misread)
    assert found.what.sv == f"Dagen {typed} finns inte."


def test_a_time_that_stands_twice_is_asked_about_and_each_of_the_two_is_an_hour_from_the_other() -> None:
    asked = instant(BACK, "02.30")
    assert isinstance(asked, Misread)
    assert asked.twice
    assert asked.what.sv == (
        "Tiden finns två gånger den natten. Var det före (sommartid) eller efter (vintertid) att klockan ställdes om?"
    )
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert instant(BACK, "02.30", ClockPeriod.SUMMER) == instant(BACK, "02.30 sommartid") == first
    assert instant(BACK, "02.30", ClockPeriod.WINTER) == instant(BACK, "02:30 vintertid") == second
    assert instant(BACK, "02.30+02:00") == first
    assert instant(BACK, "02:30:00 +01:00") == second
    assert instant(BACK, "01.59") == first - timedelta(minutes=31)
    assert instant(BACK, "03.00") == second + timedelta(minutes=30)


def test_what_was_typed_goes_before_a_choice_that_stayed_from_another_time() -> None:
    assert instant(BACK, "02.30 vintertid", ClockPeriod.SUMMER) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert instant(BACK, "04.00", ClockPeriod.SUMMER) == datetime(2026, 10, 25, 3, 0, tzinfo=UTC)


def test_a_time_that_was_skipped_is_refused_in_words() -> None:
    found = instant(FORWARD, "02.30")
    assert isinstance(found, Misread)
    assert not found.twice
    assert found.words.sv == (
        "Klockslaget 02.30 fanns inte 29 mars 2026: klockan ställdes fram en timme den natten. "
        "Skriv vad klockan visade efter omställningen, till exempel 03.30."
    )
    assert instant(FORWARD, "03.00") == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert instant(FORWARD, "01.59") == datetime(2026, 3, 29, 0, 59, tzinfo=UTC)


@pytest.mark.parametrize(("on", "typed"), [(date(2026, 7, 1), "14.05 vintertid"), (date(2026, 12, 1), "14.05+02:00")])
def test_a_period_that_was_not_in_force_is_refused(on: date, typed: str) -> None:
    assert isinstance(instant(on, typed), Misread)
    assert not isinstance(instant(on, typed[:5]), Misread)


@pytest.mark.parametrize("typed", ["25.00", "14.60", "1405", "14.05 sommaren", "14.05+03:00", ""])
def test_what_is_no_time_of_day_is_refused(typed: str) -> None:
    assert isinstance(read_clock(typed), Misread)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-11-22 14.05", datetime(2026, 11, 22, 13, 5, tzinfo=UTC)),
        ("2026-11-22T14:05:00", datetime(2026, 11, 22, 13, 5, tzinfo=UTC)),
        ("2026-11-22", datetime(2026, 11, 21, 23, 0, tzinfo=UTC)),
        ("2026-10-25 02.30 vintertid", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("2026-10-25 02.30+02:00", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25 02.30", None),
        ("2026-03-29 02.30", None),
        ("0206-11-22 14.05", None),
        ("i går 14.05", None),
        ("2026-11-22 sent", None),
    ],
)
def test_a_moment_in_one_cell(typed: str, moment: datetime | None) -> None:
    found = read_moment(typed)
    assert (None if isinstance(found, Misread) else found) == moment


@pytest.mark.parametrize("hour", range(24))
def test_a_moment_is_written_so_that_it_is_read_back(hour: int) -> None:
    moment = datetime(2026, 10, 24, 22, 0, tzinfo=UTC) + timedelta(hours=hour / 4)
    on = dates.civil_day(moment)
    assert instant(on, written_clock(moment)) == moment


def test_the_two_are_told_apart_wherever_they_are_shown() -> None:
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert dates.instant(first) == "25 oktober 2026 kl. 02.30 sommartid"
    assert dates.instant(second) == "25 oktober 2026 kl. 02.30 vintertid"
    assert dates.table_instant(second, "en") == "2026-10-25 02:30 winter time"
    assert dates.clock(second + timedelta(minutes=30)) == "kl. 03.00"


@pytest.mark.parametrize(
    "typed", ["0000-01", "0001-01", "9999-12", "2026-13", "2026-00", "1989-12", "2101-01", "١٢٣٤-01", "2026-1", ""]
)
def test_a_month_that_nobody_means_is_none(typed: str) -> None:
    assert not is_month(typed)


@pytest.mark.parametrize(
    "typed", ["0000-W01", "0001-W01", "9999-W52", "2026-W54", "2026-W00", "2026-48", "2026-Wxx", ""]
)
def test_a_week_that_nobody_means_is_none(typed: str) -> None:
    assert not is_week(typed)


def test_months_and_weeks_are_read() -> None:
    assert is_month("2026-10")
    assert is_week("2026-W53")
