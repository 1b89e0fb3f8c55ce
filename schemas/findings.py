"""What is said of duties and findings: who owes, how grave it is, how each stands; the values are what travels in facts."""

from enum import StrEnum


class Severity(StrEnum):
    """How serious a finding is."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Party(StrEnum):
    """Who owes a duty and so answers its finding."""

    BOARD = "board"
    PROVIDER = "provider"


class ObligationState(StrEnum):
    """Where an obligation stands."""

    OPEN = "open"
    MET = "met"
    MISSED = "missed"
    MET_LATE = "met_late"
    LAPSED = "lapsed"
    WAIVED = "waived"


class Standing(StrEnum):
    """What the judgement says of a finding."""

    STANDING = "standing"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


class Casework(StrEnum):
    """What people have done with a finding."""

    UNANSWERED = "unanswered"
    REPLIED = "replied"
    COMPLETION = "completion"
    """A completed reply was asked for."""
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    CLOSED = "closed"
