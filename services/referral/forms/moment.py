"""A day and a clock time read as one instant that has been."""

from datetime import date, datetime

from services.referral.forms.field import Reader
from services.runtime.language.typed_time import WHICH, Misread, instant_of, period_or_none, read_clock
from services.runtime.language.words import Words

DAY_MISSING = Words(sv="Ange vilken dag det hände.", en="Say on which day it happened.")
CLOCK_MISSING = Words(sv="Ange klockslag, tt.mm, till exempel 14.05.", en="Give the time, hh:mm, such as 14:05.")


def moment(form: Reader, now: datetime, day_name: str, clock_name: str) -> datetime | None:
    """Read an instant from two fields; the reader holds what is wrong, a coming instant included.

    Where the time stands twice that night, the field named after the clock's with WHICH behind it says which is meant.
    """
    day: date | None = form.past_day(day_name, DAY_MISSING)
    clock = read_clock(form.one(clock_name))
    if isinstance(clock, Misread):
        form.errors.setdefault(clock_name, clock.words if form.one(clock_name) else CLOCK_MISSING)
        return None
    if day is None or day_name in form.errors:
        return None
    found = instant_of(day, clock, period_or_none(form.one(clock_name + WHICH)))
    if isinstance(found, Misread):
        form.errors.setdefault(clock_name + WHICH if found.twice else clock_name, found.shown)
        return None
    if found > now:
        form.wrong(clock_name, "Tidpunkten ligger i framtiden. Ange när det hände.", "The time lies in the future.")
        return None
    return found
