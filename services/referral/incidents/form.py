"""Rapportera händelse, anmäl avvikelse and the board's own word of an incident: fields and what is accepted."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from schemas.codes import AbsenceKind, IncidentKind
from services.referral.incidents.domain import Report
from services.referral.incidents.happening import Happening
from services.referral.incidents.which_event import event_fields, read_event
from services.referral.incidents.words import ABSENCE_WORDS, INCIDENT_WORDS
from services.referral.shared.civil_time import day_of
from services.runtime.forms.field import Choice, Field
from services.runtime.forms.reader import Errors, Raw, Reader
from services.runtime.language.typed_time import written_clock
from services.runtime.language.words import Words

LEAST = 20
KINDS: tuple[Choice, ...] = tuple((code.value, words) for code, words in INCIDENT_WORDS.items())
ABSENCES: tuple[Choice, ...] = tuple((code.value, words) for code, words in ABSENCE_WORDS.items())


def _words(swedish: str, english: str) -> Words:
    return Words(sv=swedish, en=english)


WHAT = Field("what", _words("Vad har hänt?", "What has happened?"), "textarea",
             _words("Minst 20 tecken, utan namn och nummer.", "At least 20 characters, no names or numbers."))  # fmt: skip
KIND = Field("kind", _words("Slag av händelse", "Kind of incident"), "radio", choices=KINDS)


class IncidentReport(BaseModel):
    """A checked report of a serious incident; `event` names one that is already recorded."""

    model_config = ConfigDict(frozen=True)

    event: UUID | None = None
    kind: IncidentKind
    aware_at: datetime
    phoned_at: datetime | None = None
    what: str

    def command(self) -> Report:
        """Give the report as a command."""
        return Report(self.kind, self.aware_at, self.phoned_at)


class Notice(BaseModel):
    """What a board reports of an incident that it noticed itself."""

    model_config = ConfigDict(frozen=True)

    event: UUID | None = None
    kind: IncidentKind
    what: str


class Absence(BaseModel):
    """A checked report of an absence, or of an end that nobody planned."""

    model_config = ConfigDict(frozen=True)

    event: UUID | None = None
    kind: AbsenceKind
    noticed_at: datetime
    what: str


def incident_fields(events: Sequence[Happening] = ()) -> tuple[Field, ...]:
    """Give the provider's fields; `events` are recorded already and lack its report."""
    return (
        *event_fields(events),
        KIND,
        Field("aware_day", _words("Ni fick veta, dag", "You became aware, day"), "date"),
        Field("aware_clock", _words("Ni fick veta, klockslag", "You became aware, time"), "time"),
        Field("phoned_day", _words("Ni ringde nämnden, dag", "You phoned the board, day"), "date", optional=True),
        Field("phoned_clock", _words("Ni ringde nämnden, klockslag", "You phoned the board, time"), "time",
              optional=True),
        WHAT,
    )  # fmt: skip


def notice_fields(events: Sequence[Happening] = ()) -> tuple[Field, ...]:
    """Give the board's fields."""
    return (*event_fields(events), KIND, WHAT)


def absence_fields(events: Sequence[Happening] = ()) -> tuple[Field, ...]:
    """Give the fields of an absence; `events` are those that may be the same."""
    return (
        *event_fields(events),
        Field("kind", _words("Vad gäller det?", "What is it?"), "radio", choices=ABSENCES),
        Field("noticed_day", _words("Märktes, dag", "Noticed, day"), "date"),
        Field("noticed_clock", _words("Märktes, klockslag", "Noticed, time"), "time"),
        WHAT,
    )


def present(now: datetime, prefix: str) -> dict[str, str]:
    """Give the present day and time as a form's first values."""
    return {f"{prefix}_day": day_of(now).isoformat(), f"{prefix}_clock": written_clock(now)}


def parse_incident(
    raw: Raw, now: datetime, events: Sequence[Happening] = (), person: str = ""
) -> IncidentReport | Errors:
    """Read a report of an incident, or what is wrong with it by field."""
    form = Reader(raw, day_of(now), person)
    event, kind, what = read_event(form, events), _kind(form), _what(form)
    aware = form.past_moment("aware_day", "aware_clock", now)
    phoned = None
    if form.one("phoned_day") or form.one("phoned_clock"):
        phoned = form.past_moment("phoned_day", "phoned_clock", now)
    if phoned is not None and aware is not None and phoned < aware:
        form.wrong("phoned_clock", "Samtalet ligger före det att ni fick veta. Rätta ett av klockslagen.",
                   "The call lies before you became aware. Correct one of the times.")  # fmt: skip
    if form.errors or aware is None:
        return form.errors
    return IncidentReport(event=event, kind=IncidentKind(kind), aware_at=aware, phoned_at=phoned, what=what)


def parse_notice(raw: Raw, now: datetime, events: Sequence[Happening] = (), person: str = "") -> Notice | Errors:
    """Read what a board reports of an incident, or what is wrong with it by field."""
    form = Reader(raw, day_of(now), person)
    event, kind, what = read_event(form, events), _kind(form), _what(form)
    if form.errors:
        return form.errors
    return Notice(event=event, kind=IncidentKind(kind), what=what)


def parse_absence(raw: Raw, now: datetime, events: Sequence[Happening] = (), person: str = "") -> Absence | Errors:
    """Read a report of an absence, or what is wrong with it by field."""
    form = Reader(raw, day_of(now), person)
    event, what = read_event(form, events), _what(form)
    kind = form.choice("kind", ABSENCES, _words("Välj vad det gäller.", "Choose what it is."))
    noticed = form.past_moment("noticed_day", "noticed_clock", now)
    if form.errors or noticed is None:
        return form.errors
    return Absence(event=event, kind=AbsenceKind(kind), noticed_at=noticed, what=what)


def _kind(form: Reader) -> str:
    return form.choice("kind", KINDS, _words("Välj slag av händelse.", "Choose the kind of incident."))


def _what(form: Reader) -> str:
    missing = _words("Skriv vad som har hänt, minst 20 tecken.", "Write what has happened, at least 20 characters.")
    return form.text("what", missing, LEAST)
