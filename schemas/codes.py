"""Code lists that several services share; the values are what travels in facts."""

from enum import StrEnum


class ServiceForm(StrEnum):
    """The form of service a permit and a contract speak of."""

    HVB = "HVB"
    STODBOENDE = "STODBOENDE"
    SKYDDAT_BOENDE = "SKYDDAT_BOENDE"
    KONSULENTSTOD = "KONSULENTSTOD_FAMILJEHEM"
    OPPENVARD = "OPPENVARD"
    COACHING = "COACHING_UNLICENSED"


class AgeBand(StrEnum):
    """Whole bands of age, both ends included; permits list bands, never single years."""

    AGE_13_15 = "13-15"
    AGE_16_17 = "16-17"
    AGE_18_20 = "18-20"
    AGE_21_25 = "21-25"
    AGE_26_PLUS = "26+"


class TargetGroup(StrEnum):
    """Whom a permit and a referral speak of."""

    CRIMINAL_NETWORK = "CRIMINAL_NETWORK"
    VIOLENT_EXTREMISM = "VIOLENT_EXTREMISM"
    HONOUR_RELATED = "HONOUR_RELATED"


class Tier(StrEnum):
    """How soon a referral must be answered."""

    EMERGENCY = "emergency"
    SHORT = "short"
    STANDARD = "standard"


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


class LegalForm(StrEnum):
    """Legal form of a provider."""

    LIMITED_COMPANY = "AB"
    ECONOMIC_ASSOCIATION = "EK_FOR"
    NON_PROFIT = "IDEELL"
    FOUNDATION = "STIFTELSE"
    PARTNERSHIP = "HB_KB"
    SOLE_TRADER = "ENSKILD"


class Role(StrEnum):
    """What a commission lets a person do; one role at a time."""

    COORDINATOR = "coordinator"
    UNIT_MANAGER = "unit_manager"
    CONTROLLER = "contract_controller"
    PROVIDER_MANAGER = "provider_manager"
    SUPERVISOR = "supervisor"
    OPERATOR = "operator"


class ClauseType(StrEnum):
    """What a clause regulates: a rule's parameters, or public insight and follow-up (T01)."""

    INSIGHT = "INSIGHT"
    FOLLOW_UP = "FOLLOW_UP"
    C10 = "C10"
    R01 = "R01"
    R02 = "R02"
    R03 = "R03"
    R04 = "R04"
    R05 = "R05"
    R08 = "R08"
    R09 = "R09"
    S01 = "S01"
    S05 = "S05"
    ESCALATION = "ESCALATION"


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


class Origin(StrEnum):
    """Which edge a fact came in by."""

    PORTAL = "portal"
    API = "api"
    IMPORT = "import"
    DEMONSTRATION = "demonstration"


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
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    CLOSED = "closed"


class Channel(StrEnum):
    """How a notice reaches somebody."""

    PORTAL = "portal"
    EMAIL = "email"
