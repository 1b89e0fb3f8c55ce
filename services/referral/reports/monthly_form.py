"""Månadsrapport: what is accepted in it."""

from datetime import date
from difflib import SequenceMatcher

from services.referral.plans.form import attested, own_view
from services.referral.referrals.answer_form import pass_warnings
from services.referral.referrals.inquiry_parts import Goal
from services.referral.reports.monthly_fields import (
    ATTENDANCE,
    INCIDENTS,
    NEEDS_EVIDENCE,
    STATUSES,
    THREATS,
    GoalStatus,
    MonthlyReport,
    ReportFrame,
)
from services.referral.shared.civil_time import days_in_month
from services.runtime.forms.reader import Errors, Raw, Reader
from services.runtime.language.dates import period_name
from services.runtime.language.words import Words

CHANGES_LENGTH, NEXT_LENGTH = 50, 20
SAFETY_PLAN_DAYS = 90
QUALIFIED_SHARE = 40
NEARLY_SAME = 0.9
MOST_CONTACTS = 999


def _words(swedish: str, english: str) -> Words:
    return Words(sv=swedish, en=english)


def parse_report(raw: Raw, frame: ReportFrame) -> MonthlyReport | Errors:
    """Read a monthly report, or what is wrong with it by field."""
    form = Reader(raw, frame.today, frame.person)
    numbers = _attendance(form, frame.period)
    goals = tuple(_goal(form, number, goal) for number, goal in enumerate(frame.goals, 1))
    values = {"period": frame.period, **numbers, "goals": goals, **_since(form, frame), **_ahead(form, frame.period)}
    attested(form)
    values["warning_reason"] = pass_warnings(form)
    return form.errors or MonthlyReport.model_validate(values)


def _attendance(form: Reader, period: str) -> dict[str, int]:
    days = days_in_month(period)
    name = period_name(period, "sv").split()[0].capitalize(), period_name(period, "en").split()[0]
    present = _words(
        f"{name[0]} har {days} dagar. Ange högst {days}.", f"{name[1]} has {days} days. Give at most {days}."
    )
    if not form.one("days_present"):
        present = _words(f"Ange hur många dagar, 0 till {days}.", f"Give how many days, 0 to {days}.")
    found = {"days_present": form.integer("days_present", 0, days, present)}
    for part in ATTENDANCE:
        amount = _words(": ange ett antal, 0 eller fler.", ": give a number, 0 or more.")
        found[part] = form.integer(part, 0, MOST_CONTACTS, ATTENDANCE[part] + amount)
    _contacts_add_up(form, found)
    return found


def _contacts_add_up(form: Reader, found: dict[str, int]) -> None:
    held, missed, planned = found["contacts_held"], found["contacts_missed"], found["contacts_planned"]
    late = found["contacts_late"]
    if held + missed != planned:
        form.wrong(
            "contacts_planned",
            f"{held} + {missed} är inte {planned}. Rätta kontakterna.",
            f"{held} + {missed} is not {planned}. Correct the contacts.",
        )
    if late > held:
        form.wrong(
            "contacts_late",
            f"{late} sena av {held} genomförda går inte. Rätta kontakterna.",
            f"{late} late of {held} held is not possible. Correct the contacts.",
        )
    if sum(found[part] for part in ATTENDANCE if part.startswith("missed_")) != missed:
        form.wrong(
            "missed_acceptable",
            f"Ange skäl för {missed} uteblivna kontakter.",
            f"Give reasons for {missed} missed contacts.",
        )


def _goal(form: Reader, number: int, goal: Goal) -> GoalStatus:
    status = form.choice(
        f"status_{number}", STATUSES, _words(f"Välj läge för mål {number}.", f"Choose the status of goal {number}.")
    )
    kind = form.one(f"evidence_kind_{number}")
    on = form.past_day(f"evidence_on_{number}")
    reference = form.text(f"evidence_reference_{number}")
    if status in NEEDS_EVIDENCE and not (kind and on and reference):
        swedish, english = NEEDS_EVIDENCE[status]
        missing = f"Ange vad som visar att mål {number} {'är ' if status == 'REACHED' else ''}{swedish}."
        form.wrong(f"evidence_kind_{number}", missing, f"Say what shows that goal {number} is {english}.")
    return GoalStatus(goal=goal.goal, status=status, evidence_kind=kind, evidence_on=on,
                      evidence_reference=reference)  # fmt: skip


