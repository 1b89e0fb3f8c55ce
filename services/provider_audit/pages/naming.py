"""What a duty is called, as its rule says: for all rules, and for each of the several that one rule may ask for."""

from datetime import date

from schemas.findings import Party
from services.provider_audit.judge.reading import RULES
from services.provider_audit.rules.claim import RETURNED
from services.provider_audit.rules.declaration import Duty
from services.provider_audit.rules.named import Named
from services.runtime.language.dates import day as day_name
from services.runtime.language.dates import period_name, short_period_name, week_name
from services.runtime.language.typed_day import is_month
from services.runtime.language.words import Words, plain


def rule_title(rule: str) -> Words:
    """Give a rule's title, its id when the rule is not known here."""
    known = RULES.get(rule)
    return Words(sv=known.title_sv, en=known.title_en) if known else plain(rule)


def named(rule: str, period: str) -> Named | None:
    """Give what a rule says of one of its duties; None for a condition and for a rule that is not known here."""
    known = RULES.get(rule)
    return known.name_of(period) if isinstance(known, Duty) else None


def which(rule: str, period: str) -> str:
    """Tell which of a rule's duties a period names, such as its id with "/return", or the rule alone."""
    known = RULES.get(rule)
    part = known.part(period) if isinstance(known, Duty) else ""
    return f"{rule}/{part}" if part else rule


def handed_in(rule: str, period: str) -> bool:
    """Tell whether a provider's submission fulfils a duty: not a phone call, nor what the board owes."""
    known = RULES.get(rule)
    return isinstance(known, Duty) and known.owes[0] is Party.PROVIDER and known.name_of(period).handed_in


def duty_title(rule: str, period: str, day: date | None = None, month: str = "") -> Words:
    """Name a duty for a list: "Månadsrapport oktober 2026".

    `day` is the day its clock rests on, `month` the month of a report that was returned; both may be unknown.
    """
    known = named(rule, period)
    return _filled(known.title if known else rule_title(rule), period, day, month)


def what_is_owed(rule: str, period: str, day: date | None = None, month: str = "") -> Words:
    """Name what was owed in definite form, such as "Månadsrapporten för mars 2026"."""
    known = named(rule, period)
    return _filled(known.noun if known else rule_title(rule), period, day, month)


def _filled(words: Words, period: str, day: date | None, month: str) -> Words:
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
    for prefix, words in _EDGES.items():
        if period.startswith(prefix):
            return words.fill(period=period_words(period.removeprefix(prefix)))
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
