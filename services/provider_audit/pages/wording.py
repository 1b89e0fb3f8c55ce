"""The sentences of the audit's pages: what a duty or finding is, why it would fall, how late it came."""

from datetime import datetime, time
from uuid import UUID

from services.provider_audit.judge.reading import RULES
from services.provider_audit.pages.naming import (
    duty_title,
    named,
    period_words,
    rule_title,
    short_period,
    what_is_owed,
)
from services.provider_audit.pages.notified import Moved, Notified
from services.provider_audit.rules.conditions import Breach
from services.runtime.language.dates import civil, instant, last_day, weekday
from services.runtime.language.distances import distance_clock, distance_working_days, due_by_clock, due_by_working_days
from services.runtime.language.identifiers import short
from services.runtime.language.words import Words, plain

__all__ = [
    "RULES",
    "by_the_clock",
    "due_alone",
    "due_words",
    "duty_title",
    "finding_number",
    "headline",
    "late",
    "moved_words",
    "partly_since_words",
    "period_words",
    "rule_title",
    "short_period",
    "since_words",
    "what_is_owed",
]


def headline(line: Notified) -> Words:
    """Say in a sentence what a finding is about."""
    rule, of_duty = RULES.get(line.rule), named(line.rule, line.period)
    if isinstance(rule, Breach):
        return rule.holds
    what = what_is_owed(line.rule, line.period, line.day, line.month)
    if of_duty and line.severity in of_duty.headline_by_severity:
        return what + of_duty.headline_by_severity[line.severity]
    if line.settled_at is None or line.due is None:
        plural = of_duty is not None and of_duty.plural
        return what + Words(sv=" saknas", en=" are missing" if plural else " is missing")
    how = late(line.due, line.settled_at)
    return what + Words(sv=f" kom in {how.sv.removesuffix(' sen')} för sent", en=f" arrived {how.en}")


def by_the_clock(due: datetime) -> bool:
    """Tell whether a due stands at an hour rather than at the end of a day."""
    return civil(due).time() != time()


def due_words(due: datetime, now: datetime, *, distance: bool = True) -> Words:
    """Say when something is due, in the unit of its clock; how far off that is only while it is not fulfilled or over."""
    if not distance:
        return due_alone(due)
    written = due_by_clock if by_the_clock(due) else due_by_working_days
    return Words(sv=written(due, now, "sv"), en=written(due, now, "en"))


def due_alone(due: datetime) -> Words:
    """Say when something is due: a due at 24:00 by the last day on which it can be met."""
    return Words(sv=_day_or_instant(due, "sv"), en=_day_or_instant(due, "en"))


def _day_or_instant(due: datetime, language: str) -> str:
    return instant(due, language) if by_the_clock(due) else weekday(last_day(due), language)


def moved_words(duty: Moved) -> Words:
    """Say from when an interruption of the portal moved a due; nothing when none did."""
    if duty.due_before_interruptions is None or duty.due_before_interruptions == duty.due:
        return plain("")
    return Words(
        sv=", flyttad från {was} på grund av avbrott i portalen",
        en=", moved from {was} because of an interruption of the portal",
    ).fill(was=due_alone(duty.due_before_interruptions))


def late(due: datetime, at: datetime) -> Words:
    """Say how late something came, in the unit of its clock: "3 arbetsdagar sen", "35 min sen"."""
    shown = distance_clock if by_the_clock(due) else distance_working_days
    return Words(sv=shown(due, at, "sv"), en=shown(due, at, "en"))


def finding_number(identity: UUID) -> str:
    """Give the short number of a finding, such as B-4T9M."""
    return short("B", identity)


def partly_since_words(since: datetime) -> Words:
    """Say since when something of a provider cannot be judged; the rest of it is."""
    return Words(sv="En del kan inte bedömas sedan {at}", en="Some of it cannot be judged since {at}").fill(
        at=Words(sv=instant(since, "sv"), en=instant(since, "en"))
    )


def since_words(since: datetime) -> Words:
    """Say since when something cannot be judged."""
    return Words(sv="Kan inte bedömas sedan {at}", en="Cannot be judged since {at}").fill(
        at=Words(sv=instant(since, "sv"), en=instant(since, "en"))
    )
