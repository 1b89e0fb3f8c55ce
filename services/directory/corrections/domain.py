"""Corrections of what was attested: entered in error, another date, and the other party's agreement."""

from datetime import datetime
from uuid import UUID

from schemas.directory import CorrectionAgreed, DateCorrected, EnteredInError, ExtractsSeen, StaffEngaged
from schemas.fact import Fact
from services.directory.attestations.commands import AgreeToCorrection, CorrectDate, EnterInError
from services.directory.attestations.effective import (
    CORRECTABLE,
    DATES,
    FactSubject,
    agreement_of,
    as_corrected,
    attest,
    board_of,
    error_of,
    may_agree,
    not_in_future,
)
from services.directory.shared import checks
from services.directory.shared.attested import Attested
from services.directory.shared.outcome import Outcome
from services.directory.shared.register import Register
from services.directory.shared.state import Board
from services.runtime.language.words import Words


def enter_in_error(register: Register, command: EnterInError, now: datetime) -> Outcome:
    """Record that a fact never was. Refused: not on file, another's word, in error already."""
    target, provider = _own(register, command)
    fact = EnteredInError(provider=provider, board=board_of(target.counterpart), fact=target.id, reason=command.reason)
    return attest(register, command.id, fact, _subject_of(target), target.teller, now, now)


def correct_date(register: Register, command: CorrectDate, now: datetime) -> Outcome:
    """Record that a date is another. Refused: as entering in error, no such date, one to come, or what it says already."""
    target, provider = _own(register, command)
    kind = type(target.fact).__name__
    if command.field not in DATES.get(kind, ()):
        raise checks.refuse(
            "field",
            "field",
            Words(sv="Den uppgiften har inget datum att rätta.", en="There is no such date to correct."),
            Words(
                sv="Markera uppgiften som felregistrerad och lämna den på nytt.",
                en="Mark it as entered in error and tell it anew.",
            ),
        )
    to = not_in_future(command.to, now, "to")
    before = as_corrected(register, target, target.fact)
    if getattr(before, command.field) == to:
        raise checks.refuse(
            "unchanged",
            "to",
            Words(sv="Uppgiften säger redan det.", en="It already says that."),
            Words(sv="Ange en annan tid, eller låt den vara.", en="Give another time, or let it be."),
        )
    _check_order(before, to)
    fact = DateCorrected(
        provider=provider,
        board=board_of(target.counterpart),
        fact=target.id,
        field=command.field,
        to=to,
    )
    return attest(register, command.id, fact, _subject_of(target), target.teller, now, now)


def agree_to_correction(register: Register, command: AgreeToCorrection, now: datetime) -> Outcome:
    """Agree to the other party's correction. Refused: no such correction, one's own, no party to it, agreed already."""
    correction = register.find(Attested, command.correction)
    said = correction.fact if correction is not None else None
    if correction is None or not isinstance(said, EnteredInError | DateCorrected):
        raise checks.unknown("correction", Words(sv="Rättelsen", en="The correction"))
    if not may_agree(register, correction, command.by, now):
        raise checks.refuse(
            "not_other_party",
            "correction",
            Words(
                sv="Rättelsen kan bara godkännas av den andra parten.",
                en="Only the other party can agree to the correction.",
            ),
            Words(sv="Be den andra parten godkänna den.", en="Ask the other party to agree to it."),
        )
    if agreement_of(register, correction.id) is not None:
        raise checks.taken("correction", Words(sv="Godkännandet", en="The agreement"))
    board = command.by if register.find(Board, command.by) is not None else said.board
    fact = CorrectionAgreed(provider=said.provider, board=board, fact=correction.id)
    return attest(register, command.id, fact, _subject_of(correction), command.by, now, now)


def _own(register: Register, command: EnterInError | CorrectDate) -> tuple[Attested, UUID]:
    target = register.find(Attested, command.fact)
    if target is None:
        raise checks.unknown("fact", Words(sv="Uppgiften", en="What you want to correct"))
    if target.teller != command.by:
        raise checks.refuse(
            "not_teller",
            "fact",
            Words(sv="Uppgiften lämnades av någon annan.", en="Somebody else told that."),
            Words(
                sv="Be den som lämnade uppgiften att rätta den. Ni kan sedan godkänna rättelsen.",
                en="Ask whoever told it to correct it. You can then agree to the correction.",
            ),
        )
    if target.provider is None or type(target.fact).__name__ not in CORRECTABLE:
        raise checks.refuse(
            "not_correctable",
            "fact",
            Words(sv="Den uppgiften kan inte rättas.", en="That cannot be corrected."),
            Words(
                sv="En rättelse ersätts av en ny rättelse. Fråga driften om ett avbrott är fel.",
                en="A correction is replaced by a new one. Ask the operator when an interruption is wrong.",
            ),
        )
    if error_of(register, target.id) is not None:
        raise checks.refuse(
            "in_error",
            "fact",
            Words(sv="Uppgiften är redan felregistrerad.", en="It is already entered in error."),
            Words(sv="Lämna den på nytt om den ändå gäller.", en="Tell it anew if it holds after all."),
        )
    return target, target.provider


def _subject_of(of: Attested) -> FactSubject:
    return FactSubject(of.subject, of.provider, of.counterpart)


def _check_order(before: Fact, to: datetime) -> None:
    days = []
    if isinstance(before, StaffEngaged) and before.engaged_before_until is not None:
        days = [] if before.engaged_before_until < checks.today(to) else [before.engaged_before_until]
    elif isinstance(before, ExtractsSeen):
        issued = [before.criminal_record_on, before.suspicion_record_on]
        days = [day for day in issued if day is not None and day > checks.today(to)]
    if days:
        raise checks.refuse(
            "span",
            "to",
            Words(
                sv="Tiden stämmer inte med uppgiftens andra dag, {day}.",
                en="That time does not agree with the other day told, {day}.",
            ).fill(day=days[0]),
            Words(
                sv="Är den dagen fel? Markera uppgiften som felregistrerad och lämna den på nytt.",
                en="Is that day wrong? Mark it as entered in error and tell it anew.",
            ),
        )
