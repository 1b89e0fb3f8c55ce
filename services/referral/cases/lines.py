"""One line of a list: where it stands, what comes next, whose turn it is and by when."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from schemas.codes import Tier
from services.referral.shared.civil_time import first_instant
from services.referral.shared.lifecycle import ENDED_STATES, State, state_words
from services.runtime.database.transaction import Row
from services.runtime.language.words import Words

KINDS = {
    State.DRAFT: "plain",
    State.REQUESTED: "due",
    State.ACCEPTED: "due",
    State.REJECTED: "nothing",
    State.IN_PROGRESS: "met",
    State.ON_HOLD: "paused",
    State.COMPLETED: "plain",
    State.CANCELLED: "nothing",
    State.FAILED: "plain",
    State.ENTERED_IN_ERROR: "nothing",
}
OPEN = Words(sv="Öppna", en="Open")


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
    """Which of the audit's duties the step fulfils, such as "R09": where the audit tells of it, it is not told twice."""


@dataclass(frozen=True)
class Line:
    """A case or placement in a list."""

    case: UUID
    about: UUID
    provider: UUID | None
    state: State
    concluded: bool
    words: Words
    kind: str
    step: Step
    mine: bool
    row: Row


def board_line(row: Row, now: datetime, person: UUID) -> Line:
    """Make a board's line of a case."""
    line = _line(row, person, row["case_id"])
    return _with(line, _board_step(row, line.state, now))


def provider_line(row: Row, now: datetime, person: UUID) -> Line:
    """Make a provider's line of a request or placement."""
    line = _line(row, person, row["placement_id"] or row["referral_id"])
    return _with(line, _provider_step(row, line.state, now))


def _line(row: Row, person: UUID, about: UUID) -> Line:
    state = State(row["placement_state"] or row["referral_state"] or "draft")
    concluded = row["concluded_at"] is not None
    return Line(
        case=row["case_id"],
        about=about,
        provider=row["provider_id"],
        state=state,
        concluded=concluded,
        words=state_words(state, concluded=concluded),
        kind=KINDS[state],
        step=Step(OPEN, ""),
        mine=row["opened_by"] == person,
        row=row,
    )


def _with(line: Line, step: Step) -> Line:
    return Line(**{**line.__dict__, "step": step})


def _answer(row: Row, now: datetime, url: str, *, waits: bool) -> Step:
    due, hours = row["answer_due"], row["tier"] == Tier.EMERGENCY.value
    late = due is not None and now >= due
    words = Words(sv="Besvara förfrågan", en="Answer the referral")
    if not waits:
        words = Words(sv="Utföraren svarar", en="The provider answers")
    return Step(words, url, Words(sv="Besvara", en="Answer") if waits else OPEN, due, hours, waits, late, "R09")


def _board_step(row: Row, state: State, now: datetime) -> Step:
    case = f"/cases/{row['case_id']}"
    if row["placement_id"] is not None and state is not State.CANCELLED:
        return _board_placed(row, state, case)
    if row["referral_id"] is None:
        return Step(Words(sv="Skriv en förfrågan", en="Write a referral"), case, waits=True)
    if state is State.DRAFT:
        verb, url = Words(sv="Fortsätt", en="Continue"), f"/referrals/{row['referral_id']}/tasks"
        return Step(Words(sv="Gör klart förfrågan", en="Finish the referral"), url, verb, waits=True)
    if state is State.REQUESTED:
        return _answer(row, now, case, waits=False)
    if state is State.REJECTED:
        return Step(Words(sv="Välj en annan utförare", en="Choose another provider"), case, waits=True)
    return Step(Words(sv="Inget väntar på dig", en="Nothing waits for you"), case)


