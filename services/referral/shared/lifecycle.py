"""The lifecycle of a referral and its placement: one table of allowed transitions, in the words of FHIR Task."""

from enum import StrEnum
from typing import NamedTuple

from services.runtime.errors import Refused
from services.runtime.language.words import Words


class State(StrEnum):
    """Where a referral or its placement stands."""

    DRAFT = "draft"
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    IN_PROGRESS = "in-progress"
    ON_HOLD = "on-hold"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"
    ENTERED_IN_ERROR = "entered-in-error"


class Phase(StrEnum):
    """Where a case stands, by its latest referral and that one's placement, as lists part them."""

    DRAFT = "draft"
    REQUESTED = "requested"
    REJECTED = "rejected"
    ACCEPTED = "accepted"
    ENTERED_IN_ERROR = "entered-in-error"
    PLACED = "placed"
    ENDED = "ended"
    """Its placement has ended and no more paper is owed."""
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What somebody does."""

    SAVE = "save"
    SEND = "send"
    AMEND = "amend"
    DISCARD = "discard"
    EXPIRE = "expire"
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    SUBMIT_PLAN = "submit-plan"
    APPROVE_PLAN = "approve-plan"
    REVIEW_PLAN = "review-plan"
    SUBMIT_REPORT = "submit-report"
    ACCEPT_REPORT = "accept-report"
    END_AS_PLANNED = "end-as-planned"
    END_EARLY = "end-early"
    SUBMIT_END_REPORT = "submit-end-report"
    CONCLUDE = "conclude"
    REVISE_PLAN = "revise-plan"
    RETURN_PLAN = "return-plan"
    RETURN_REPORT = "return-report"
    RETURN_END_REPORT = "return-end-report"
    FILE_SAFETY_PLAN = "file-safety-plan"
    REPORT_INCIDENT = "report-incident"
    REPORT_ABSENCE = "report-absence"
    NOTICE_INCIDENT = "notice-incident"
    ANSWER_CALL = "answer-call"
    ASSESS_THREAT = "assess-threat"


class Who(StrEnum):
    """Whose act it is."""

    BOARD = "board"
    PROVIDER = "provider"
    CLOCK = "clock"


class Transition(NamedTuple):
    """In `state`, `who` may `act`; then it stands at `next`. `concludes` says that no more paper is owed after it."""

    state: State
    act: Act
    next: State
    who: tuple[Who, ...]
    concludes: bool = False


_BOARD, _PROVIDER, _BOTH = (Who.BOARD,), (Who.PROVIDER,), (Who.BOARD, Who.PROVIDER)
_PLACED = (State.IN_PROGRESS, State.ON_HOLD)
_ENDED = (State.COMPLETED, State.FAILED)
_PAPERS = (
    (Act.SUBMIT_PLAN, _PROVIDER),
    (Act.REVISE_PLAN, _PROVIDER),
    (Act.APPROVE_PLAN, _BOARD),
    (Act.RETURN_PLAN, _BOARD),
    (Act.SUBMIT_REPORT, _PROVIDER),
    (Act.ACCEPT_REPORT, _BOARD),
    (Act.RETURN_REPORT, _BOARD),
    (Act.REPORT_INCIDENT, _PROVIDER),
    (Act.REPORT_ABSENCE, _PROVIDER),
    (Act.NOTICE_INCIDENT, _BOARD),
    (Act.ANSWER_CALL, _BOARD),
)
_SAFETY = ((Act.FILE_SAFETY_PLAN, _PROVIDER), (Act.ASSESS_THREAT, _BOARD))

TRANSITIONS: tuple[Transition, ...] = (
    Transition(State.DRAFT, Act.SAVE, State.DRAFT, _BOARD),
    Transition(State.DRAFT, Act.SEND, State.REQUESTED, _BOARD),
    Transition(State.DRAFT, Act.DISCARD, State.CANCELLED, _BOARD),
    Transition(State.DRAFT, Act.EXPIRE, State.CANCELLED, (Who.CLOCK,)),
    Transition(State.REQUESTED, Act.AMEND, State.REQUESTED, _BOARD),
    Transition(State.REQUESTED, Act.ACCEPT, State.ACCEPTED, _PROVIDER),
    Transition(State.REQUESTED, Act.DECLINE, State.REJECTED, _PROVIDER),
    Transition(State.REQUESTED, Act.WITHDRAW, State.CANCELLED, _BOARD),
    Transition(State.ACCEPTED, Act.WITHDRAW, State.CANCELLED, _BOARD),
    Transition(State.ACCEPTED, Act.START, State.IN_PROGRESS, _BOTH),
    Transition(State.IN_PROGRESS, Act.PAUSE, State.ON_HOLD, _BOTH),
    Transition(State.ON_HOLD, Act.RESUME, State.IN_PROGRESS, _BOTH),
    *(Transition(state, Act.END_AS_PLANNED, State.COMPLETED, _BOTH) for state in _PLACED),
    *(Transition(state, Act.END_EARLY, State.FAILED, _BOTH) for state in _PLACED),
    *(Transition(state, Act.REVIEW_PLAN, state, _PROVIDER) for state in _PLACED),
    *(Transition(state, act, state, who) for state in (*_PLACED, *_ENDED) for act, who in _PAPERS),
    *(Transition(state, act, state, who) for state in (State.ACCEPTED, *_PLACED, *_ENDED) for act, who in _SAFETY),
    *(Transition(state, Act.SUBMIT_END_REPORT, state, _PROVIDER) for state in _ENDED),
    *(Transition(state, Act.RETURN_END_REPORT, state, _BOARD) for state in _ENDED),
    *(Transition(state, Act.CONCLUDE, state, _BOARD, concludes=True) for state in _ENDED),
)
ENDED_STATES = frozenset(_ENDED)
PLACED_STATES = frozenset(_PLACED)
CLOSED_STATES = frozenset({State.REJECTED, State.CANCELLED, State.ENTERED_IN_ERROR})

STATE_WORDS: dict[State, Words] = {
    State.DRAFT: Words(sv="Utkast", en="Draft"),
    State.REQUESTED: Words(sv="Skickad", en="Requested"),
    State.ACCEPTED: Words(sv="Accepterad", en="Accepted"),
    State.REJECTED: Words(sv="Avböjd", en="Rejected"),
    State.IN_PROGRESS: Words(sv="Pågår", en="In progress"),
    State.ON_HOLD: Words(sv="Pausad", en="On hold"),
    State.COMPLETED: Words(sv="Slutförd", en="Completed"),
    State.CANCELLED: Words(sv="Återkallad", en="Cancelled"),
    State.FAILED: Words(sv="Avbruten", en="Failed"),
    State.ENTERED_IN_ERROR: Words(sv="Felregistrerad", en="Entered in error"),
}
ENDED_WORDS = Words(sv="Avslutad, papper kvar", en="Ended")
CONCLUDED_WORDS = Words(sv="Klar", en="Concluded")
ACT_WORDS: dict[Act, Words] = {
    Act.SAVE: Words(sv="Spara utkast", en="Save draft"),
    Act.SEND: Words(sv="Skicka förfrågan", en="Send referral"),
    Act.AMEND: Words(sv="Ändra förfrågan", en="Amend referral"),
    Act.DISCARD: Words(sv="Ta bort utkast", en="Remove draft"),
    Act.EXPIRE: Words(sv="Förfaller efter 90 dagar", en="Expires after 90 days"),
    Act.ACCEPT: Words(sv="Acceptera", en="Accept"),
    Act.DECLINE: Words(sv="Avböj", en="Decline"),
    Act.WITHDRAW: Words(sv="Återkalla", en="Withdraw"),
    Act.START: Words(sv="Starta", en="Start"),
    Act.PAUSE: Words(sv="Pausa", en="Pause"),
    Act.RESUME: Words(sv="Återuppta", en="Resume"),
    Act.SUBMIT_PLAN: Words(sv="Lämna plan", en="Submit plan"),
    Act.APPROVE_PLAN: Words(sv="Godkänn plan", en="Approve plan"),
    Act.REVIEW_PLAN: Words(sv="Följ upp plan", en="Review plan"),
    Act.SUBMIT_REPORT: Words(sv="Lämna rapport", en="Submit report"),
    Act.ACCEPT_REPORT: Words(sv="Godkänn rapport", en="Accept report"),
    Act.END_AS_PLANNED: Words(sv="Avsluta enligt plan", en="End as planned"),
    Act.END_EARLY: Words(sv="Avsluta i förtid", en="End early"),
    Act.SUBMIT_END_REPORT: Words(sv="Lämna slutrapport", en="Submit end report"),
    Act.CONCLUDE: Words(sv="Markera som klar", en="Conclude"),
    Act.REVISE_PLAN: Words(sv="Revidera plan", en="Revise plan"),
    Act.RETURN_PLAN: Words(sv="Återlämna plan", en="Return plan"),
    Act.RETURN_REPORT: Words(sv="Återlämna rapport", en="Return report"),
    Act.RETURN_END_REPORT: Words(sv="Återlämna slutrapport", en="Return end report"),
    Act.FILE_SAFETY_PLAN: Words(sv="Lämna säkerhetsplan", en="File safety plan"),
    Act.REPORT_INCIDENT: Words(sv="Rapportera händelse", en="Report incident"),
    Act.REPORT_ABSENCE: Words(sv="Anmäl avvikelse", en="Report absence"),
    Act.NOTICE_INCIDENT: Words(sv="Berätta om händelse", en="Tell of an incident"),
    Act.ANSWER_CALL: Words(sv="Intyga eller invänd mot samtal", en="Attest or deny a call"),
    Act.ASSESS_THREAT: Words(sv="Registrera hotbedömning", en="Register threat assessment"),
}
WHO_WORDS: dict[Who, Words] = {
    Who.BOARD: Words(sv="nämnden", en="the board"),
    Who.PROVIDER: Words(sv="utföraren", en="the provider"),
    Who.CLOCK: Words(sv="klockan", en="the clock"),
}


def allowed(state: State, who: Who, *, concluded: bool = False) -> tuple[Act, ...]:
    """List what somebody may do in a state; nothing once no more paper is owed."""
    if concluded:
        return ()
    return tuple(row.act for row in TRANSITIONS if row.state is state and who in row.who)


def step(state: State, act: Act, who: Who, *, concluded: bool = False) -> Transition:
    """Find the transition of an act.

    Raises Refused, which names what is allowed instead.
    """
    if not concluded:
        for row in TRANSITIONS:
            if row.state is state and row.act is act and who in row.who:
                return row
    raise _refusal(state, act, who, concluded=concluded)


def state_words(state: State, *, concluded: bool = False) -> Words:
    """Say where something stands; an ended placement is *ended* until its papers are in, then *concluded*."""
    if state not in ENDED_STATES:
        return STATE_WORDS[state]
    paper = CONCLUDED_WORDS if concluded else ENDED_WORDS
    return Words(sv=f"{STATE_WORDS[state].sv}. {paper.sv}", en=f"{STATE_WORDS[state].en}. {paper.en}")


def _refusal(state: State, act: Act, who: Who, *, concluded: bool) -> Refused:
    acts = allowed(state, who, concluded=concluded)
    now = state_words(state, concluded=concluded)
    swedish = ", ".join(ACT_WORDS[other].sv.lower() for other in acts) or "inget mer"
    english = ", ".join(ACT_WORDS[other].en.lower() for other in acts) or "nothing more"
    return Refused(
        code="transition_not_allowed",
        what=Words(
            sv=f"Det går inte att göra ”{ACT_WORDS[act].sv.lower()}” när läget är ”{now.sv}”.",
            en=f"“{ACT_WORDS[act].en}” is not possible in the state “{now.en}”.",
        ),
        next_step=Words(
            sv=f"Det här kan {WHO_WORDS[who].sv} göra nu: {swedish}.",
            en=f"What {WHO_WORDS[who].en} can do now: {english}.",
        ),
    )
