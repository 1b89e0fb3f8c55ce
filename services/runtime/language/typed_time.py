"""Days and times of day as people type them, in forms, files and addresses: the one place that reads them.

A day must lie in a year that can be meant. A time of day is Stockholm's; on the night when clocks go back an hour stands
twice and it must be said which is meant, and on the night when they go forward an hour does not exist. What is read is
an instant in UTC, so that no two instants are ever compared by what a wall clock showed.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from services.runtime.language.dates import STOCKHOLM, civil, comes_twice, day, period_of
from services.runtime.language.typed_day import Misread, quoting, read_day
from services.runtime.language.words import Words

WHICH = "_which"
"""What is added to the name of a clock field for the choice of which of two equal times is meant."""
_CLOCK = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)(?:[.:][0-5]\d(?:\.0+)?)?\s*([^\d.:\s].*)?")
_MOMENT = re.compile(r"(\d{4}-?\d{2}-?\d{2})(?:[ T]+(.*))?", re.DOTALL)


class ClockPeriod(StrEnum):
    """Which of two equal times of day is meant: before clocks went back, or after."""

    SUMMER = "summer"
    WINTER = "winter"


_PERIODS = {
    **dict.fromkeys(("sommartid", "summer time", "summer", "cest", "+02:00", "+0200", "+02"), ClockPeriod.SUMMER),
    **dict.fromkeys(("vintertid", "normaltid", "winter time", "winter", "cet", "+01:00", "+0100", "+01"), ClockPeriod.WINTER),
}  # fmt: skip
TWICE = Words(
    sv="Tiden finns två gånger den natten. Var det före (sommartid) eller efter (vintertid) att klockan ställdes om?",
    en="That time stands twice that night. Was it before (summer time) or after (winter time) the clocks went back?",
)
SAY_WHICH = Words(
    sv="Skriv sommartid eller vintertid efter klockslaget, till exempel 02.30 vintertid.",
    en="Write summer time or winter time behind the time of day, such as 02:30 winter time.",
)


@dataclass(frozen=True)
class ClockTime:
    """A time of day, and which of two is meant where that was typed with it."""

    at: time
    period: ClockPeriod | None = None


_WRITE_CLOCK = Words(sv="Skriv tt.mm, till exempel 14.05.", en="Write hh:mm, such as 14:05.")
_WRITE_MOMENT = Words(
    sv="Skriv åååå-mm-dd tt.mm, till exempel 2026-11-22 14.05.",
    en="Write yyyy-mm-dd hh:mm, such as 2026-11-22 14:05.",
)


def read_clock(typed: str) -> ClockTime | Misread:
    """Read tt.mm or hh:mm, seconds overlooked; "sommartid", "vintertid" or the offset may stand behind it."""
    parts = _CLOCK.fullmatch(typed.strip())
    period = _PERIODS.get((parts[3] or "").strip().casefold()) if parts else None
    if parts is None or (parts[3] and period is None):
        what = quoting("{typed} är inte ett klockslag.", "{typed} is not a time of day.", typed)
        return Misread(what, _WRITE_CLOCK)
    return ClockTime(time(int(parts[1]), int(parts[2])), period)


def instant_of(on: date, clock: ClockTime, chosen: ClockPeriod | None = None) -> datetime | Misread:
    """Give the instant, in UTC, of a time of day in Stockholm; `chosen` says which is meant where it stands twice."""
    early, late = (datetime.combine(on, clock.at.replace(fold=fold), STOCKHOLM) for fold in (0, 1))
    before, after = early.utcoffset(), late.utcoffset()
    if before is None or after is None:
        raise TypeError("Stockholm's time has an offset on every day")
    if before < after:
        return _skipped(on, clock.at)
    if before > after:
        period = clock.period or chosen
        if period is None:
            return Misread(TWICE, SAY_WHICH, twice=True)
        return (early if period is ClockPeriod.SUMMER else late).astimezone(UTC)
    summer = bool(early.dst())
    if clock.period is not None and summer != (clock.period is ClockPeriod.SUMMER):
        return _other_period(summer=summer)
    return early.astimezone(UTC)


def read_moment(typed: str) -> datetime | Misread:
    """Read a day and a time of day written together, as in a file; a day alone stands for its first instant."""
    parts = _MOMENT.fullmatch(typed.strip())
    if parts is None:
        what = quoting("{typed} är inte en tidpunkt.", "{typed} is not a point in time.", typed)
        return Misread(what, _WRITE_MOMENT)
    on = read_day(parts[1])
    clock = read_clock(parts[2]) if parts[2] else ClockTime(time())
    if isinstance(on, Misread):
        return on
    return clock if isinstance(clock, Misread) else instant_of(on, clock)


def period_or_none(typed: str) -> ClockPeriod | None:
    """Read the choice of which of two equal times is meant; None when none was made."""
    return ClockPeriod(typed) if typed in set(ClockPeriod) else None


def written_clock(moment: datetime) -> str:
    """Write the time of day in Stockholm as read_clock reads it back: "02.30", with the period where it stands twice."""
    local = civil(moment)
    text = f"{local.hour:02d}.{local.minute:02d}"
    return f"{text} {period_of(moment)[0]}" if comes_twice(moment) else text


def written_time(clock: ClockTime) -> Words:
    """Write a time of day as it was understood: "kl. 02.30, vintertid" or "02:30, winter time"."""
    periods = {
        ClockPeriod.SUMMER: (", sommartid", ", summer time"),
        ClockPeriod.WINTER: (", vintertid", ", winter time"),
    }
    behind = periods[clock.period] if clock.period else ("", "")
    return Words(sv=f"kl. {clock.at:%H.%M}{behind[0]}", en=f"{clock.at:%H:%M}{behind[1]}")


def _skipped(on: date, at: time) -> Misread:
    return Misread(
        Words(
            sv=f"Klockslaget {at:%H.%M} fanns inte {day(on)}: klockan ställdes fram en timme den natten.",
            en=f"There was no {at:%H:%M} on {day(on, 'en')}: the clocks went forward an hour that night.",
        ),
        Words(
            sv=f"Skriv vad klockan visade efter omställningen, till exempel {at.hour + 1:02d}.{at.minute:02d}.",
            en=f"Write what the clock showed after the change, such as {at.hour + 1:02d}:{at.minute:02d}.",
        ),
    )


def _other_period(*, summer: bool) -> Misread:
    held = ("Sommartid", "Summer time") if summer else ("Vintertid", "Winter time")
    return Misread(
        Words(sv=f"{held[0]} gällde den dagen.", en=f"{held[1]} was in force that day."),
        Words(sv="Skriv bara klockslaget, som klockan visade.", en="Write the time alone, as the clock showed it."),
    )
