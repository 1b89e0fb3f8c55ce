"""Rätta: what was entered in error, a date that was another, and the other party's agreement. Nothing is deleted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from schemas.new_event import NewEvent
from schemas.reasons import ErrorReason
from schemas.referral import CorrectionAgreed, DateCorrected, EnteredInError
from services.referral.referrals.domain import Referral
from services.referral.shared.recorded import DATES, RecordedFact, retracted, value_of
from services.referral.shared.states import State
from services.runtime.errors import Refused
from services.runtime.language.words import Words

_WITHDRAW = Words(sv="Återkalla förfrågan i stället.", en="Withdraw the referral instead.")
_ANEW = Words(sv="Rätta det rättade en gång till.", en="Correct what was corrected once more.")
NEVER_RETRACTED: dict[str, Words] = {
    "CaseOpened": Words(sv="Låt ärendet stå utan förfrågan.", en="Let the case stand without a referral."),
    "ReferralAccepted": Words(
        sv="Be nämnden återkalla förfrågan, så länge uppdraget inte har börjat.",
        en="Ask the board to withdraw the referral while the placement has not started.",
    ),
    "GateOverridden": _WITHDRAW,
    "EnteredInError": Words(sv="Lämna eller registrera det igen.", en="Hand it in or register it again."),
    "DateCorrected": _ANEW,
    "CorrectionAgreed": Words(sv="Be den andra parten rätta igen.", en="Ask the other party to correct again."),
}
_UNDONE: dict[str, tuple[State, State]] = {
    "ReferralSent": (State.REQUESTED, State.ENTERED_IN_ERROR),
    "ReferralDeclined": (State.REJECTED, State.REQUESTED),
    "ReferralWithdrawn": (State.CANCELLED, State.REQUESTED),
}


@dataclass(frozen=True)
class Parties:
    """The board and the provider that a correction is about."""

    board: UUID
    provider: UUID


@dataclass(frozen=True)
class EnterInError:
    """A fact of one's own never was, for a coded reason."""

    reason: ErrorReason


@dataclass(frozen=True)
class CorrectDate:
    """A date of a fact of one's own is another."""

    field: str
    to: datetime


Correction = EnterInError | CorrectDate


@dataclass(frozen=True)
class Subject:
    """A fact with the dates that stand now, everything recorded about the same, and the parties."""

    target: RecordedFact
    known: Sequence[RecordedFact]
    parties: Parties


def correct(subject: Subject, correction: Correction, organisation: UUID, now: datetime) -> NewEvent:
    """Say that a fact of one's own never was, or that a date of it is another. Raises Refused."""
    own(subject.target, subject.known, organisation)
    target, parties = subject.target, subject.parties
    fact: EnteredInError | DateCorrected
    if isinstance(correction, EnterInError):
        fact = EnteredInError(provider=parties.provider, board=parties.board, fact=target.id, reason=correction.reason)
    else:
        _check_date(target, correction.field, correction.to, now)
        fact = DateCorrected(
            provider=parties.provider, board=parties.board, fact=target.id, field=correction.field, to=correction.to
        )
    return NewEvent(subject=target.subject, occurred=now, fact=fact)


def _check_date(target: RecordedFact, field: str, to: datetime, now: datetime) -> None:
    if field not in DATES.get(target.what, ()):
        raise Refused(
            "no_such_date",
            Words(sv="Den uppgiften har inget sådant datum att rätta.", en="That fact has no such date to correct."),
            Words(sv="Markera den som felregistrerad i stället.", en="Mark it as entered in error instead."),
            field="what",
        )
    if to > now:
        raise Refused(
            "in_the_future",
            Words(sv="Tidpunkten ligger i framtiden.", en="The time lies in the future."),
            Words(sv="Ange när det hände.", en="Say when it happened."),
            field="day",
        )
    if value_of(target, field) == to:
        raise Refused(
            "nothing_changed",
            Words(sv="Det är samma tidpunkt som förut.", en="It is the same time as before."),
            Words(sv="Ange den rätta tidpunkten, eller gå tillbaka.", en="Give the right time, or go back."),
            field="day",
        )


def agree(subject: Subject, organisation: UUID, now: datetime) -> NewEvent:
    """Agree, as the other party, to a correction or an entry in error, once. Raises Refused."""
    correction, parties = subject.target, subject.parties
    if not isinstance(correction.fact, (EnteredInError, DateCorrected)):
        raise Refused(
            "no_correction",
            Words(sv="Det är ingen rättelse.", en="That is no correction."),
            Words(sv="Välj en rättelse i tidslinjen.", en="Choose a correction in the timeline."),
        )
    if organisation == correction.teller or organisation not in (parties.board, parties.provider):
        raise Refused(
            "own_correction",
            Words(sv="Den som rättar kan inte godkänna rättelsen.", en="Who corrects cannot agree to it."),
            Words(sv="Be den andra parten godkänna den.", en="Ask the other party to agree."),
        )
    if correction.id in agreed(subject.known):
        raise Refused(
            "already_agreed",
            Words(sv="Rättelsen är redan godkänd.", en="The correction has already been agreed to."),
            Words(sv="Läs tidslinjen.", en="Read the timeline."),
        )
    fact = CorrectionAgreed(provider=parties.provider, board=parties.board, fact=correction.id)
    return NewEvent(subject=correction.subject, occurred=now, fact=fact)


def agreed(known: Sequence[RecordedFact]) -> frozenset[UUID]:
    """Give the corrections that the other party has agreed to."""
    return frozenset(one.fact.fact for one in known if isinstance(one.fact, CorrectionAgreed))


def undo(referral: Referral, target: RecordedFact) -> Referral:
    """Give a referral as it stands without one of its own facts, amendments apart. Raises Refused."""
    if target.what not in _UNDONE:
        return referral
    now, before = _UNDONE[target.what]
    if referral.state is not now or (target.what == "ReferralWithdrawn" and referral.placement is not None):
        raise Refused(
            "rests_on_it",
            Words(sv="Något som hände senare vilar på den.", en="Something that happened later rests on it."),
            Words(sv="Skriv en ny förfrågan i ärendet.", en="Write a new referral in the case."),
        )
    return replace(referral, state=before, answered_at=None, reason=None)


def own(target: RecordedFact, known: Sequence[RecordedFact], organisation: UUID) -> None:
    """Check that an organisation may correct a fact: its own, not retracted, and of a kind that can be. Raises Refused."""
    if target.teller != organisation:
        raise Refused(
            "not_yours",
            Words(sv="Uppgiften är inte er egen.", en="The fact is not your own."),
            Words(sv="Be den som lämnade den att rätta.", en="Ask whoever told it to correct it."),
        )
    if target.what in NEVER_RETRACTED:
        raise Refused(
            "not_corrected_here",
            Words(sv="Det kan inte rättas så.", en="That cannot be corrected this way."),
            NEVER_RETRACTED[target.what],
        )
    if target.id in retracted(known):
        raise Refused(
            "retracted_already",
            Words(sv="Den är redan markerad som felregistrerad.", en="It is already marked as entered in error."),
            Words(sv="Läs tidslinjen.", en="Read the timeline."),
        )
