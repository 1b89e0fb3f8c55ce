"""Slutrapport: the outcome of each goal with its evidence, and the hand-over."""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from services.referral.plans.form import ATTEST, attested, own_view
from services.referral.referrals.inquiry_parts import Goal
from services.referral.reports.monthly_fields import EVIDENCE_KINDS
from services.runtime.forms.field import Choice, Field, heading
from services.runtime.forms.reader import Errors, Raw, Reader
from services.runtime.language.words import Words

SUMMARY_LENGTH, HANDOVER_LENGTH = 50, 20


def _words(swedish: str, english: str) -> Words:
    return Words(sv=swedish, en=english)


OUTCOMES: tuple[Choice, ...] = (
    ("ACHIEVED", _words("Uppnått", "Achieved")),
    ("PARTIALLY", _words("Delvis", "Partially")),
    ("NOT", _words("Inte uppnått", "Not achieved")),
)


class GoalOutcome(BaseModel):
    """How a goal came out, and what shows it."""

    model_config = ConfigDict(frozen=True)

    goal: str
    outcome: str
    evidence_kind: str
    evidence_on: date | None
    evidence_reference: str


class EndReport(BaseModel):
    """A checked end report."""

    model_config = ConfigDict(frozen=True)

    goals: tuple[GoalOutcome, ...]
    summary: str
    handover: str
    own_view: str
    own_view_declined: bool


def end_report_fields(goals: Sequence[Goal]) -> tuple[Field, ...]:
    """Give the fields of the end report in the order of the form."""
    rows: list[Field] = []
    for number, goal in enumerate(goals, 1):
        title = Words(sv=f"Mål {number}: {goal.goal}", en=f"Goal {number}: {goal.goal}")
        rows += [
            Field(f"goal_heading_{number}", title, "heading"),
            Field(f"outcome_{number}", _words("Utfall", "Outcome"), "radio", choices=OUTCOMES),
            Field(f"evidence_kind_{number}", _words("Vad visar det? Slag", "What shows it? Kind"), "select",
                  choices=EVIDENCE_KINDS),
            Field(f"evidence_on_{number}", _words("Vad visar det? Datum", "What shows it? Date"), "date",
                  _words("åååå-mm-dd", "yyyy-mm-dd")),
            Field(f"evidence_reference_{number}", _words("Vad visar det? Referens", "What shows it? Reference")),
        ]  # fmt: skip
    return (
        *rows,
        heading("whole", "Helheten", "The whole"),
        Field("summary", _words("Sammanfattning", "Summary"), "textarea",
              _words("Minst 50 tecken, utan namn och nummer.", "At least 50 characters, no names or numbers.")),
        Field("handover", _words("Överlämning", "Hand-over"), "textarea",
              _words("Vem tar över vad, minst 20 tecken.", "Who takes over what, at least 20 characters.")),
        Field("own_view", _words("Personens egen syn", "The person's own view"), "textarea", optional=True),
        Field("own_view_declined", _words("Personen vill inte lämna någon", "The person does not want to give one"),
              "tick", optional=True),
        ATTEST,
    )  # fmt: skip


def parse_end_report(raw: Raw, goals: Sequence[Goal], today: date, person: str = "") -> EndReport | Errors:
    """Check an end report; every outcome needs its evidence."""
    form = Reader(raw, today, person)
    outcomes = tuple(_outcome(form, number, goal) for number, goal in enumerate(goals, 1))
    summary = form.text(
        "summary", _words("Sammanfatta med minst 50 tecken.", "Summarise in at least 50 characters."), SUMMARY_LENGTH
    )
    handover = form.text(
        "handover",
        _words("Skriv vem som tar över vad, minst 20 tecken.", "Write who takes over what, at least 20 characters."),
        HANDOVER_LENGTH,
    )
    view, declined = own_view(form)
    attested(form)
    if form.errors:
        return form.errors
    return EndReport(goals=outcomes, summary=summary, handover=handover, own_view=view,
                     own_view_declined=declined)  # fmt: skip


def _outcome(form: Reader, number: int, goal: Goal) -> GoalOutcome:
    outcome = form.choice(
        f"outcome_{number}", OUTCOMES, _words(f"Välj utfall för mål {number}.", f"Choose the outcome of goal {number}.")
    )
    kind = form.choice(
        f"evidence_kind_{number}",
        EVIDENCE_KINDS,
        _words(f"Ange vad som visar utfallet för mål {number}.", f"Say what shows the outcome of goal {number}."),
    )
    on = form.past_day(
        f"evidence_on_{number}", _words(f"Ange datum för mål {number}.", f"Give the date, goal {number}.")
    )
    reference = form.text(
        f"evidence_reference_{number}",
        _words(f"Ange referens för mål {number}.", f"Give the reference of goal {number}."),
    )
    return GoalOutcome(goal=goal.goal, outcome=outcome, evidence_kind=kind, evidence_on=on,
                       evidence_reference=reference)  # fmt: skip
