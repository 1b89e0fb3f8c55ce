"""The sentences of the audit's pages: what a duty or finding is, why it would fall, how late it came."""

from datetime import date, datetime, time
from uuid import UUID

from services.provider_audit.rule import Rule, load
from services.runtime.dates import (
    civil,
    distance_clock,
    distance_working_days,
    due_by_clock,
    due_by_working_days,
    instant,
    last_day,
    period_name,
    short_period_name,
    week_name,
    weekday,
)
from services.runtime.identifiers import short
from services.runtime.words import Words, plain

RULES: dict[str, Rule] = load()

_CONDITION: dict[str, Words] = {
    "C01": Words(
        sv="Någon är placerad utan giltigt tillstånd för verksamhetsformen och enheten",
        en="Somebody is placed without a valid permit for the form of service and the unit",
    ),
    "C02": Words(sv="Fler är placerade än tillståndet medger", en="More people are placed than the permit allows"),
    "C03": Words(
        sv="Någon är placerad utanför tillståndets åldersgrupp eller målgrupp",
        en="Somebody is placed outside the permit's age band or target group",
    ),
}
_THING: dict[str, Words] = {
    "R01": Words(sv="Genomförandeplanen", en="The implementation plan"),
    "R02": Words(sv="Månadsrapporten för {period}", en="The monthly report for {period}"),
    "R04": Words(sv="Slutrapporten", en="The end report"),
    "R09": Words(sv="Svaret på förfrågan", en="The answer to the referral"),
    "T01": Words(sv="Avtalets villkor om insyn och uppföljning", en="The contract's clauses on insight and follow-up"),
}
FALLS_BY: dict[str, Words] = {
    "arrived_before_due": Words(
        sv="det finns en kvittens från före fristens slut", en="there is a receipt from before the due"
    ),
    "ended_by_due": Words(sv="uppdraget avslutades innan fristen gick ut", en="the placement ended by the due"),
    "no_contract_governs": Words(sv="inget avtal med villkoret gällde", en="no contract with the clause was in force"),
    "too_few_placed_days": Words(
        sv="månaden hade för få dagar med placering, till exempel för att uppdraget var pausat",
        en="the month had too few placed days, for instance because the placement was on hold",
    ),
    "last_month": Words(
        sv="uppdraget slutade den månaden, så att slutrapporten gäller",
        en="the placement ended that month: the end report covers it",
    ),
    "withdrawn_by_due": Words(
        sv="förfrågan återkallades innan fristen gick ut", en="the referral was withdrawn by the due"
    ),
    "not_in_force": Words(sv="avtalet aldrig började gälla", en="the contract never came into force"),
    "permit_in_force": Words(
        sv="ett tillstånd för organisationsnumret, formen och enheten gällde",
        en="a permit of that organisation number, form and unit was in force",
    ),
    "not_permit_bound": Words(
        sv="det finns ett beslut om att verksamheten inte är tillståndspliktig",
        en="there is a decision that the service is not permit-bound",
    ),
    "nobody_placed": Words(sv="ingen var placerad där", en="nobody was placed there"),
    "higher_maximum": Words(sv="tillståndet medgav fler", en="the permit allowed more"),
    "fewer_placed": Words(sv="färre var placerade", en="fewer were placed"),
    "inside_permit": Words(sv="personen var inom tillståndets grupper", en="the person was inside the permit's groups"),
    "left": Words(sv="placeringen hade upphört", en="the placement had ended"),
    "without_permit": Words(
        sv="tillstånd saknades helt: då gäller regel C01", en="there was no permit at all: rule C01 holds then"
    ),
    "waived": Words(sv="nämnden har undantagit skyldigheten", en="the board has waived the duty"),
    "call_attested": Words(sv="nämnden intygar samtalet", en="the board attests the call"),
    "contract_in_force": Words(
        sv="ett avtal mellan nämnden och utföraren gällde",
        en="a contract between the board and the provider was in force",
    ),
    "no_children": Words(
        sv="enheten tog inte emot barn vid arbetspasset", en="the unit did not receive children at the shift"
    ),
}


