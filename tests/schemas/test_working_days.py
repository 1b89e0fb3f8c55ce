"""The committed working-day calendar against its peer, and its counting."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest

from schemas import working_days


def test_every_committed_day_is_the_peers() -> None:
    peer = holidays.Sweden(years=range(2020, 2036), categories=("public", "de_facto"))
    day = date(2020, 1, 1)
    while day <= date(2035, 12, 31):
        assert working_days.is_working_day(day) == (day.weekday() < 5 and day not in peer), day
        day += timedelta(days=1)


def test_the_data_is_in_order_and_names_its_source() -> None:
    working_days.check_calendar()
    source, version = working_days.calendar_source()
    assert "holidays 0.109" in source
    assert version


def test_counting_over_easter() -> None:
    assert working_days.add_working_days(date(2026, 3, 31), 5) == date(2026, 4, 9)
    assert working_days.working_days_between(date(2026, 4, 9), date(2026, 4, 14)) == 3
    assert working_days.working_days_between(date(2026, 4, 14), date(2026, 4, 9)) == -3
    assert working_days.next_working_day(date(2026, 4, 3)) == date(2026, 4, 7)
    assert working_days.next_working_day(date(2026, 4, 7)) == date(2026, 4, 7)


def test_free_days_have_names() -> None:
    assert working_days.free_day_name(date(2026, 4, 3)) == "Långfredagen"
    assert working_days.free_day_name(date(2026, 12, 24), "en") == "Christmas Eve"
    assert working_days.free_day_name(date(2026, 4, 4)) is None


def test_years_outside_say_so() -> None:
    with pytest.raises(working_days.UnknownYear, match="2020 to 2035"):
        working_days.is_working_day(date(2036, 1, 1))
    with pytest.raises(working_days.UnknownYear, match="before 300 working days"):
        working_days.add_working_days(date(2035, 12, 1), 300)
    with pytest.raises(ValueError, match="at least 1"):
        working_days.add_working_days(date(2026, 1, 1), 0)
