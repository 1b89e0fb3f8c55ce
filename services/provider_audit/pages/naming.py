"""What a duty is called: for all rules, and for each of the several that one rule may ask for."""

from datetime import date

from services.provider_audit.judge.resolve import RULES
from services.provider_audit.rules.declaration import RETURNED
from services.runtime.language.dates import day as day_name
from services.runtime.language.dates import period_name, short_period_name, week_name
from services.runtime.language.typed_time import is_month
from services.runtime.language.words import Words, plain

_TITLE: dict[str, Words] = {
    "R01": Words(sv="Genomförandeplan", en="Implementation plan"),
    "R02": Words(sv="Månadsrapport {period}", en="Monthly report {period}"),
    "R03": Words(sv="Uppföljning av planen från {day}", en="Follow-up of the plan of {day}"),
    "R04": Words(sv="Slutrapport", en="End report"),
    "R05": Words(sv="Anmälan av allvarlig händelse {day}", en="Report of the serious incident of {day}"),
    "R08": Words(
        sv="Anmälan av avvikelse eller oplanerat slut {day}", en="Telling of an absence or unplanned end of {day}"
    ),
    "R09": Words(sv="Svar på förfrågan", en="Answer to the referral"),
    "T01": Words(sv="Avtalets villkor om insyn och uppföljning", en="The contract's clauses on insight and follow-up"),
    "T02": Words(sv="Svar på begäran om uppgifter från {day}", en="Answer to the information request of {day}"),
    "T08": Words(
        sv="Årsredovisning och ägare, räkenskapsåret {period}", en="Accounts and ownership, fiscal year {period}"
    ),
    "S01": Words(sv="Hotbedömning", en="Threat assessment"),
    "S05": Words(sv="Personlig säkerhetsplan", en="Personal safety plan"),
    "P01": Words(
        sv="Registerutdrag för ny personal, första pass {day}", en="Register extracts of new staff, first shift {day}"
    ),
    "R01/return": Words(sv="Rättad genomförandeplan", en="Corrected implementation plan"),
    "R02/return": Words(sv="Rättad månadsrapport {period}", en="Corrected monthly report {period}"),
    "R04/return": Words(sv="Rättad slutrapport", en="Corrected end report"),
    "R05/phone": Words(sv="Samtal om allvarlig händelse {day}", en="Call about the serious incident of {day}"),
    "R05/written": Words(
        sv="Skriftlig anmälan av allvarlig händelse {day}", en="Written report of the serious incident of {day}"
    ),
    "S01/start": Words(sv="Hotbedömning vid starten", en="Threat assessment at the start"),
    "S01/from-start": Words(sv="Ny hotbedömning efter starten", en="New threat assessment after the start"),
    "S01/day": Words(
        sv="Ny hotbedömning efter den från {day}", en="New threat assessment after the one of {day}"
    ),
    "S01/incident": Words(
        sv="Ny hotbedömning efter händelsen {day}", en="New threat assessment after the incident of {day}"
    ),
}  # fmt: skip
"""Names for lists, by rule and which of its duties it is."""

_THING: dict[str, Words] = {
    "R01": Words(sv="Genomförandeplanen", en="The implementation plan"),
    "R02": Words(sv="Månadsrapporten för {period}", en="The monthly report for {period}"),
    "R03": Words(sv="Uppföljningen av planen från {day}", en="The follow-up of the plan of {day}"),
    "R04": Words(sv="Slutrapporten", en="The end report"),
    "R05": Words(sv="Anmälan av den allvarliga händelsen {day}", en="The report of the serious incident of {day}"),
    "R08": Words(
        sv="Anmälan av avvikelsen eller det oplanerade slutet {day}",
        en="The telling of the absence or unplanned end of {day}",
    ),
    "R09": Words(sv="Svaret på förfrågan", en="The answer to the referral"),
    "T01": Words(sv="Avtalets villkor om insyn och uppföljning", en="The contract's clauses on insight and follow-up"),
    "T02": Words(sv="Svaret på begäran om uppgifter från {day}", en="The answer to the information request of {day}"),
    "T08": Words(
        sv="Redovisningen av årsredovisning och ägare för räkenskapsåret {period}",
        en="The disclosure of accounts and ownership for the fiscal year {period}",
    ),
    "S01": Words(sv="Hotbedömningen", en="The threat assessment"),
    "S05": Words(sv="Den personliga säkerhetsplanen", en="The personal safety plan"),
    "P01": Words(
        sv="Intyget om registerutdrag för ny personal, första pass {day},",
        en="The attestation of register extracts of new staff, first shift {day},",
    ),
    "R01/return": Words(sv="Den rättade genomförandeplanen", en="The corrected implementation plan"),
    "R02/return": Words(
        sv="Den rättade månadsrapporten för {period}", en="The corrected monthly report for {period}"
    ),
    "R04/return": Words(sv="Den rättade slutrapporten", en="The corrected end report"),
    "R05/phone": Words(
        sv="Samtalet om den allvarliga händelsen {day}", en="The call about the serious incident of {day}"
    ),
    "R05/written": Words(
        sv="Den skriftliga anmälan av den allvarliga händelsen {day}",
        en="The written report of the serious incident of {day}",
    ),
    "S01/start": Words(sv="Hotbedömningen vid starten", en="The threat assessment at the start"),
    "S01/from-start": Words(
        sv="Den nya hotbedömningen efter starten", en="The new threat assessment after the start"
    ),
    "S01/day": Words(
        sv="Den nya hotbedömningen efter den från {day}", en="The new threat assessment after the one of {day}"
    ),
    "S01/incident": Words(
        sv="Den nya hotbedömningen efter händelsen {day}", en="The new threat assessment after the incident of {day}"
    ),
}  # fmt: skip
"""Names for sentences, in definite form."""
_HANDED_IN = ("R01", "R02", "R03", "R04", "R05", "R08", "R09", "S05", "T02", "T08", "P01")
MANY = ("T01",)
"""Things that English speaks of in the plural."""


