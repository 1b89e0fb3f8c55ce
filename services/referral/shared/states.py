"""Where a referral or its placement stands, what somebody does, and whose act it is."""

from enum import StrEnum


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


PLACED = (State.IN_PROGRESS, State.ON_HOLD)
ENDED = (State.COMPLETED, State.FAILED)
ENDED_STATES = frozenset(ENDED)
PLACED_STATES = frozenset(PLACED)
CLOSED_STATES = frozenset({State.REJECTED, State.CANCELLED, State.ENTERED_IN_ERROR})
