"""Swedish and English words of the code lists that referral alone shows."""

from collections.abc import Sequence

from schemas.codes import Tier
from schemas.reasons import DeclineReason, EndReason, WithdrawReason
from services.runtime.language.words import Words

TIER_WORDS: dict[Tier, Words] = {
    Tier.EMERGENCY: Words(
        sv="Akut: svar inom 2 timmar, även natt", en="Emergency: answer within 2 hours, also at night"
    ),
    Tier.SHORT: Words(sv="Kort: svar inom 5 arbetsdagar", en="Short: answer within 5 working days"),
    Tier.STANDARD: Words(sv="Normal: svar inom 10 arbetsdagar", en="Standard: answer within 10 working days"),
}
TIER_NAMES: dict[Tier, Words] = {
    Tier.EMERGENCY: Words(sv="Akut", en="Emergency"),
    Tier.SHORT: Words(sv="Kort", en="Short"),
    Tier.STANDARD: Words(sv="Normal", en="Standard"),
}
DECLINE_WORDS: dict[DeclineReason, Words] = {
    DeclineReason.NO_CAPACITY: Words(sv="Ingen plats", en="No place"),
    DeclineReason.OUTSIDE_PERMIT: Words(sv="Utanför tillstånd eller målgrupp", en="Outside permit or target group"),
    DeclineReason.SAFETY: Words(sv="Kan inte ge skyddet som behövs", en="Cannot give the protection needed"),
    DeclineReason.COMPETENCE: Words(sv="Saknar kompetens", en="Lacks the competence"),
    DeclineReason.START: Words(sv="Kan inte börja i tid", en="Cannot start in time"),
    DeclineReason.INFO: Words(sv="Uppgifter saknas", en="Information is missing"),
    DeclineReason.OTHER: Words(sv="Annat skäl, tas per telefon", en="Another reason, told by telephone"),
}
WITHDRAW_WORDS: dict[WithdrawReason, Words] = {
    WithdrawReason.PERSON_DECLINED: Words(sv="Personen tackar nej", en="The person declines"),
    WithdrawReason.CONSENT_WITHDRAWN: Words(sv="Samtycket är återkallat", en="Consent was withdrawn"),
    WithdrawReason.OTHER_PROVIDER: Words(sv="En annan utförare tar uppdraget", en="Another provider takes it"),
    WithdrawReason.NEED_CHANGED: Words(sv="Behovet har ändrats", en="The need has changed"),
    WithdrawReason.MOVED: Words(sv="Flyttat till en annan kommun", en="Moved to another municipality"),
    WithdrawReason.OTHER: Words(sv="Annat skäl", en="Another reason"),
}
END_WORDS: dict[EndReason, Words] = {
    EndReason.COMPLETED: Words(sv="Insatsen är genomförd", en="The intervention is completed"),
    EndReason.PLANNED_TRANSFER: Words(sv="Planerad flytt till annan insats", en="Planned transfer"),
    EndReason.OWN_REQUEST: Words(sv="På egen begäran", en="At own request"),
    EndReason.INTERRUPTED_BY_PROVIDER: Words(sv="Utföraren avbröt", en="Interrupted by the provider"),
    EndReason.BREAKDOWN: Words(sv="Sammanbrott", en="Breakdown"),
    EndReason.NEW_DEPRIVATION_OF_LIBERTY: Words(sv="Nytt frihetsberövande", en="New deprivation of liberty"),
    EndReason.DECEASED: Words(sv="Avliden", en="Deceased"),
    EndReason.PERMIT_LOST: Words(sv="Tillståndet upphörde", en="The permit was lost"),
}
PLANNED_REASONS = frozenset({EndReason.COMPLETED, EndReason.PLANNED_TRANSFER})
HISTORY_WORDS: dict[str, Words] = {
    "CaseOpened": Words(sv="Ärendet öppnades", en="Case opened"),
    "ReferralSent": Words(sv="Förfrågan skickades", en="Referral sent"),
    "ReferralWithdrawn": Words(sv="Förfrågan återkallades", en="Referral withdrawn"),
    "ReferralAccepted": Words(sv="Utföraren accepterade", en="Accepted by the provider"),
    "ReferralDeclined": Words(sv="Utföraren avböjde", en="Declined by the provider"),
    "PlacementStarted": Words(sv="Uppdraget började", en="Placement started"),
    "PlacementPaused": Words(sv="Uppdraget pausades", en="Placement paused"),
    "PlacementResumed": Words(sv="Uppdraget återupptogs", en="Placement resumed"),
    "PlacementEnded": Words(sv="Uppdraget avslutades", en="Placement ended"),
    "PlanSubmitted": Words(sv="Plan kom in", en="Plan came in"),
    "PlanReviewed": Words(sv="Planen följdes upp", en="Plan reviewed"),
    "PlanApproved": Words(sv="Planen godkändes", en="Plan approved"),
    "ReportSubmitted": Words(sv="Månadsrapport kom in", en="Monthly report came in"),
    "ReportAccepted": Words(sv="Månadsrapporten godkändes", en="Monthly report accepted"),
    "EndReportSubmitted": Words(sv="Slutrapport kom in", en="End report came in"),
    "DraftExpired": Words(sv="Utkastet förföll efter 90 dagar", en="The draft expired after 90 days"),
    "Concluded": Words(sv="Ärendet är klart, inget papper kvar", en="Concluded, no more paper owed"),
}


def join_words(words: Sequence[Words], between: str = " ") -> Words:
    """Join texts in both languages."""
    return Words(sv=between.join(word.sv for word in words), en=between.join(word.en for word in words))
