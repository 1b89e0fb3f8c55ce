"""What is typed becomes values, or what is wrong by field."""

from datetime import UTC, date, datetime

import pytest

from services.runtime.errors import Refused
from services.runtime.forms.reader import Raw, Reader
from services.runtime.language.words import Words

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
MISSING = Words(sv="Saknas.", en="Missing.")
CHOICES = (("a", Words(sv="A", en="A")), ("b", Words(sv="B", en="B")))


@pytest.mark.parametrize(
    ("raw", "value", "wrong"),
    [
        ({}, None, {"day": "Saknas."}),
        ({"day": "i dag"}, None, {"day": "i dag är ingen dag"}),
        ({"day": "2026-11-20"}, date(2026, 11, 20), {}),
        ({"day": "2026-11-21"}, date(2026, 11, 21), {"day": "Dagen ligger i framtiden."}),
    ],
)
def test_a_day_that_has_been(raw: Raw, value: date | None, wrong: dict[str, str]) -> None:
    form = Reader(raw, TODAY)
    assert form.past_day("day", MISSING) == value
    assert form.errors.keys() == wrong.keys()


@pytest.mark.parametrize(
    ("raw", "value", "wrong"),
    [
        ({"day": "2026-11-20", "clock": "11.00"}, NOW, None),
        ({"day": "2026-11-20", "clock": "11.01"}, None, "clock"),
        ({"day": "2026-11-20"}, None, "clock"),
        ({"day": "2026-10-25", "clock": "02.30"}, None, "clock_which"),
        ({"day": "2026-10-25", "clock": "02.30", "clock_which": "winter"}, datetime(2026, 10, 25, 1, 30, tzinfo=UTC), None),
        ({"day": "2026-03-29", "clock": "02.30"}, None, "clock"),
    ],
)  # fmt: skip
def test_an_instant_that_has_been(raw: Raw, value: datetime | None, wrong: str | None) -> None:
    form = Reader(raw, TODAY)
    assert form.past_moment("day", "clock", NOW) == value
    assert list(form.errors) == ([wrong] if wrong else [])


def test_a_reader_without_a_day_takes_no_day_that_must_have_been() -> None:
    with pytest.raises(ValueError, match="give the reader the day of the request"):
        Reader({"day": "2099-01-01"}).past_day("day", MISSING)


def test_where_no_time_of_day_is_typed_a_form_says_so_in_its_own_words() -> None:
    past, coming = Reader({"day": "2026-11-20"}, TODAY), Reader({"day": "2026-11-20"}, TODAY)
    past.past_moment("day", "clock", NOW)
    coming.moment("day", "clock", MISSING)
    assert past.errors["clock"].sv == "Ange klockslag, tt.mm, till exempel 14.05."
    assert coming.errors["clock"].sv.endswith("Skriv tt.mm, till exempel 14.05.")


def test_choices_are_pairs_or_the_keys_of_a_mapping() -> None:
    form = Reader({"one": "b", "other": "c", "many": ["a", "c", " "]})
    assert form.choice("one", CHOICES, MISSING) == form.choice("one", dict(CHOICES), MISSING) == "b"
    assert form.choice("other", CHOICES, MISSING) == ""
    assert form.many("many", CHOICES) == ["a"]
    assert form.errors == {"other": MISSING}


def test_prose_is_looked_through_however_long_and_a_text_is_bounded() -> None:
    form = Reader({"long": "x" * 4001, "named": "Ring 070-123 45 67."})
    form.prose("long")
    assert form.errors == {}
    form.text("long")
    form.prose("named")
    assert form.errors["long"].sv == "Texten är 1 tecken för lång. Korta den."
    assert "named" in form.errors


def test_the_first_error_of_a_field_is_kept_and_a_refusal_replaces_it() -> None:
    form = Reader({})
    form.fault("day", MISSING, Words(sv="Fyll i.", en="Fill in."))
    form.wrong("day", "Annat.", "Other.")
    assert form.errors["day"].sv == "Saknas. Fyll i."
    what, step = Words(sv="Det går inte.", en="It cannot be done."), Words(sv="Gör om.", en="Do it again.")
    form.refused(Refused("no", what, step, field="on"), {"on": "day"})
    form.refused(Refused("no", what, step), {})
    assert form.errors["day"] == form.errors[""] == what + Words(sv=" ", en=" ") + step


def test_an_instant_is_written_in_one_field_of_a_file() -> None:
    form = Reader({"at": "2026-11-20 11.00", "day": "2026-11-20", "none": "", "twice": "2026-10-25 02.30"})
    assert form.written_moment("at") == NOW
    assert form.written_moment("day") == datetime(2026, 11, 19, 23, 0, tzinfo=UTC)
    assert form.written_moment("none") is None
    assert form.written_moment("twice") is None
    assert list(form.errors) == ["twice_which"]
