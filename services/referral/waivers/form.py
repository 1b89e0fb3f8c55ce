"""Undanta: which duty, and why."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from schemas.reasons import WaiveReason
from services.referral.shared.reasons import CHOOSE_REASON, WAIVE_WORDS
from services.referral.waivers.domain import Waive
from services.runtime.forms.field import Choice, Field, choices_of
from services.runtime.forms.reader import Errors, Raw, Reader
from services.runtime.language.words import Words


def _words(swedish: str, english: str) -> Words:
    return Words(sv=swedish, en=english)


WAIVE_REASON = Field("reason", _words("Skäl", "Reason"), "radio", choices=choices_of(WAIVE_WORDS))


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
    reason = form.choice("reason", choices_of(WAIVE_WORDS), CHOOSE_REASON)
    if form.errors:
        return form.errors
    rule, period, fact = duty.split("|")
    return Waive(rule, WaiveReason(reason), period, UUID(fact) if fact else None)
