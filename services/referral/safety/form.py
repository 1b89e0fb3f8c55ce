"""Säkerhetsplan and hotbedömning: fields and what is accepted; what they say stays in the vault."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from services.referral.plans.form import ATTEST, attested
from services.runtime.forms.field import Field
from services.runtime.forms.reader import Errors, Raw, Reader
from services.runtime.language.words import Words

LEAST = 20


def _words(swedish: str, english: str) -> Words:
    return Words(sv=swedish, en=english)


SAFETY_FIELDS: tuple[Field, ...] = (
    Field("protection", _words("Så skyddas personen till vardags", "How the person is protected day by day"), "textarea",
          _words("Minst 20 tecken, utan namn, adress och nummer.",
                 "At least 20 characters, no names, addresses or numbers.")),
    Field("alarm", _words("Vem larmas, i vilken ordning (funktion)", "Who is alerted, in which order (function)"),
          "textarea"),
    Field("exposed", _words("Det gör ni om platsen blir känd", "What you do if the place becomes known"), "textarea"),
    Field("gone_through_on", _words("Genomgången med personen", "Gone through with the person"), "date",
          _words("åååå-mm-dd", "yyyy-mm-dd")),
    ATTEST,
)  # fmt: skip
THREAT_FIELDS: tuple[Field, ...] = (
    Field("assessed_on", _words("Hotbedömningens dag", "Day of the threat assessment"), "date",
          _words("åååå-mm-dd", "yyyy-mm-dd")),
    Field("number", _words("Diarienummer", "Register number"), "text",
          _words("Numret, aldrig innehållet.", "The number, never its content.")),
)  # fmt: skip


class SafetyPlan(BaseModel):
    """A checked personal safety plan."""

    model_config = ConfigDict(frozen=True)

    protection: str
    alarm: str
    exposed: str
    gone_through_on: date


class ThreatAssessment(BaseModel):
    """The day and the register number of a threat assessment."""

    model_config = ConfigDict(frozen=True)

    assessed_on: date
    number: str


def parse_safety_plan(raw: Raw, today: date, person: str = "") -> SafetyPlan | Errors:
    """Read a safety plan, or what is wrong with it by field."""
    form = Reader(raw, today, person)
    protection = form.text(
        "protection",
        _words(
            "Skriv hur personen skyddas, minst 20 tecken.", "Write how the person is protected, at least 20 characters."
        ),
        LEAST,
    )
    alarm = form.text("alarm", _words("Skriv vem som larmas.", "Write who is alerted."))
    exposed = form.text("exposed", _words("Skriv vad ni gör om platsen blir känd.", "Write what you do if exposed."))
    on = form.past_day("gone_through_on", _words("Ange när ni gick igenom planen.", "Say when you went through it."))
    attested(form)
    if form.errors or on is None:
        return form.errors
    return SafetyPlan(protection=protection, alarm=alarm, exposed=exposed, gone_through_on=on)


def parse_threat_assessment(raw: Raw, today: date) -> ThreatAssessment | Errors:
    """Read a threat assessment, or what is wrong with it by field."""
    form = Reader(raw, today)
    on = form.past_day("assessed_on", _words("Ange vilken dag bedömningen gjordes.", "Say on which day it was made."))
    number = form.text("number", _words("Ange diarienumret.", "Give the register number."))
    if form.errors or on is None:
        return form.errors
    return ThreatAssessment(assessed_on=on, number=number)
