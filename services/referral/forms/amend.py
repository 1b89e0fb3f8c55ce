"""Ändra, Nödbeslut, Undanta and Rätta: their short forms and what is accepted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from schemas.codes import AgeBand, AmendReason, ErrorReason, TargetGroup, Tier, WaiveReason
from services.referral.referrals.amendments import Amend
from services.referral.shared.civil_time import day_of, first_instant
from services.referral.shared.reasons import AMEND_WORDS, OVERRIDE_WORDS, WAIVE_WORDS
from services.referral.shared.recorded import DAYS
from services.referral.shared.words import TIER_WORDS
from services.referral.waivers.domain import Waive
from services.runtime.forms.field import Choice, Field
from services.runtime.forms.reader import Errors, Raw, Reader
from services.runtime.language.code_words import AGE_BAND_WORDS, ERROR_WORDS, TARGET_GROUP_WORDS
from services.runtime.language.words import Words

Code = TypeVar("Code", bound=StrEnum)
ERROR = "error"


def _words(swedish: str, english: str) -> Words:
    return Words(sv=swedish, en=english)


def _choices(words: dict[Code, Words]) -> tuple[Choice, ...]:
    return tuple((code.value, word) for code, word in words.items())


CHOOSE_REASON = _words("Välj ett skäl.", "Choose a reason.")
AMEND_FIELDS: tuple[Field, ...] = (
    Field("age_band", _words("Åldersgrupp", "Age band"), "select", choices=_choices(AGE_BAND_WORDS)),
    Field("target_group", _words("Målgrupp", "Target group"), "select", choices=_choices(TARGET_GROUP_WORDS)),
    Field("tier", _words("Hur bråttom är det?", "How urgent is it?"), "radio", choices=_choices(TIER_WORDS)),
    Field("threat_assessed_on", _words("Hotet bedömdes", "Threat assessed"), "date", _words("åååå-mm-dd", "yyyy-mm-dd")),
    Field("reason", _words("Skäl till ändringen", "Reason for the amendment"), "radio", choices=_choices(AMEND_WORDS)),
)  # fmt: skip
OVERRIDE_FIELDS: tuple[Field, ...] = (
    Field(
        "reason", _words("Skäl till nödbeslut", "Reason for the override"), "radio", choices=_choices(OVERRIDE_WORDS)
    ),
)
WAIVE_REASON = Field("reason", _words("Skäl", "Reason"), "radio", choices=_choices(WAIVE_WORDS))


def parse_amend(raw: Raw, today: date) -> Amend | Errors:
    """Read an amendment, or what is wrong with it by field."""
    form = Reader(raw, today)
    band = form.choice("age_band", _choices(AGE_BAND_WORDS), _words("Välj åldersgrupp.", "Choose the age band."))
    group = form.choice(
        "target_group", _choices(TARGET_GROUP_WORDS), _words("Välj målgrupp.", "Choose the target group.")
    )
    tier = form.choice("tier", _choices(TIER_WORDS), _words("Välj hur bråttom det är.", "Choose how urgent it is."))
    assessed = form.past_day(
        "threat_assessed_on", _words("Ange vilken dag hotet bedömdes.", "Say on which day the threat was assessed.")
    )
    reason = form.choice("reason", _choices(AMEND_WORDS), CHOOSE_REASON)
    if form.errors:
        return form.errors
    return Amend(AgeBand(band), TargetGroup(group), Tier(tier), assessed, AmendReason(reason))


def duty_field(duties: Sequence[Choice]) -> Field:
    """Give the choice of which duty is waived."""
    return Field("duty", _words("Skyldighet", "Duty"), "radio", choices=tuple(duties))


def duty_code(rule: str, period: str = "", fact: UUID | None = None) -> str:
    """Write a duty as the value of a choice."""
    return f"{rule}|{period}|{fact or ''}"


def parse_waive(raw: Raw, today: date, duties: Sequence[Choice]) -> Waive | Errors:
    """Read a waiver, or what is wrong with it by field."""
    form = Reader(raw, today)
    duty = form.choice("duty", duties, _words("Välj vilken skyldighet det gäller.", "Choose which duty it is about."))
    reason = form.choice("reason", _choices(WAIVE_WORDS), CHOOSE_REASON)
    if form.errors:
        return form.errors
    rule, period, fact = duty.split("|")
    return Waive(rule, WaiveReason(reason), period, UUID(fact) if fact else None)


@dataclass(frozen=True)
class Correction:
    """A checked correction: why a fact never was, or else which date of it is another, and which."""

    reason: ErrorReason | None = None
    field: str = ""
    to: datetime | None = None


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
              choices=_choices(ERROR_WORDS), optional=True),
        *moments,
    )  # fmt: skip


def parse_correction(raw: Raw, now: datetime, dates: Sequence[Choice]) -> Correction | Errors:
    """Read a correction, or what is wrong with it by field."""
    form = Reader(raw, day_of(now))
    choices = ((ERROR, _words("", "")), *dates)
    what = form.choice("what", choices, _words("Välj vad som är fel.", "Choose what is wrong."))
    if what == ERROR:
        reason = form.choice("reason", _choices(ERROR_WORDS), CHOOSE_REASON)
        return form.errors or Correction(ErrorReason(reason))
    if not what:
        return form.errors
    at = _whole_day(form) if what in DAYS else form.past_moment("day", "clock", now)
    if form.errors or at is None:
        return form.errors
    return Correction(field=what, to=at)


def _whole_day(form: Reader) -> datetime | None:
    on = form.past_day("day", _words("Ange den rätta dagen.", "Give the right day."))
    return first_instant(on) if on is not None else None