def _board_placed(row: Row, state: State, case: str) -> Step:
    placement, read = f"/placements/{row['placement_id']}", Words(sv="Läs", en="Read")
    if row["concluded_at"] is None and (waiting := _to_read(row, placement, read)):
        return waiting
    if state is State.ACCEPTED:
        return Step(Words(sv="Uppdraget börjar", en="The placement starts"), case, due=row["placement_start"])
    if state in ENDED_STATES and row["concluded_at"] is None:
        if row["end_report_at"] is None:
            return Step(Words(sv="Kvar att lämna: slutrapport", en="Still to come: the end report"), case)
        words = Words(sv="Läs slutrapporten och markera som klar", en="Read the end report and conclude")
        return Step(words, f"{placement}/end-report", read, waits=True)
    return Step(Words(sv="Inget väntar på dig", en="Nothing waits for you"), case)


def _to_read(row: Row, placement: str, read: Words) -> Step | None:
    """Give what the provider has told or handed in, and the board has not answered."""
    if row["to_attest"]:
        words = Words(sv="Intyga samtalet om en händelse", en="Attest the call about an incident")
        return Step(words, f"{placement}/incidents/{row['to_attest']}", read, waits=True)
    if row["plan_version"] > max(row["plan_approved"], row["plan_returned"]):
        return Step(Words(sv="Läs planen", en="Read the plan"), f"{placement}/plan", read, waits=True)
    if row["unread"]:
        words = Words(sv="Läs månadsrapport", en="Read the monthly report")
        return Step(words, f"{placement}/reports", read, waits=True)
    return None


def _provider_step(row: Row, state: State, now: datetime) -> Step:
    if row["placement_id"] is None:
        url = f"/referrals/{row['referral_id']}/answer"
        if state is State.REQUESTED:
            return _answer(row, now, url, waits=True)
        return Step(Words(sv="Inget mer att göra", en="Nothing more to do"), url)
    page = f"/placements/{row['placement_id']}"
    if state is State.ACCEPTED:
        start = row["placement_start"]
        words, verb = Words(sv="Starta uppdraget", en="Start the placement"), Words(sv="Starta", en="Start")
        return Step(words, f"{page}/start", verb, start, waits=True, late=now >= first_instant(start))
    owed = None if row["concluded_at"] else _returned(row, page, now) or _unsubmitted(row, state, page)
    return owed or Step(Words(sv="Se vad som ska lämnas", en="See what is to be submitted"), page)


def _unsubmitted(row: Row, state: State, page: str) -> Step | None:
    if state in ENDED_STATES and row["end_report_at"] is None:
        words, verb = Words(sv="Lämna slutrapport", en="Submit the end report"), Words(sv="Lämna", en="Submit")
        return Step(words, f"{page}/end-report", verb, waits=True, duty="R04")
    if row["started_at"] is not None and not row["plan_version"] and state not in ENDED_STATES:
        words, verb = Words(sv="Lämna plan", en="Submit the plan"), Words(sv="Lämna", en="Submit")
        return Step(words, f"{page}/plan", verb, waits=True, duty="R01")
    return None


def _returned(row: Row, page: str, now: datetime) -> Step | None:
    """Give what the board has told of or returned, and the provider has not answered."""
    correct, due = Words(sv="Rätta", en="Correct"), row["correct_by"]
    late = due is not None and now >= due
    if row["to_report"]:
        words, verb = Words(sv="Rapportera händelsen", en="Report the incident"), Words(sv="Rapportera", en="Report")
        return Step(words, f"{page}/incidents/new?event={row['to_report']}", verb, waits=True, duty="R05/written")
    if row["plan_version"] == row["plan_returned"] > 0:
        return Step(
            Words(sv="Rätta planen", en="Correct the plan"),
            f"{page}/plan/new",
            correct,
            due,
            waits=True,
            late=late,
            duty="R01/return",
        )
    if row["returned_period"]:
        words = Words(sv="Rätta månadsrapporten", en="Correct the monthly report")
        return Step(
            words,
            f"{page}/reports/{row['returned_period']}?new=true",
            correct,
            due,
            waits=True,
            late=late,
            duty="R02/return",
        )
    if row["end_returned"]:
        words = Words(sv="Rätta slutrapporten", en="Correct the end report")
        return Step(words, f"{page}/end-report?new=true", correct, due, waits=True, late=late, duty="R04/return")
    return None
