"""Short forms that say when something happened: a start, a hold, an end."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from schemas.reasons import EndReason
from services.referral.incidents.happening import Happening
from services.referral.incidents.which_event import event_choices
from services.referral.shared.civil_time import day_of
from services.referral.shared.commands import End
from services.referral.shared.reasons import CHOOSE_REASON
from services.referral.shared.words import END_WORDS, PLANNED_REASONS
from services.runtime.forms.field import Choice, Field
from services.runtime.forms.reader import Errors, Raw, Reader
from services.runtime.language.typed_time import written_clock
from services.runtime.language.words import Words

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
    Field("noticed_day", Words(sv="Märktes, dag (om det inte var planerat eller på egen begäran)",
                               en="Noticed, day (if it was not planned or at own request)"), "date", optional=True),
    Field("noticed_clock", Words(sv="Märktes, klockslag", en="Noticed, time"), "time", optional=True),
)  # fmt: skip


def end_fields(events: Sequence[Happening]) -> tuple[Field, ...]:
    """Give the fields of an end; an unplanned one may be an event that is already recorded."""
    if not events:
        return END_FIELDS
    label = Words(
        sv="Är avslutet en händelse som redan är berättad?", en="Is the end an incident that is already told?"
    )
    return (*END_FIELDS, Field("event", label, "radio", choices=event_choices(events), optional=True))


def moment_values(now: datetime) -> dict[str, Any]:
    """Give the present day and time as a form's first values."""
    return {"day": day_of(now).isoformat(), "clock": written_clock(now)}


def parse_moment(raw: Raw, now: datetime) -> datetime | Errors:
    """Read a day and a time of day as one instant that is not in the future, or what is wrong with them by field."""
    form = Reader(raw, day_of(now))
    return form.past_moment("day", "clock", now) or form.errors


def parse_end(raw: Raw, now: datetime, events: Sequence[Happening] = ()) -> End | Errors:
    """Read the end of a placement: when, why, whether planned, and if not, or at own request, when it was noticed.

    `events` are recorded already and may be the same as an end that nobody planned.
    """
    form = Reader(raw, day_of(now))
    ended_at = form.past_moment("day", "clock", now)
    reason = form.choice("reason", REASONS, CHOOSE_REASON)
    planned = form.choice("planned", PLANNED, Words(sv="Svara om avslutet var planerat.", en="Say if it was planned."))
    noticed_at = None
    if planned == "no" or reason == EndReason.OWN_REQUEST.value:
        noticed_at = form.past_moment("noticed_day", "noticed_clock", now)
    if planned == "yes" and reason and EndReason(reason) not in PLANNED_REASONS | {EndReason.OWN_REQUEST}:
        form.wrong("planned", "Skälet är inte ett planerat avslut. Ändra ett av svaren.",
                   "That reason is no planned end. Change one of the answers.")  # fmt: skip
    if form.errors or ended_at is None:
        return form.errors
    event = form.one("event") if noticed_at else ""
    named = next((one.id for one in events if str(one.id) == event), None)
    return End(ended_at, EndReason(reason), planned == "yes", noticed_at, named)
