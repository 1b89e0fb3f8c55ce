"""What comes next in a case or a placement: whose turn it is, on which page, and by when."""

from dataclasses import dataclass
from datetime import date, datetime

from schemas import referral as facts
from schemas.codes import Tier
from services.referral.cases.queries import Listed
from services.referral.shared.civil_time import first_instant
from services.referral.shared.states import ENDED_STATES, State
from services.runtime.language.duties import duty_asked_by, duty_fulfilled_by
from services.runtime.language.words import Words

OPEN = Words(sv="Öppna", en="Open")


ANSWER = duty_asked_by(facts.ReferralSent).key


PLAN, CORRECTED_PLAN = duty_fulfilled_by(facts.PlanSubmitted).key, duty_asked_by(facts.PlanReturned).key


CORRECTED_REPORT = duty_asked_by(facts.ReportReturned).key


END_REPORT = duty_fulfilled_by(facts.EndReportSubmitted).key


CORRECTED_END_REPORT = duty_asked_by(facts.EndReportReturned).key


INCIDENT_REPORT = duty_fulfilled_by(facts.IncidentReported).key


@dataclass(frozen=True)
class Step:
    """What comes next: in words, with the page and its verb, by when, and whether it waits for the viewer's side."""

    words: Words
    url: str
    verb: Words = OPEN
    due: datetime | date | None = None
    hours: bool = False
    waits: bool = False
    late: bool = False
    duty: str = ""
    """Which of the audit's duties the step fulfils, by its key: where the audit shows it, it is not shown twice."""


def _answer(listed: Listed, now: datetime, url: str, *, waits: bool) -> Step:
    due, hours = listed.answer_due, listed.tier is Tier.EMERGENCY
    late = due is not None and now >= due
    words = Words(sv="Besvara förfrågan", en="Answer the referral")
    if not waits:
        words = Words(sv="Utföraren svarar", en="The provider answers")
    return Step(words, url, Words(sv="Besvara", en="Answer") if waits else OPEN, due, hours, waits, late, ANSWER)


def board_step(listed: Listed, state: State, now: datetime) -> Step:
    """Give what comes next as a board sees it."""
    case = f"/cases/{listed.case}"
    if listed.placement is not None and state is not State.CANCELLED:
        return _board_placed(listed, state, case)
    if listed.referral is None:
        return Step(Words(sv="Skriv en förfrågan", en="Write a referral"), case, waits=True)
    if state is State.DRAFT:
        verb, url = Words(sv="Fortsätt", en="Continue"), f"/referrals/{listed.referral}/tasks"
        return Step(Words(sv="Gör klart förfrågan", en="Finish the referral"), url, verb, waits=True)
    if state is State.REQUESTED:
        return _answer(listed, now, case, waits=False)
    if state is State.REJECTED:
        return Step(Words(sv="Välj en annan utförare", en="Choose another provider"), case, waits=True)
    return Step(Words(sv="Inget väntar på dig", en="Nothing waits for you"), case)


def _board_placed(listed: Listed, state: State, case: str) -> Step:
    placement, read = f"/placements/{listed.placement}", Words(sv="Läs", en="Read")
    if listed.concluded_at is None and (waiting := _to_read(listed, placement, read)):
        return waiting
    if state is State.ACCEPTED:
        return Step(Words(sv="Uppdraget börjar", en="The placement starts"), case, due=listed.placement_start)
    if state in ENDED_STATES and listed.concluded_at is None:
        if listed.end_report_at is None:
            return Step(Words(sv="Kvar att lämna: slutrapport", en="Still to come: the end report"), case)
        words = Words(sv="Läs slutrapporten och markera som klar", en="Read the end report and conclude")
        return Step(words, f"{placement}/end-report", read, waits=True)
    return Step(Words(sv="Inget väntar på dig", en="Nothing waits for you"), case)


def _to_read(listed: Listed, placement: str, read: Words) -> Step | None:
    """Give what the provider has reported or handed in, and the board has not answered."""
    if listed.to_attest:
        words = Words(sv="Intyga samtalet om en händelse", en="Attest the call about an incident")
        return Step(words, f"{placement}/incidents/{listed.to_attest}", read, waits=True)
    if listed.plan_version > max(listed.plan_approved, listed.plan_returned):
        return Step(Words(sv="Läs planen", en="Read the plan"), f"{placement}/plan", read, waits=True)
    if listed.unread:
        words = Words(sv="Läs månadsrapport", en="Read the monthly report")
        return Step(words, f"{placement}/reports", read, waits=True)
    return None


def provider_step(listed: Listed, state: State, now: datetime) -> Step:
    """Give what comes next as a provider sees it."""
    if listed.placement is None:
        url = f"/referrals/{listed.referral}/answer"
        if state is State.REQUESTED:
            return _answer(listed, now, url, waits=True)
        return Step(Words(sv="Inget mer att göra", en="Nothing more to do"), url)
    page = f"/placements/{listed.placement}"
    if state is State.ACCEPTED:
        start = listed.placement_start
        words, verb = Words(sv="Starta uppdraget", en="Start the placement"), Words(sv="Starta", en="Start")
        return Step(
            words, f"{page}/start", verb, start, waits=True, late=start is not None and now >= first_instant(start)
        )
    owed = None if listed.concluded_at else _returned(listed, page, now) or _unsubmitted(listed, state, page)
    return owed or Step(Words(sv="Se vad som ska lämnas", en="See what is to be submitted"), page)


def _unsubmitted(listed: Listed, state: State, page: str) -> Step | None:
    if state in ENDED_STATES and listed.end_report_at is None:
        words, verb = Words(sv="Lämna slutrapport", en="Submit the end report"), Words(sv="Lämna", en="Submit")
        return Step(words, f"{page}/end-report", verb, waits=True, duty=END_REPORT)
    if listed.started_at is not None and not listed.plan_version and state not in ENDED_STATES:
        words, verb = Words(sv="Lämna plan", en="Submit the plan"), Words(sv="Lämna", en="Submit")
        return Step(words, f"{page}/plan", verb, waits=True, duty=PLAN)
    return None


def _returned(listed: Listed, page: str, now: datetime) -> Step | None:
    """Give what the board has noticed or returned, and the provider has not answered."""
    correct, due = Words(sv="Rätta", en="Correct"), listed.correct_by
    late = due is not None and now >= due
    if listed.to_report:
        words, verb = Words(sv="Rapportera händelsen", en="Report the incident"), Words(sv="Rapportera", en="Report")
        return Step(words, f"{page}/incidents/new?event={listed.to_report}", verb, waits=True, duty=INCIDENT_REPORT)
    if listed.plan_version == listed.plan_returned > 0:
        return Step(
            Words(sv="Rätta planen", en="Correct the plan"),
            f"{page}/plan/new",
            correct,
            due,
            waits=True,
            late=late,
            duty=CORRECTED_PLAN,
        )
    if listed.returned_period:
        words = Words(sv="Rätta månadsrapporten", en="Correct the monthly report")
        return Step(
            words,
            f"{page}/reports/{listed.returned_period}?new=true",
            correct,
            due,
            waits=True,
            late=late,
            duty=CORRECTED_REPORT,
        )
    if listed.end_returned:
        words = Words(sv="Rätta slutrapporten", en="Correct the end report")
        return Step(
            words, f"{page}/end-report?new=true", correct, due, waits=True, late=late, duty=CORRECTED_END_REPORT
        )
    return None
