"""What a notice is about, in words: every rule's duty, and which of several it is; never anything about a person."""

from services.runtime.language import dates
from services.runtime.language.words import Words

_THINGS: dict[str, Words] = {
    "C01": Words(sv="tillstånd som gäller", en="a valid permit"),
    "C02": Words(sv="platser enligt tillståndet", en="places within the permit"),
    "C03": Words(sv="ålder och målgrupp enligt tillståndet", en="age and target group within the permit"),
    "C10": Words(sv="avtal som gäller", en="a contract in force"),
    "R01": Words(sv="genomförandeplan", en="implementation plan"),
    "R01/return": Words(sv="rättad genomförandeplan", en="corrected implementation plan"),
    "R02": Words(sv="månadsrapport", en="monthly report"),
    "R02/return": Words(sv="rättad månadsrapport", en="corrected monthly report"),
    "R03": Words(sv="uppföljning av planen", en="follow-up of the plan"),
    "R04": Words(sv="slutrapport", en="end report"),
    "R04/return": Words(sv="rättad slutrapport", en="corrected end report"),
    "R05": Words(sv="anmälan av allvarlig händelse", en="report of a serious incident"),
    "R05/phone": Words(sv="samtal om allvarlig händelse", en="call about a serious incident"),
    "R05/written": Words(sv="skriftlig anmälan av allvarlig händelse", en="written report of a serious incident"),
    "R08": Words(sv="anmälan av avvikelse eller oplanerat slut", en="telling of an absence or unplanned end"),
    "R09": Words(sv="svar på förfrågan", en="answer to a referral"),
    "T01": Words(sv="villkor om insyn och uppföljning", en="insight and follow-up clauses"),
    "T02": Words(sv="svar på begäran om uppgifter", en="answer to an information request"),
    "T08": Words(sv="årsredovisning och ägare", en="accounts and ownership"),
    "S01": Words(sv="hotbedömning", en="threat assessment"),
    "S01/start": Words(sv="hotbedömning vid starten", en="threat assessment at the start"),
    "S01/from-start": Words(sv="ny hotbedömning efter starten", en="new threat assessment after the start"),
    "S01/day": Words(sv="ny hotbedömning", en="new threat assessment"),
    "S01/incident": Words(sv="ny hotbedömning efter en händelse", en="new threat assessment after an incident"),
    "S05": Words(sv="personlig säkerhetsplan", en="personal safety plan"),
    "P01": Words(sv="registerutdrag för ny personal", en="register extracts of new staff"),
}
_MATTER = Words(sv="ett åtagande", en="a duty")
MONTH, YEAR = len("2026-10"), len("2026")


def which(rule: str, period: str) -> str:
    """Tell which of a rule's duties a period names, such as "R05/phone"; the rule alone where there is one only."""
    part = period.split("/", 1)[0] if "/" in period or rule == "S01" else ""
    return f"{rule}/{part}" if part else rule


def thing_words(rule: str, period: str) -> Words:
    """Name what a notice is about, such as "månadsrapport oktober 2026"; ids in a period are never shown."""
    what = _THINGS.get(which(rule, period)) or _THINGS.get(rule, _MATTER)
    if len(period) == MONTH and period[4] == "-":
        return what + Words(sv=f" {dates.period_name(period, 'sv')}", en=f" {dates.period_name(period, 'en')}")
    return what + Words(sv=f" {period}", en=f" {period}") if len(period) == YEAR and period.isdigit() else what