UNITS: dict[str, Words] = {
    "days": Words(sv="dagar", en="days"),
    "placed_days": Words(sv="placerade dagar", en="placed days"),
    "nth_working_day": Words(sv="arbetsdagen i månaden efter", en="working day of the month after"),
    "high_after_working_days": Words(sv="arbetsdagar efter fristen: hög", en="working days after the due: high"),
    "emergency_hours": Words(sv="timmar, akut", en="hours, emergency"),
    "short_working_days": Words(sv="arbetsdagar, kort", en="working days, short"),
    "standard_working_days": Words(sv="arbetsdagar, normal", en="working days, standard"),
    "working_days": Words(sv="arbetsdagar", en="working days"),
    "months": Words(sv="månader", en="months"),
    "phone_hours": Words(sv="timmar, per telefon", en="hours, by phone"),
    "written_hours": Words(sv="timmar, skriftligt", en="hours, in writing"),
    "least_hours": Words(sv="timmar, minst", en="hours, at least"),
    "start_days": Words(sv="dagar gammal vid starten, högst", en="days old at the start, at most"),
    "incident_working_days": Words(sv="arbetsdagar från händelsen", en="working days from the incident"),
}


def rule_title(rule: str) -> Words:
    """Give a rule's title, its id when the rule is not known here."""
    known = RULES.get(rule)
    return Words(sv=known.title_sv, en=known.title_en) if known else plain(rule)


def thing(rule: str, period: str) -> Words:
    """Name what was owed, such as "Månadsrapporten för mars 2026"."""
    words = _THING.get(rule) or rule_title(rule)
    return words.fill(period=period_words(period))


def duty_title(rule: str, period: str) -> Words:
    """Name a duty for a list: "Månadsrapport oktober 2026"."""
    title = rule_title(rule)
    return title + plain(" ") + period_words(period) if period else title


def period_words(period: str) -> Words:
    """Name a month such as 2026-10 or a week such as 2026-W48."""
    if "-W" in period:
        monday = date.fromisocalendar(int(period[:4]), int(period[6:]), 1)
        return Words(sv=week_name(monday, "sv"), en=week_name(monday, "en"))
    if not is_month(period):
        return plain(period)
    return Words(sv=period_name(period, "sv"), en=period_name(period, "en"))


def short_period(period: str) -> Words:
    """Name a month or week in the head of the grid: "okt", "v. 48 2026"."""
    if is_month(period):
        return Words(sv=short_period_name(period, "sv"), en=short_period_name(period, "en"))
    return period_words(period)


def is_month(period: str) -> bool:
    """Tell whether a period is a month such as 2026-10."""
    return len(period) == len("2026-10") and period[:4].isdigit() and period[4] == "-" and period[5:].isdigit()


def headline(rule: str, period: str, due: datetime | None, settled_at: datetime | None) -> Words:
    """Say in a sentence what a finding is about."""
    if rule in _CONDITION:
        return _CONDITION[rule]
    what = thing(rule, period)
    if settled_at is None or due is None:
        return what + Words(sv=" saknas", en=" is missing")
    how = late(due, settled_at)
    return what + Words(sv=f" kom in {how.sv.removesuffix(' sen')} för sent", en=f" arrived {how.en}")


def by_the_clock(due: datetime) -> bool:
    """Tell whether a due stands at an hour rather than at the end of a day."""
    return civil(due).time() != time()


def due_words(due: datetime, now: datetime, *, came: bool = False) -> Words:
    """Say when something is due, in the unit of its clock; how far off that is only while it has not come in."""
    if came:
        return Words(sv=_day_or_instant(due, "sv"), en=_day_or_instant(due, "en"))
    told = due_by_clock if by_the_clock(due) else due_by_working_days
    return Words(sv=told(due, now, "sv"), en=told(due, now, "en"))


def _day_or_instant(due: datetime, language: str) -> str:
    return instant(due, language) if by_the_clock(due) else weekday(last_day(due), language)


def late(due: datetime, at: datetime) -> Words:
    """Say how late something came, in the unit of its clock: "3 arbetsdagar sen", "35 min sen"."""
    shown = distance_clock if by_the_clock(due) else distance_working_days
    return Words(sv=shown(due, at, "sv"), en=shown(due, at, "en"))


def finding_number(identity: UUID) -> str:
    """Give the short number of a finding, such as B-4T9M."""
    return short("B", identity)
