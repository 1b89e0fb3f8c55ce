"""Until when somebody has to act on a notice."""

from datetime import datetime

from services.runtime.language import dates, distances
from services.runtime.language.words import Words

_BY: dict[str, Words] = {
    "finding_raised": Words(sv="ta hand om den senast {when}", en="take it by {when}"),
    "finding_again": Words(sv="ta hand om den senast {when}", en="take it by {when}"),
    "reply_needed": Words(sv="svara senast {when}", en="reply by {when}"),
    "completion_requested": Words(sv="svara senast {when}", en="reply by {when}"),
    "finding_critical": Words(sv="svar senast {when}", en="reply due by {when}"),
    "contract_ends": Words(sv="gäller till och med {when}", en="in force up to {when}"),
}
_DUE = Words(sv="senast {when}", en="by {when}")


def passed_words(due: datetime) -> Words:
    """Say that the time to reply is over; the reply still waits."""
    last = dates.last_day(due)
    return Words(sv=f"svarstiden gick ut {dates.day(last)}", en=f"the time to reply ran out {dates.day(last, 'en')}")


def due_words(due: datetime, now: datetime, condition: str = "") -> Words:
    """Say until when: a whole day with its distance in working days, a clock in hours with hours and minutes."""
    whole_day = dates.civil(due).time() == dates.civil(due).time().min
    write = distances.due_by_working_days if whole_day else distances.due_by_clock
    return _BY.get(condition, _DUE).fill(when=Words(sv=write(due, now, "sv"), en=write(due, now, "en")))
