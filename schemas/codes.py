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
    REGISTER_KEEPER = "register_keeper"


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
    COMPLETION = "completion"
    """A completed reply was asked for."""
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    CLOSED = "closed"


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


class IncidentKind(StrEnum):
    """What kind of serious incident it was; the first five ask for a new threat assessment (S01)."""

    THREAT = "THREAT"
    WEAPON = "WEAPON"
    VIOLENCE = "VIOLENCE"
    DISCLOSED_ADDRESS = "DISCLOSED_ADDRESS"
    GROUP_CONTACT = "GROUP_CONTACT"
    SELF_HARM = "SELF_HARM"
    DRUGS = "DRUGS"
    CRIME = "CRIME"
    ABSENCE = "ABSENCE"
    OTHER = "OTHER"


class AbsenceKind(StrEnum):
    """What an absence was: absconding, an end that nobody planned, or a discharge at the person's own request."""

    ABSCONDED = "ABSCONDED"
    UNPLANNED_END = "UNPLANNED_END"
    OWN_REQUEST = "OWN_REQUEST"


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


class RegisterAct(StrEnum):
    """What a proposal would have the register say."""

    PERMIT_REGISTERED = "permit_registered"
    PERMIT_CHANGED = "permit_changed"
    PERMIT_ENDED = "permit_ended"
    NOT_PERMIT_BOUND = "not_permit_bound"
    COUNTY_CHANGED = "county_changed"
    ENTERED_IN_ERROR = "entered_in_error"


class ProposalOutcome(StrEnum):
    """What became of a proposal."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Channel(StrEnum):
    """How a notice reaches somebody."""

    PORTAL = "portal"
    EMAIL = "email"