def rule_title(rule: str) -> Words:
    """Give a rule's title, its id when the rule is not known here."""
    known = RULES.get(rule)
    return Words(sv=known.title_sv, en=known.title_en) if known else plain(rule)


def which(rule: str, period: str) -> str:
    """Tell which of a rule's duties a period names: "R05/phone", "S01/day", "R02/return", or the rule alone."""
    part = period.split("/", 1)[0] if "/" in period or rule == "S01" else ""
    return f"{rule}/{part}" if part else rule


def handed_in(rule: str, period: str) -> bool:
    """Tell whether a provider's submission fulfils a duty: not a phone call, nor what the board owes."""
    return rule in _HANDED_IN and not period.startswith("phone/")


def duty_title(rule: str, period: str, day: date | None = None, month: str = "") -> Words:
    """Name a duty for a list: "Månadsrapport oktober 2026".

    `day` is the day its clock rests on, `month` the month of a report that was returned; both may be unknown.
    """
    return _named(_TITLE, rule, period, day, month)


def thing(rule: str, period: str, day: date | None = None, month: str = "") -> Words:
    """Name what was owed in definite form, such as "Månadsrapporten för mars 2026"."""
    return _named(_THING, rule, period, day, month)


def _named(names: dict[str, Words], rule: str, period: str, day: date | None, month: str) -> Words:
    words = names.get(which(rule, period)) or names.get(rule) or rule_title(rule)
    if period.startswith(RETURNED):
        period = month
    if day is None:
        words = Words(*(_without(text, "{day}") for text in (words.sv, words.en)))
    if not period:
        words = Words(*(_without(text, "{period}") for text in (words.sv, words.en)))
    on = Words(sv=day_name(day, "sv"), en=day_name(day, "en")) if day else plain("")
    return words.fill(period=period_words(period) if period else plain(""), day=on)


def _without(text: str, place: str) -> str:
    """Leave out a place of a text that nothing fills, with the word that leads to it."""
    for lead in (
        f", första pass {place}",
        f", first shift {place}",
        f" efter den från {place}",
        f" after the one of {place}",
    ):
        text = text.replace(lead, "")
    for lead in ("från", "of", "för", "for"):
        text = text.replace(f" {lead} {place}", "")
    return text.replace(f" {place}", "")


BEFORE, AFTER = "before-", "after-"
_EDGES = {
    BEFORE: Words(sv="före {period}", en="before {period}"),
    AFTER: Words(sv="efter {period}", en="after {period}"),
}


def period_words(period: str) -> Words:
    """Name a month such as 2026-10, a week such as 2026-W48, or what lies before or after one: "before-2026-08"."""
    for edge, words in _EDGES.items():
        if period.startswith(edge):
            return words.fill(period=period_words(period.removeprefix(edge)))
    if "-W" in period:
        monday = date.fromisocalendar(int(period[:4]), int(period[6:]), 1)
        return Words(sv=week_name(monday, "sv"), en=week_name(monday, "en"))
    if not is_month(period):
        return plain(period)
    return Words(sv=period_name(period, "sv"), en=period_name(period, "en"))


def short_period(period: str) -> Words:
    """Name a month or week in the head of the grid: "okt", "v. 48 2026"."""
    if period.startswith(BEFORE):
        return Words(sv="Äldre", en="Older")
    if period.startswith(AFTER):
        return Words(sv="Senare", en="Later")
    if is_month(period):
        return Words(sv=short_period_name(period, "sv"), en=short_period_name(period, "en"))
    return period_words(period)
