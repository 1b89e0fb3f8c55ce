"""Swedish and English words of incidents, absences and returns."""

from schemas.codes import AbsenceKind, IncidentKind
from schemas.reasons import ReturnReason
from services.runtime.language.words import Words

INCIDENT_WORDS: dict[IncidentKind, Words] = {
    IncidentKind.THREAT: Words(sv="Hot", en="Threat"),
    IncidentKind.WEAPON: Words(sv="Vapen", en="Weapon"),
    IncidentKind.VIOLENCE: Words(sv="Våld", en="Violence"),
    IncidentKind.DISCLOSED_ADDRESS: Words(sv="Röjd adress", en="Disclosed address"),
    IncidentKind.GROUP_CONTACT: Words(sv="Kontakt med gruppen", en="Contact with the group"),
    IncidentKind.SELF_HARM: Words(sv="Självskada", en="Self-harm"),
    IncidentKind.DRUGS: Words(sv="Droger", en="Drugs"),
    IncidentKind.CRIME: Words(sv="Brott", en="Crime"),
    IncidentKind.ABSENCE: Words(sv="Avvikelse", en="Absence"),
    IncidentKind.OTHER: Words(sv="Annan allvarlig händelse", en="Another serious incident"),
}
ABSENCE_WORDS: dict[AbsenceKind, Words] = {
    AbsenceKind.ABSCONDED: Words(sv="Har avvikit", en="Absconded"),
    AbsenceKind.UNPLANNED_END: Words(sv="Oplanerat avslut", en="Unplanned end"),
    AbsenceKind.OWN_REQUEST: Words(sv="Avslut på egen begäran", en="Discharge at own request"),
}
RETURN_WORDS: dict[ReturnReason, Words] = {
    ReturnReason.INCOMPLETE: Words(sv="Ofullständig", en="Incomplete"),
    ReturnReason.UNCLEAR: Words(sv="Oklar", en="Unclear"),
    ReturnReason.WRONG_PERIOD: Words(sv="Fel period", en="Wrong period"),
    ReturnReason.GOALS_NOT_FOLLOWED_UP: Words(sv="Målen är inte uppföljda", en="Goals not followed up"),
    ReturnReason.DISCLOSES_ANOTHER: Words(sv="Röjer någon annan", en="Discloses somebody else"),
    ReturnReason.NOT_A_REPORT: Words(sv="Inte en rapport", en="Not a report"),
}
EVENT_HISTORY_WORDS: dict[str, Words] = {
    "PlanRevised": Words(sv="Reviderad plan kom in", en="Revised plan came in"),
    "PlanReturned": Words(sv="Planen återlämnades", en="Plan returned"),
    "ReportReturned": Words(sv="Månadsrapporten återlämnades", en="Monthly report returned"),
    "EndReportReturned": Words(sv="Slutrapporten återlämnades", en="End report returned"),
    "SafetyPlanFiled": Words(sv="Säkerhetsplan kom in", en="Safety plan came in"),
    "IncidentReported": Words(sv="Allvarlig händelse rapporterad", en="Serious incident reported"),
    "IncidentNoticed": Words(sv="Nämnden berättade om händelse", en="The board told of an incident"),
    "CallReceived": Words(sv="Samtalet om händelsen är intygat", en="The call about the incident is attested"),
    "CallDenied": Words(sv="Nämnden invände mot samtalet", en="The board objected to the call"),
    "AbsenceReported": Words(sv="Avvikelse anmäld", en="Absence reported"),
    "ThreatAssessed": Words(sv="Hotbedömning registrerad", en="Threat assessment registered"),
}
EVENT_CODES: dict[str, Words] = {
    **{code.value: words for code, words in INCIDENT_WORDS.items()},
    **{code.value: words for code, words in ABSENCE_WORDS.items()},
}
