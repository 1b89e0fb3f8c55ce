"""The sentences of the audit's pages: what a duty or finding is, why it would fall, how late it came."""

from datetime import date, datetime, time
from typing import Protocol
from uuid import UUID

from schemas.codes import Severity
from services.provider_audit.judge.resolve import RULES
from services.provider_audit.pages.naming import (
    duty_title,
    named,
    period_words,
    rule_title,
    short_period,
    what_is_owed,
)
from services.provider_audit.rules.declaration import Breach
from services.runtime.language.dates import (
    civil,
    distance_clock,
    distance_working_days,
    due_by_clock,
    due_by_working_days,
    instant,
    last_day,
    weekday,
)
from services.runtime.language.identifiers import short
from services.runtime.language.words import Words, plain

__all__ = [
    "RULES",
    "WITHDRAWN",
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


class Notified(Protocol):
    """What a sentence about a finding needs to know of it."""

    @property
    def rule(self) -> str:
        """The rule's id."""

    @property
    def period(self) -> str:
        """Which of the rule's duties."""

    @property
    def day(self) -> date | None:
        """The day its clock rests on."""

    @property
    def month(self) -> str:
        """The month of a report that was returned."""

    @property
    def severity(self) -> Severity:
        """How serious it is."""

    @property
    def due(self) -> datetime | None:
        """When it was due; none for a condition."""

    @property
    def settled_at(self) -> datetime | None:
        """When it was fulfilled late."""


class Moved(Protocol):
    """A due, and what it was before an interruption of the portal moved it."""

    @property
    def due(self) -> datetime:
        """When it is due."""

    @property
    def due_before_interruptions(self) -> datetime | None:
        """When it would have been due; none where that is not known."""


WITHDRAWN: dict[str, Words] = {
    "arrived_before_due": Words(
        sv="det som saknades hade kommit in före fristens slut", en="what was missing had arrived before the due"
    ),
    "ended_by_due": Words(sv="uppdraget hade slutat innan fristen gick ut", en="the placement had ended by the due"),
    "withdrawn_by_due": Words(
        sv="förfrågan hade återkallats innan fristen gick ut", en="the referral had been withdrawn by the due"
    ),
    "not_owed": Words(sv="åtagandet fanns inte", en="nothing was owed"),
    "not_in_force": Words(sv="avtalet gällde inte den dagen", en="the contract was not in force that day"),
    "entered_in_error": Words(
        sv="uppgiften som den byggde på är felregistrerad eller rättad",
        en="what it rested on was entered in error or corrected",
    ),
    "judged_again": Words(
        sv="samma uppgifter har bedömts på nytt, och ger ingen brist",
        en="the same facts were judged again, and give no finding",
    ),
    "waived": Words(sv="nämnden har undantagit åtagandet", en="the board has waived the duty"),
    "due_moved": Words(sv="fristen har flyttats och har inte gått ut", en="the due was moved and has not passed"),
    "one_omission": Words(
        sv="en annan brist gäller samma försummelse", en="another finding is about the same omission"
    ),
    "not_in_breach": Words(
        sv="uppgifterna visar nu att ingen regel bröts", en="what is known now shows that no rule was broken"
    ),
    "ended_before_known": Words(
        sv="det var över innan den som svarar kunde veta om det",
        en="it was over before the side that answers could know of it",
    ),
}
"""Why a finding was withdrawn, or a duty lapsed."""


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
