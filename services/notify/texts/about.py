"""What a notice is about, in words: the duty as its rule's file calls it; never anything about a person."""

from services.runtime.language import dates
from services.runtime.language.duties import declared_rules
from services.runtime.language.words import Words

_A_DUTY = Words(sv="ett åtagande", en="a duty")
MONTH, YEAR = len("2026-10"), len("2026")


def duty_words(rule: str, period: str) -> Words:
    """Name what a notice is about, such as "månadsrapport oktober 2026"; ids in a period are never shown."""
    known = declared_rules().get(rule)
    what = known.name_of(period).notice if known else _A_DUTY
    if len(period) == MONTH and period[4] == "-":
        return what + Words(sv=f" {dates.period_name(period, 'sv')}", en=f" {dates.period_name(period, 'en')}")
    return what + Words(sv=f" {period}", en=f" {period}") if len(period) == YEAR and period.isdigit() else what
