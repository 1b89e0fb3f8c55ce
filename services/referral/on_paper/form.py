"""Registrera inkommet: how, when and by whom it came, and what came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from schemas.codes import Role
from schemas.reasons import DeclineReason
from services.referral.incidents.form import IncidentReport, incident_fields, parse_incident
from services.referral.incidents.happening import Happening
from services.referral.on_paper.domain import CameBy, Kind, ReceivedOnPaper
from services.referral.referrals.answer_form import ANSWERS, REASONS, Answer
from services.referral.shared.civil_time import day_of
from services.referral.shared.reasons import CHOOSE_REASON
from services.runtime.forms.field import Choice, Field
from services.runtime.forms.reader import Errors, Raw, Reader
from services.runtime.language.dates import period_name
from services.runtime.language.words import Words


def _words(swedish: str, english: str) -> Words:
    return Words(sv=swedish, en=english)


WAYS: tuple[Choice, ...] = (
    (CameBy.PAPER.value, _words("På papper", "On paper")),
    (CameBy.PHONE.value, _words("Per telefon", "By phone")),
)
RECEIVED_FIELDS: tuple[Field, ...] = (
    Field("came_by", _words("Hur kom det?", "How did it come?"), "radio", choices=WAYS),
    Field("came_day", _words("Kom in, dag", "Came in, day"), "date"),
    Field("came_clock", _words("Kom in, klockslag", "Came in, time"), "time"),
    Field("by_whom", _words("Av vem (funktion)", "By whom (function)"), "text",
          _words("Funktion, inte namn.", "A function, not a name.")),
)  # fmt: skip
NOTE = Field(
    "note",
    _words("Innehåll, eller var papperet finns", "Content, or where the paper lies"),
    "textarea",
    _words("Till exempel: På papper, diarienummer SN-2026-900.", "Such as: On paper, register number SN-2026-900."),
)
ANSWER_FIELDS: tuple[Field, ...] = (
    *RECEIVED_FIELDS,
    Field("answer", _words("Vad svarade utföraren?", "What did the provider answer?"), "radio", choices=ANSWERS),
    Field("start_on", _words("Startdag, om utföraren accepterar", "Start day, if the provider accepts"), "date",
          optional=True),
    Field("reason", _words("Skäl, om utföraren avböjer", "Reason, if the provider declines"), "radio", choices=REASONS,
          optional=True),
    NOTE,
)  # fmt: skip


@dataclass(frozen=True)
class Expected:
    """What something that came is read against: what may have come, and in which role somebody attests it."""

    kind: Kind
    periods: Sequence[str] = ()
    events: Sequence[Happening] = ()
    role: Role = Role.COORDINATOR
    person: str = ""


@dataclass(frozen=True)
class Arrived:
    """What came about a placement, checked: how it came, with the month or the incident it is about."""

    kind: Kind
    received: ReceivedOnPaper
    period: str = ""
    incident: IncidentReport | None = None


@dataclass(frozen=True)
class ArrivedAnswer:
    """An answer to a referral that came, checked."""

    received: ReceivedOnPaper
    answer: Answer


def received_fields(kind: Kind, periods: Sequence[str], events: Sequence[Happening]) -> tuple[Field, ...]:
    """Give the fields of what came about a placement."""
    if kind is Kind.INCIDENT:
        return (*RECEIVED_FIELDS, *incident_fields(events))
    months = tuple((period, _words(period_name(period), period_name(period, "en"))) for period in reversed(periods))
    period = (Field("period", _words("Månad", "Month"), "select", choices=months),) if kind is Kind.REPORT else ()
    return (*RECEIVED_FIELDS, *period, NOTE)


def _received(form: Reader, now: datetime, note: str, role: Role) -> ReceivedOnPaper | None:
    by = form.choice("came_by", WAYS, _words("Välj hur det kom.", "Choose how it came."))
    arrived = form.past_moment("came_day", "came_clock", now)
    by_whom = form.text("by_whom", _words("Ange vem det kom från, en funktion.", "Say whom it came from, a function."))
    if form.errors or arrived is None:
        return None
    return ReceivedOnPaper(CameBy(by), arrived, by_whom, note, role)


def parse_received(raw: Raw, now: datetime, expected: Expected) -> Arrived | Errors:
    """Read what came about a placement, or what is wrong with it by field."""
    kind, person = expected.kind, expected.person
    form = Reader(raw, day_of(now), person)
    period = ""
    incident: IncidentReport | None = None
    if kind is Kind.INCIDENT:
        about = parse_incident(raw, now, expected.events, person)
        if isinstance(about, Errors):
            form.errors.update(about)
        else:
            incident = about
        note = form.one("what")
    else:
        note = _note(form)
    if kind is Kind.REPORT:
        months = [(one, _words("", "")) for one in expected.periods]
        period = form.choice("period", months, _words("Välj månad.", "Choose the month."))
    received = _received(form, now, note, expected.role)
    return form.errors if received is None else Arrived(kind, received, period, incident)


def parse_received_answer(
    raw: Raw, now: datetime, *, role: Role = Role.COORDINATOR, person: str = ""
) -> ArrivedAnswer | Errors:
    """Read an answer to a referral that came, or what is wrong with it by field."""
    form = Reader(raw, day_of(now), person)
    answer = form.choice("answer", ANSWERS, _words("Välj vad utföraren svarade.", "Choose what the provider answered."))
    start_on: date | None = None
    reason = ""
    if answer == "accept":
        start_on = form.day("start_on", _words("Ange startdagen.", "Give the start day."))
    elif answer == "decline":
        reason = form.choice("reason", REASONS, CHOOSE_REASON)
    note = _note(form)
    received = _received(form, now, note, role)
    if received is not None and start_on is not None and start_on < day_of(received.arrived):
        form.wrong("start_on", "Startdagen ligger före dagen då svaret kom. Rätta en av dagarna.",
                   "The start day lies before the day the answer came. Correct one of the days.")  # fmt: skip
    if received is None or form.errors:
        return form.errors
    made = Answer(DeclineReason(reason) if reason else None, start_on, received.by_whom, note, "")
    return ArrivedAnswer(received, made)


def _note(form: Reader) -> str:
    return form.text(
        "note", _words("Skriv innehållet, eller var papperet finns.", "Write it, or where the paper lies.")
    )
