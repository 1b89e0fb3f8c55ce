"""What the codes of the directory are called in both languages."""

from schemas.codes import AgeBand, ClauseType, ErrorReason, LegalForm, PermitEndReason, ServiceForm, TargetGroup
from services.runtime.words import Words

FORMS: dict[ServiceForm, Words] = {
    ServiceForm.HVB: Words(sv="HVB", en="Home for care or residence (HVB)"),
    ServiceForm.STODBOENDE: Words(sv="Stödboende", en="Supported housing"),
    ServiceForm.SKYDDAT_BOENDE: Words(sv="Skyddat boende", en="Protected housing"),
    ServiceForm.KONSULENTSTOD: Words(sv="Konsulentstött familjehem", en="Supported family home"),
    ServiceForm.OPPENVARD: Words(sv="Öppenvård", en="Outpatient care"),
    ServiceForm.COACHING: Words(sv="Coachning utan tillstånd", en="Coaching without permit"),
}
AGES: dict[AgeBand, Words] = {
    AgeBand.AGE_13_15: Words(sv="13–15 år", en="13–15 years"),
    AgeBand.AGE_16_17: Words(sv="16–17 år", en="16–17 years"),
    AgeBand.AGE_18_20: Words(sv="18–20 år", en="18–20 years"),
    AgeBand.AGE_21_25: Words(sv="21–25 år", en="21–25 years"),
    AgeBand.AGE_26_PLUS: Words(sv="26 år och äldre", en="26 years and older"),
}
GROUPS: dict[TargetGroup, Words] = {
    TargetGroup.CRIMINAL_NETWORK: Words(sv="Kriminella nätverk", en="Criminal networks"),
    TargetGroup.VIOLENT_EXTREMISM: Words(sv="Våldsbejakande extremism", en="Violent extremism"),
    TargetGroup.HONOUR_RELATED: Words(sv="Hedersrelaterade miljöer", en="Honour-related milieus"),
}
LEGAL_FORMS: dict[LegalForm, Words] = {
    LegalForm.LIMITED_COMPANY: Words(sv="Aktiebolag", en="Limited company"),
    LegalForm.ECONOMIC_ASSOCIATION: Words(sv="Ekonomisk förening", en="Economic association"),
    LegalForm.NON_PROFIT: Words(sv="Ideell förening", en="Non-profit association"),
    LegalForm.FOUNDATION: Words(sv="Stiftelse", en="Foundation"),
    LegalForm.PARTNERSHIP: Words(sv="Handels- eller kommanditbolag", en="Partnership"),
    LegalForm.SOLE_TRADER: Words(sv="Enskild firma", en="Sole trader"),
}
END_REASONS: dict[PermitEndReason, Words] = {
    PermitEndReason.RETURNED: Words(sv="Återlämnat", en="Returned"),
    PermitEndReason.REVOKED: Words(sv="Återkallat", en="Revoked"),
}
CLAUSES: dict[ClauseType, Words] = {
    ClauseType.INSIGHT: Words(sv="Allmänhetens insyn", en="Public insight"),
    ClauseType.FOLLOW_UP: Words(sv="Uppföljning", en="Follow-up"),
    ClauseType.C10: Words(sv="Avtal i kraft", en="Contract in force"),
    ClauseType.R01: Words(sv="Genomförandeplan", en="Implementation plan"),
    ClauseType.R02: Words(sv="Månadsrapport", en="Monthly report"),
    ClauseType.R03: Words(sv="Uppföljning av planen", en="Follow-up of the plan"),
    ClauseType.R04: Words(sv="Slutrapport", en="End report"),
    ClauseType.R05: Words(sv="Allvarlig händelse", en="Serious incident"),
    ClauseType.R08: Words(sv="Avvikelse och utskrivning", en="Absconding and discharge"),
    ClauseType.R09: Words(sv="Svar på förfrågan", en="Answer to a referral"),
    ClauseType.S01: Words(sv="Hotbedömning", en="Threat assessment"),
    ClauseType.S05: Words(sv="Säkerhetsplan", en="Safety plan"),
    ClauseType.ESCALATION: Words(sv="Skicka vidare", en="Escalation"),
}
ERROR_REASONS: dict[ErrorReason, Words] = {
    ErrorReason.WRONG_MATTER: Words(sv="Hör till något annat", en="Belongs to something else"),
    ErrorReason.WRONG_CONTENT: Words(sv="Uppgifterna är fel", en="What it says is wrong"),
    ErrorReason.DOUBLE_ENTRY: Words(sv="Lämnad två gånger", en="Told twice"),
    ErrorReason.DID_NOT_HAPPEN: Words(sv="Det hände inte", en="It did not happen"),
}
