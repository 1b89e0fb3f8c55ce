"""The lifecycle of a referral and its placement: one table of allowed transitions, in the words of FHIR Task."""

from typing import NamedTuple

from services.referral.shared.lifecycle_words import ACT_WORDS, WHO_WORDS, state_words
from services.referral.shared.states import ENDED, PLACED, Act, State, Who
from services.runtime.errors import Refused
from services.runtime.language.words import Words


class Transition(NamedTuple):
    """In `state`, `who` may `act`; then it stands at `next`. `concludes` says that no more paper is owed after it."""

    state: State
    act: Act
    next: State
    who: tuple[Who, ...]
    concludes: bool = False


_BOARD, _PROVIDER, _BOTH = (Who.BOARD,), (Who.PROVIDER,), (Who.BOARD, Who.PROVIDER)
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
    *(Transition(state, Act.END_AS_PLANNED, State.COMPLETED, _BOTH) for state in PLACED),
    *(Transition(state, Act.END_EARLY, State.FAILED, _BOTH) for state in PLACED),
    *(Transition(state, Act.REVIEW_PLAN, state, _PROVIDER) for state in PLACED),
    *(Transition(state, act, state, who) for state in (*PLACED, *ENDED) for act, who in _PAPERS),
    *(Transition(state, act, state, who) for state in (State.ACCEPTED, *PLACED, *ENDED) for act, who in _SAFETY),
    *(Transition(state, Act.SUBMIT_END_REPORT, state, _PROVIDER) for state in ENDED),
    *(Transition(state, Act.RETURN_END_REPORT, state, _BOARD) for state in ENDED),
    *(Transition(state, Act.CONCLUDE, state, _BOARD, concludes=True) for state in ENDED),
)


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
