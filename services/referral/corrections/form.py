"""Rätta: a fact entered in error, or another date."""

from collections.abc import Sequence
from datetime import datetime

from schemas.reasons import ErrorReason
from services.referral.corrections.domain import CorrectDate, Correction, EnterInError
from services.referral.shared.civil_time import day_of, first_instant
from services.referral.shared.reasons import CHOOSE_REASON
from services.referral.shared.recorded import DAYS
from services.runtime.forms.field import Choice, Field, choices_of
from services.runtime.forms.reader import Errors, Raw, Reader
from services.runtime.language.code_words import ERROR_WORDS
from services.runtime.language.words import Words

ERROR = "error"


def _words(swedish: str, english: str) -> Words:
    return Words(sv=swedish, en=english)


def correction_fields(dates: Sequence[Choice], *, clock: bool) -> tuple[Field, ...]:
    """Give the fields of a correction; `dates` may be corrected, with a clock time unless they are whole days."""
    choices = (
        (ERROR, _words("Felregistrerad: det ska inte räknas alls", "Entered in error: it shall not count")),
        *dates,
    )
    moments: tuple[Field, ...] = ()
    if dates:
        moments = (Field("day", _words("Rätt dag", "The right day"), "date", optional=True),)
    if dates and clock:
        moments = (*moments, Field("clock", _words("Rätt klockslag", "The right time"), "time", optional=True))
    return (
        Field("what", _words("Vad är fel?", "What is wrong?"), "radio", choices=choices),
        Field("reason", _words("Skäl, om det är felregistrerat", "Reason, if it was entered in error"), "radio",
              choices=choices_of(ERROR_WORDS), optional=True),
        *moments,
    )  # fmt: skip


def parse_correction(raw: Raw, now: datetime, dates: Sequence[Choice]) -> Correction | Errors:
    """Read a correction, or what is wrong with it by field."""
    form = Reader(raw, day_of(now))
    choices = ((ERROR, _words("", "")), *dates)
    what = form.choice("what", choices, _words("Välj vad som är fel.", "Choose what is wrong."))
    if what == ERROR:
        reason = form.choice("reason", choices_of(ERROR_WORDS), CHOOSE_REASON)
        return form.errors or EnterInError(ErrorReason(reason))
    if not what:
        return form.errors
    at = _whole_day(form) if what in DAYS else form.past_moment("day", "clock", now)
    if form.errors or at is None:
        return form.errors
    return CorrectDate(what, at)


def _whole_day(form: Reader) -> datetime | None:
    on = form.past_day("day", _words("Ange den rätta dagen.", "Give the right day."))
    return first_instant(on) if on is not None else None
