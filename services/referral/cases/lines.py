"""One line of a list: where a case or a placement stands, and what comes next."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.referral.cases.queries import Listed
from services.referral.cases.steps import OPEN, Step, board_step, provider_step
from services.referral.shared.lifecycle_words import state_words
from services.referral.shared.states import State
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
    listed: Listed


def board_line(listed: Listed, now: datetime, person: UUID) -> Line:
    """Make a board's line of a case."""
    line = _line(listed, person, listed.case)
    return _with(line, board_step(listed, line.state, now))


def provider_line(listed: Listed, now: datetime, person: UUID) -> Line:
    """Make a provider's line of a request or placement."""
    line = _line(listed, person, listed.placement or listed.referral or listed.case)
    return _with(line, provider_step(listed, line.state, now))


def _line(listed: Listed, person: UUID, about: UUID) -> Line:
    state = listed.placement_state or listed.referral_state or State.DRAFT
    concluded = listed.concluded_at is not None
    return Line(
        case=listed.case,
        about=about,
        provider=listed.provider,
        state=state,
        concluded=concluded,
        words=state_words(state, concluded=concluded),
        kind=KINDS[state],
        step=Step(OPEN, ""),
        mine=listed.opened_by == person,
        listed=listed,
    )


def _with(line: Line, step: Step) -> Line:
    return Line(**{**line.__dict__, "step": step})
