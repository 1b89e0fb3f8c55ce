"""Checks that several acts share, each refusing in words that say what to do."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from services.runtime.errors import Refused
from services.runtime.language.words import Words

STOCKHOLM = ZoneInfo("Europe/Stockholm")
LAST_YEAR = 2100
FIRST_YEAR = 1990


def today(now: datetime) -> date:
    """Give the civil day in Stockholm."""
    return now.astimezone(STOCKHOLM).date()


def first_instant(day: date) -> datetime:
    """Give the first instant of a day in Stockholm, in UTC: two instants of one zone are compared by wall time."""
    return datetime.combine(day, time(), STOCKHOLM).astimezone(UTC)


def refuse(code: str, field: str, what: Words, next_step: Words) -> Refused:
    """Make a refusal of one field."""
    return Refused(code, what, next_step, field)


def sensible(day: date, field: str) -> date:
    """Refuse a year that can only be a slip of the hand."""
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    raise refuse(
        "year",
        field,
        Words(sv="Årtalet {year} kan inte stämma.", en="The year {year} cannot be right.").fill(year=day.year),
        Words(
            sv=f"Skriv ett år mellan {FIRST_YEAR} och {LAST_YEAR}.",
            en=f"Write a year from {FIRST_YEAR} to {LAST_YEAR}.",
        ),
    )


def span(first: date, last: date | None, field: str = "valid_to") -> None:
    """Refuse a last day that lies before the first."""
    sensible(first, "valid_from")
    if last is None:
        return
    sensible(last, field)
    if last < first:
        raise refuse(
            "span",
            field,
            Words(
                sv="Sista dagen {last} ligger före första dagen {first}.",
                en="The last day {last} lies before the first day {first}.",
            ).fill(last=last, first=first),
            Words(
                sv="Rätta en av dagarna. Båda dagarna räknas som gällande.",
                en="Correct one of the days. Both days count as in force.",
            ),
        )


def end_within(at: date, first: date, last: date | None, ended: date | None) -> None:
    """Refuse an end of what has ended, or outside the days in force."""
    if ended is not None:
        raise refuse(
            "ended",
            "at",
            Words(sv="Det upphörde redan {ended}.", en="It already ended on {ended}.").fill(ended=ended),
            Words(sv="Kontrollera dagen i registret.", en="Check the day on file."),
        )
    if at < first or (last is not None and at > last):
        raise refuse(
            "end_outside",
            "at",
            Words(
                sv="Dagen {at} ligger utanför giltighetstiden {first} till {last}.",
                en="The day {at} lies outside the days in force, {first} to {last}.",
            ).fill(at=at, first=first, last=last or Words(sv="tills vidare", en="until further notice")),
            Words(
                sv="Ange den första dagen som det inte gäller, inom giltighetstiden.",
                en="Give the first day it is not in force, within the days in force.",
            ),
        )


def unknown(field: str, what: Words) -> Refused:
    """Make the refusal of something that is not on file."""
    return refuse(
        "unknown",
        field,
        Words(sv="{what} finns inte i registret.", en="{what} is not on file.").fill(what=what),
        Words(sv="Lägg in det först, eller välj något som finns.", en="Enter it first, or choose what is there."),
    )


def taken(field: str, what: Words) -> Refused:
    """Make the refusal of something that is on file already."""
    return refuse(
        "taken",
        field,
        Words(sv="{what} finns redan i registret.", en="{what} is already on file.").fill(what=what),
        Words(sv="Använd det som finns, eller rätta uppgiften.", en="Use what is there, or correct what you wrote."),
    )
