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
    ADMINISTRATOR = "administrator"


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


class Origin(StrEnum):
    """By which way a fact was sent."""

    PORTAL = "portal"
    API = "api"
    IMPORT = "import"
    DEMONSTRATION = "demonstration"


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
