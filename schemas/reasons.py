"""The reasons that people give, from lists that several services share; the values are what travels in facts."""

from enum import StrEnum


class DeclineReason(StrEnum):
    """Why a provider declined."""

    NO_CAPACITY = "NO_CAPACITY"
    OUTSIDE_PERMIT = "OUTSIDE_PERMIT"
    SAFETY = "SAFETY"
    COMPETENCE = "COMPETENCE"
    START = "START"
    INFO = "INFO"
    OTHER = "OTHER"


class WithdrawReason(StrEnum):
    """Why a board withdrew a referral."""

    PERSON_DECLINED = "PERSON_DECLINED"
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"
    OTHER_PROVIDER = "OTHER_PROVIDER"
    NEED_CHANGED = "NEED_CHANGED"
    MOVED = "MOVED"
    OTHER = "OTHER"


class EndReason(StrEnum):
    """Why a placement ended."""

    COMPLETED = "COMPLETED"
    PLANNED_TRANSFER = "PLANNED_TRANSFER"
    OWN_REQUEST = "OWN_REQUEST"
    INTERRUPTED_BY_PROVIDER = "INTERRUPTED_BY_PROVIDER"
    BREAKDOWN = "SAMMANBROTT"
    NEW_DEPRIVATION_OF_LIBERTY = "NEW_DEPRIVATION_OF_LIBERTY"
    DECEASED = "DECEASED"
    PERMIT_LOST = "PERMIT_LOST"


class PermitEndReason(StrEnum):
    """Why a permit ended before its last day."""

    RETURNED = "returned"
    REVOKED = "revoked"


class AmendReason(StrEnum):
    """Why a board amended a referral that was already sent."""

    NEED_CHANGED = "NEED_CHANGED"
    URGENCY_CHANGED = "URGENCY_CHANGED"
    THREAT_CHANGED = "THREAT_CHANGED"
    WRONG_ENTRY = "WRONG_ENTRY"


class OverrideReason(StrEnum):
    """Why two people of a board let an act through a gate."""

    ACUTE_DANGER = "ACUTE_DANGER"
    NO_OTHER_PLACE = "NO_OTHER_PLACE"
    PERMIT_DECISION_AWAITED = "PERMIT_DECISION_AWAITED"


class ReturnReason(StrEnum):
    """Why a board returned what a provider handed in."""

    INCOMPLETE = "INCOMPLETE"
    UNCLEAR = "UNCLEAR"
    WRONG_PERIOD = "WRONG_PERIOD"
    GOALS_NOT_FOLLOWED_UP = "GOALS_NOT_FOLLOWED_UP"
    DISCLOSES_ANOTHER = "DISCLOSES_ANOTHER"
    NOT_A_REPORT = "NOT_A_REPORT"


class WaiveReason(StrEnum):
    """Why a board waived a duty of the provider."""

    AGREED_OTHERWISE = "AGREED_OTHERWISE"
    CAUSED_BY_BOARD = "CAUSED_BY_BOARD"
    BEYOND_CONTROL = "BEYOND_CONTROL"
    NOT_NEEDED = "NOT_NEEDED"


class ErrorReason(StrEnum):
    """Why a fact was entered in error."""

    WRONG_MATTER = "WRONG_MATTER"
    WRONG_CONTENT = "WRONG_CONTENT"
    DOUBLE_ENTRY = "DOUBLE_ENTRY"
    DID_NOT_HAPPEN = "DID_NOT_HAPPEN"


class VoidReason(StrEnum):
    """Why two operators voided a fact that could not be judged or applied."""

    CANNOT_BE_CORRECTED = "CANNOT_BE_CORRECTED"
    SENT_TWICE = "SENT_TWICE"
    NOT_ITS_TELLERS = "NOT_ITS_TELLERS"
