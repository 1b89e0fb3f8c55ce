"""Short forms that say when something happened: a start, a hold, an end."""

import re
from datetime import date, datetime, time
from typing import Any

from schemas.codes import EndReason
from services.referral.domain.civil_time import STOCKHOLM, instant_at
from services.referral.domain.commands import End
from services.referral.forms.field import Choice, Field, Raw, Reader
from services.referral.words import END_WORDS, PLANNED_REASONS
from services.runtime.words import Words

_CLOCK = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)")
MOMENT_FIELDS: tuple[Field, ...] = (
    Field("day", Words(sv="Dag", en="Day"), "date"),
    Field("clock", Words(sv="Klockslag", en="Time"), "time"),
)
REASONS: tuple[Choice, ...] = tuple((code.value, words) for code, words in END_WORDS.items())
PLANNED: tuple[Choice, ...] = (
    ("yes", Words(sv="Ja, enligt planen", en="Yes, by the plan")),
    ("no", Words(sv="Nej, det var inte planerat", en="No, it was not planned")),
)
END_FIELDS: tuple[Field, ...] = (
    *MOMENT_FIELDS,
    Field("reason", Words(sv="Skäl", en="Reason"), "radio", choices=REASONS),
    Field("planned", Words(sv="Var avslutet planerat?", en="Was the end planned?"), "radio", choices=PLANNED),
    Field("noticed_day", Words(sv="Märktes, dag (om det inte var planerat)", en="Noticed, day (if it was not planned)"),
          "date", optional=True),
    Field("noticed_clock", Words(sv="Märktes, klockslag", en="Noticed, time"), "time", optional=True),
)  # fmt: skip


def moment_values(now: datetime) -> dict[str, Any]:
    """Give the present day and time as a form's first values."""
    local = now.astimezone(STOCKHOLM)
    return {"day": local.date().isoformat(), "clock": local.strftime("%H.%M")}


def read_moment(raw: Raw, now: datetime, prefix: str = "") -> tuple[datetime | None, Reader]:
    """Read a day and a clock time as one instant that is not in the future; the reader holds what is wrong.

    A typed minute that is the present one stands for now.
    """
    form = Reader(raw, now.astimezone(STOCKHOLM).date())
    return _moment(form, now, f"{prefix}day", f"{prefix}clock"), form


def _moment(form: Reader, now: datetime, day_name: str, clock_name: str) -> datetime | None:
    day: date | None = form.past_day(
        day_name, Words(sv="Ange vilken dag det hände.", en="Say on which day it happened.")
    )
    match = _CLOCK.fullmatch(form.one(clock_name))
    if match is None:
        form.wrong(clock_name, "Ange klockslag, tt.mm, till exempel 14.05.", "Give the time, hh:mm, such as 14:05.")
        return None
    if day is None or day_name in form.errors:
        return None
    moment = instant_at(day, time(int(match[1]), int(match[2])))
    if moment > now:
        form.wrong(clock_name, "Tidpunkten ligger i framtiden. Ange när det hände.", "The time lies in the future.")
        return None
    return moment


def read_end(raw: Raw, now: datetime) -> tuple[End | None, Reader]:
    """Read the end of a placement: when, why, whether planned, and if not, when it was noticed."""
    ended_at, form = read_moment(raw, now)
    reason = form.choice("reason", REASONS, Words(sv="Välj ett skäl.", en="Choose a reason."))
    planned = form.choice("planned", PLANNED, Words(sv="Svara om avslutet var planerat.", en="Say if it was planned."))
    noticed_at = None
    if planned == "no":
        noticed_at = _moment(form, now, "noticed_day", "noticed_clock")
    if planned == "yes" and reason and EndReason(reason) not in PLANNED_REASONS | {EndReason.OWN_REQUEST}:
        form.wrong("planned", "Skälet är inte ett planerat avslut. Ändra ett av svaren.",
                   "That reason is no planned end. Change one of the answers.")  # fmt: skip
    if form.errors or ended_at is None:
        return None, form
    return End(ended_at, EndReason(reason), planned == "yes", noticed_at), form
