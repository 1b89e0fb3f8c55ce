"""Samtycke: what a consent covers, to whom it lets the board speak, and from when until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.referral.referrals.inquiry_fields import RECEIVERS
from services.runtime.forms.reader import Errors, Raw, Reader
from services.runtime.language.words import Words


@dataclass(frozen=True)
class ConsentGiven:
    """A checked consent; what it covers is kept sealed."""

    scope: str
    receivers: Sequence[str]
    valid_from: date
    valid_to: date


def _words(swedish: str, english: str) -> Words:
    return Words(sv=swedish, en=english)


def parse_consent(raw: Raw, today: date, person: str = "") -> ConsentGiven | Errors:
    """Read a consent, or what is wrong with it by field."""
    form = Reader(raw, today, person)
    return read_consent(form) or form.errors


def read_consent(form: Reader) -> ConsentGiven | None:
    """Read a consent by a reader that keeps what is wrong; None when something is."""
    scope = form.text("scope", _words("Beskriv vad samtycket omfattar.", "Describe what the consent covers."))
    receivers = form.many("receivers", RECEIVERS)
    if "PROVIDER" not in receivers:
        form.wrong(
            "receivers",
            "Samtycke för utföraren saknas. Registrera det först.",
            "Consent for the provider is missing. Register it first.",
        )
    first = form.past_day("from", _words("Ange från vilken dag samtycket gäller.", "Say from which day it is valid."))
    last = form.day("to", _words("Ange till vilken dag samtycket gäller.", "Say until which day it is valid."))
    if last is not None and last < form.today:
        form.wrong("to", "Samtycket har gått ut. Registrera ett nytt.", "The consent has run out. Register a new one.")
    if first is not None and last is not None and last < first:
        form.wrong("to", "Sista dagen ligger före den första. Ange en senare dag.",
                   "The last day lies before the first. Give a later one.")  # fmt: skip
    if form.errors or first is None or last is None:
        return None
    return ConsentGiven(scope=scope, receivers=receivers, valid_from=first, valid_to=last)
