"""What somebody was notified of about a finding."""

from datetime import date, datetime
from typing import Protocol

from schemas.findings import Severity
from services.runtime.language.words import Words


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
