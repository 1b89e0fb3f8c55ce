"""Nödbeslut: the reason of the first of two people."""

from datetime import date

from schemas.reasons import OverrideReason
from services.referral.shared.reasons import CHOOSE_REASON, OVERRIDE_WORDS
from services.runtime.forms.field import Field, choices_of
from services.runtime.forms.reader import Errors, Raw, Reader
from services.runtime.language.words import Words


def _words(swedish: str, english: str) -> Words:
    return Words(sv=swedish, en=english)


OVERRIDE_FIELDS: tuple[Field, ...] = (
    Field(
        "reason", _words("Skäl till nödbeslut", "Reason for the override"), "radio", choices=choices_of(OVERRIDE_WORDS)
    ),
)


def parse_override(raw: Raw, today: date) -> OverrideReason | Errors:
    """Read why something is let through, or that no reason was chosen."""
    form = Reader(raw, today)
    reason = form.choice("reason", choices_of(OVERRIDE_WORDS), CHOOSE_REASON)
    return form.errors or OverrideReason(reason)
