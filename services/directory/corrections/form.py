"""Rätta: what was typed about a fact of one's own, read into the command that carries it out."""

from uuid import UUID

from schemas.reasons import ErrorReason
from services.directory.attestations.commands import CorrectDate, EnterInError
from services.directory.shared.labels import ERROR_REASONS
from services.runtime.forms.reader import Errors, Reader
from services.runtime.language.words import Words

REASONS = {reason.value: words for reason, words in ERROR_REASONS.items()}


def parse_error(typed: Reader, fact: UUID, by: UUID) -> EnterInError | Errors:
    """Read that a fact of an organisation never was, or what is wrong with it by field."""
    reason = typed.choice("reason", REASONS, Words(sv="Välj ett skäl.", en="Choose a reason."))
    return typed.errors or EnterInError(fact, by, ErrorReason(reason))


def parse_date(typed: Reader, fact: UUID, by: UUID, field: str) -> CorrectDate | Errors:
    """Read that a date of a fact of an organisation is another, or what is wrong with it by field."""
    to = typed.moment("to_day", "to_time", Words(sv="Ange den rätta dagen.", en="Give the right day."))
    if typed.errors or to is None:
        return typed.errors
    return CorrectDate(fact, by, field, to)
