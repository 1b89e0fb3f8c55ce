"""Månadsrapport: what it is measured against, its fields and choices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict

from services.referral.plans.form import ATTEST
from services.referral.referrals.inquiry_parts import Goal
from services.runtime.forms.field import Choice, Field, heading
from services.runtime.language.words import Words


def _words(swedish: str, english: str) -> Words:
    return Words(sv=swedish, en=english)


STATUSES: tuple[Choice, ...] = (
    ("FORWARD", _words("Framåt", "Forward")),
    ("STILL", _words("Står stilla", "Standing still")),
    ("BACKWARD", _words("Bakåt", "Backward")),
    ("REACHED", _words("Uppnått", "Reached")),
)
NEEDS_EVIDENCE = {"REACHED": ("uppnått", "reached"), "BACKWARD": ("går bakåt", "going backward")}
EVIDENCE_KINDS: tuple[Choice, ...] = (
    ("DOCUMENT", _words("Dokument", "Document")),
    ("TEST", _words("Prov", "Test")),
    ("OBSERVATION", _words("Iakttagelse", "Observation")),
    ("OTHER_AUTHORITY", _words("Annan myndighets uppgift", "Another authority's word")),
)
THREATS: tuple[Choice, ...] = (
    ("UNCHANGED", _words("Oförändrat", "Unchanged")),
    ("LESS", _words("Minskat", "Less")),
    ("MORE", _words("Ökat", "More")),
    ("UNKNOWN", _words("Vet inte", "Do not know")),
)
INCIDENTS: tuple[Choice, ...] = (
    ("yes", _words("Ja, listan stämmer", "Yes, the list is right")),
    ("add", _words("Nej, en händelse saknas", "No, an event is missing")),
)
_DAY = _words("åååå-mm-dd", "yyyy-mm-dd")


class GoalStatus(BaseModel):
    """How a goal of the plan stands, and what shows it."""

    model_config = ConfigDict(frozen=True)

    goal: str
    status: str
    evidence_kind: str = ""
    evidence_on: date | None = None
    evidence_reference: str = ""


class MonthlyReport(BaseModel):
    """A checked monthly report."""

    model_config = ConfigDict(frozen=True)

    period: str
    days_present: int
    contacts_planned: int
    contacts_held: int
    contacts_late: int
    contacts_missed: int
    missed_acceptable: int
    missed_unacceptable: int
    missed_own_obstacle: int
    goals: tuple[GoalStatus, ...]
    changes: str
    threat: str
    incident_number: str
    safety_plan_on: date | None
    incidents: str
    qualified_share: int
    own_view: str
    own_view_declined: bool
    plan_on: date | None
    next: str
    warning_reason: str


@dataclass(frozen=True)
class ReportFrame:
    """What a report is measured against: its period, the plan's goals and the text of the report before."""

    period: str
    today: date
    goals: Sequence[Goal] = ()
    previous: MonthlyReport | None = None
    incidents: int = 0
    person: str = ""


ATTENDANCE: dict[str, Words] = {
    "contacts_planned": _words("Planerade kontakter", "Planned contacts"),
    "contacts_held": _words("Genomförda kontakter", "Contacts held"),
    "contacts_late": _words("Varav sena", "Of them late"),
    "contacts_missed": _words("Uteblivna kontakter", "Missed contacts"),
    "missed_acceptable": _words("Uteblivna, godtagbart skäl", "Missed, acceptable reason"),
    "missed_unacceptable": _words("Uteblivna, inte godtagbart skäl", "Missed, no acceptable reason"),
    "missed_own_obstacle": _words("Uteblivna, vårt hinder", "Missed, our obstacle"),
}
"""The contacts that a report counts, each with its label."""


def report_fields(frame: ReportFrame) -> tuple[Field, ...]:
    """Give the fields of a report in the order of the form."""
    listed = _words(
        f"Vi har listat {frame.incidents} händelser. Stämmer det?",
        f"We have listed {frame.incidents} events. Is that right?",
    )
    return (
        heading("attendance", "Närvaro", "Attendance"),
        Field("days_present", _words("Dagar personen deltog", "Days the person took part"), "integer"),
        *(Field(name, label, "integer") for name, label in ATTENDANCE.items()),
        *_goal_fields(frame.goals),
        heading("since", "Sedan sist", "Since last time"),
        Field("changes", _words("Vad är nytt sedan sist?", "What is new since last time?"), "textarea",
              _words("Minst 50 tecken, utan namn och nummer.", "At least 50 characters, no names or numbers.")),
        Field("threat", _words("Hot", "Threat"), "radio", choices=THREATS),
        Field("incident_number", _words("Händelsens nummer", "Number of the event"), "text", optional=True),
        Field("safety_plan_on", _words("Säkerhetsplanen genomgången", "Safety plan gone through"), "date", _DAY),
        Field("incidents", listed, "radio", choices=INCIDENTS),
        Field("qualified_share", _words("Vårdtid av utbildad personal, procent", "Care by trained staff, percent"),
              "integer"),
        Field("own_view", _words("Personens egen syn", "The person's own view"), "textarea", optional=True),
        Field("own_view_declined", _words("Personen vill inte lämna någon", "The person does not want to give one"),
              "tick", optional=True),
        heading("ahead", "Framåt", "Ahead"),
        Field("plan_on", _words("Planen genomgången", "Plan gone through"), "date", _DAY),
        Field("next", _words("Nästa period", "Next period"), "textarea",
              _words("Minst 20 tecken.", "At least 20 characters.")),
        ATTEST,
    )  # fmt: skip


def _goal_fields(goals: Sequence[Goal]) -> list[Field]:
    rows: list[Field] = []
    for number, goal in enumerate(goals, 1):
        title = Words(sv=f"Mål {number}: {goal.goal}", en=f"Goal {number}: {goal.goal}")
        rows += [
            Field(f"goal_heading_{number}", title, "heading"),
            Field(f"status_{number}", _words("Läge", "Status"), "radio", choices=STATUSES),
            Field(f"evidence_kind_{number}", _words("Vad visar det? Slag", "What shows it? Kind"), "select",
                  choices=EVIDENCE_KINDS, optional=True),
            Field(f"evidence_on_{number}", _words("Vad visar det? Datum", "What shows it? Date"), "date", _DAY,
                  optional=True),
            Field(f"evidence_reference_{number}", _words("Vad visar det? Referens", "What shows it? Reference"), "text",
                  optional=True),
        ]  # fmt: skip
    return rows
