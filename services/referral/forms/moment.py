"""A day and a clock time read as one instant that has been."""

import re
from datetime import date, datetime, time

from services.referral.domain.civil_time import instant_at
from services.referral.forms.field import Reader
from services.runtime.words import Words

_CLOCK = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)")
DAY_MISSING = Words(sv="Ange vilken dag det hände.", en="Say on which day it happened.")


def moment(form: Reader, now: datetime, day_name: str, clock_name: str) -> datetime | None:
    """Read an instant from two fields; the reader holds what is wrong, a coming instant included."""
    day: date | None = form.past_day(day_name, DAY_MISSING)
    match = _CLOCK.fullmatch(form.one(clock_name))
    if match is None:
        form.wrong(clock_name, "Ange klockslag, tt.mm, till exempel 14.05.", "Give the time, hh:mm, such as 14:05.")
        return None
    if day is None or day_name in form.errors:
        return None
    found = instant_at(day, time(int(match[1]), int(match[2])))
    if found > now:
        form.wrong(clock_name, "Tidpunkten ligger i framtiden. Ange när det hände.", "The time lies in the future.")
        return None
    return found
