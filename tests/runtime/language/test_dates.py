"""Dates, distances and numbers as the portal writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from services.runtime.language import dates, distances

NOW = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
MIDNIGHT_AFTER_7 = datetime(2026, 12, 7, 23, 0, tzinfo=UTC)
SPACE = "\u00a0"


def test_days_and_instants_in_both_languages() -> None:
    assert dates.day(NOW) == "22 november 2026"
    assert dates.instant(NOW) == "22 november 2026 kl. 14.05"
    assert dates.instant(NOW, "en") == "22 November 2026, 14:05"
    assert dates.table_instant(NOW) == "2026-11-22 14.05"
    assert dates.clock(NOW + timedelta(seconds=12), seconds=True) == "kl. 14.05.12"
    assert dates.weekday(date(2026, 12, 7), "en") == "Monday 7 December 2026"


def test_a_due_at_the_end_of_a_day_belongs_to_that_day() -> None:
    assert dates.last_day(MIDNIGHT_AFTER_7) == date(2026, 12, 7)
    assert distances.due_by_working_days(MIDNIGHT_AFTER_7, NOW) == "måndag 7 december 2026 (om 11 arbetsdagar)"
    assert distances.due_by_working_days(MIDNIGHT_AFTER_7, NOW, "en") == "Monday 7 December 2026 (in 11 working days)"
    assert distances.due_by_days(MIDNIGHT_AFTER_7, NOW) == "måndag 7 december 2026 (om 15 dagar)"


@pytest.mark.parametrize(
    ("due", "now", "swedish", "english"),
    [
        (date(2026, 11, 6), datetime(2026, 11, 12, 9, tzinfo=UTC), "4 arbetsdagar sen", "4 working days late"),
        (date(2026, 11, 23), NOW, "om 1 arbetsdag", "in 1 working day"),
        (date(2026, 11, 22), NOW, "i dag", "today"),
        (date(2026, 11, 21), NOW, "1 dag sen", "1 day late"),
        (date(2041, 1, 1), datetime(2040, 12, 30, 12, tzinfo=UTC), "om 2 dagar", "in 2 days"),
    ],
)
def test_distance_in_working_days(due: date, now: datetime, swedish: str, english: str) -> None:
    assert distances.distance_working_days(due, now) == swedish
    assert distances.distance_working_days(due, now, "en") == english


def test_distance_by_the_clock() -> None:
    due = NOW + timedelta(hours=1, minutes=55)
    assert distances.due_by_clock(due, NOW) == "i dag kl. 16.00 (om 1 tim 55 min)"
    assert distances.due_by_clock(due, NOW, "en") == "today, 16:00 (in 1 h 55 min)"
    assert distances.distance_clock(NOW - timedelta(minutes=35), NOW) == "35 min sen"
    assert (
        distances.due_by_clock(NOW + timedelta(days=1, hours=2), NOW) == "23 november 2026 kl. 16.05 (om 1 dygn 2 tim)"
    )
    assert distances.distance_clock(NOW + timedelta(seconds=20), NOW) == "om under 1 min"


def test_the_hour_that_comes_twice_carries_its_offset() -> None:
    summer, winter = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert (dates.clock(summer), dates.clock(winter)) == ("kl. 02.30 sommartid", "kl. 02.30 vintertid")
    assert 'datetime="2026-10-25T02:30:00+02:00"' in dates.time_tag(summer, "x")
    assert 'datetime="2026-10-25T02:30:00+01:00"' in dates.time_tag(winter, "x")


def test_a_time_element_escapes_its_text() -> None:
    assert dates.time_tag(date(2026, 11, 22), "<b>") == '<time datetime="2026-11-22">&lt;b&gt;</time>'


def test_an_instant_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        dates.day(datetime(2026, 11, 22))  # noqa: DTZ001 - that is the point


def test_periods_and_weeks() -> None:
    assert dates.period_name("2026-10") == "oktober 2026"
    assert dates.short_period_name("2026-10", "en") == "Oct"
    assert dates.week_name(date(2026, 11, 23)) == "v. 48 2026"
    assert dates.week_name(date(2027, 1, 1), "en") == "week 53 2026"


def test_numbers_do_not_break() -> None:
    assert dates.percent(92.5, decimals=1) == f"92,5{SPACE}%"
    assert dates.kronor(1_250_000) == f"12{SPACE}500{SPACE}kr"
    assert dates.kronor(1_250_050) == f"12{SPACE}500,50{SPACE}kr"
    assert dates.kronor(1_250_000, "en") == f"SEK{SPACE}12,500"
    assert dates.number(-999) == "\u2212999"