def _since(form: Reader, frame: ReportFrame) -> dict[str, object]:
    changes = form.text(
        "changes",
        _words("Skriv vad som är nytt, minst 50 tecken.", "Write what is new, at least 50 characters."),
        CHANGES_LENGTH,
    )
    if frame.previous and _nearly_same(changes, frame.previous.changes):
        before = frame.previous.period
        form.warn(
            "changes",
            f"Nästan samma text som i {period_name(before, 'sv').split()[0]}. Skriv vad som är nytt.",
            f"Nearly the same text as in {period_name(before, 'en').split()[0]}. Write what is new.",
        )
    threat = form.choice(
        "threat", THREATS, _words("Välj hur hotet har utvecklats.", "Choose how the threat has changed.")
    )
    incident = form.text("incident_number")
    if threat == "MORE" and not incident:
        form.wrong(
            "incident_number",
            "Hotet har ökat. Rapportera händelsen eller ange numret.",
            "The threat has grown. Report the event or give its number.",
        )
    listed = form.choice(
        "incidents",
        INCIDENTS,
        _words("Svara om listan över händelser stämmer.", "Answer whether the list of events is right."),
    )
    if listed == "add" and not incident:
        form.wrong(
            "incident_number",
            "Rapportera händelsen som saknas och ange numret.",
            "Report the missing event and give its number.",
        )
    view, declined = own_view(form)
    return {"changes": changes, "threat": threat, "incident_number": incident, "incidents": listed, "own_view": view,
            "own_view_declined": declined, "safety_plan_on": _safety_plan(form),
            "qualified_share": _qualified(form)}  # fmt: skip


def _safety_plan(form: Reader) -> date | None:
    on = form.past_day(
        "safety_plan_on",
        _words("Ange när ni gick igenom säkerhetsplanen.", "Say when you went through the safety plan."),
        _words(
            "Dagen ligger i framtiden. Ange när ni gick igenom den.",
            "The day lies in the future. Say when you went through it.",
        ),
    )
    if on is not None and (age := (form.today - on).days) > SAFETY_PLAN_DAYS:
        form.warn(
            "safety_plan_on",
            f"Det var {age} dagar sedan, gränsen är 90. Gå igenom den igen eller förklara.",
            f"That was {age} days ago, the limit is 90. Go through it again or explain.",
        )
    return on  # fmt: skip


def _qualified(form: Reader) -> int:
    share = form.integer("qualified_share", 0, 100, _words("Ange procent, 0 till 100.", "Give a percentage, 0 to 100."))
    if share < QUALIFIED_SHARE and "qualified_share" not in form.errors:
        form.warn(
            "qualified_share",
            f"{share} % är under avtalets {QUALIFIED_SHARE} %. Förklara varför.",
            f"{share}% is below the contract's {QUALIFIED_SHARE}%. Explain why.",
        )
    return share  # fmt: skip


def _ahead(form: Reader, period: str) -> dict[str, object]:
    month = period_name(_following(period), "sv").split()[0], period_name(_following(period), "en").split()[0]
    plan_on = form.past_day("plan_on", _words("Ange när ni gick igenom planen.", "Say when you went through the plan."))
    coming = form.text(
        "next", _words(f"Skriv vad ni planerar för {month[0]}.", f"Write what you plan for {month[1]}."), NEXT_LENGTH
    )
    return {"plan_on": plan_on, "next": coming}  # fmt: skip


def _following(period: str) -> str:
    year, month = int(period[:4]), int(period[5:])
    return f"{year + month // 12:04d}-{month % 12 + 1:02d}"


def _nearly_same(text: str, before: str) -> bool:
    return bool(text and before) and SequenceMatcher(None, text, before, autojunk=False).ratio() > NEARLY_SAME
