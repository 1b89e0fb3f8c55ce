"""Reading what was attested: what still stands, its dates as corrected, and who may speak of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from schemas.directory import CorrectionAgreed, DateCorrected, EnteredInError
from schemas.fact import Fact
from schemas.new_event import NewEvent
from services.directory.shared import checks
from services.directory.shared.attested import Attested
from services.directory.shared.outcome import Outcome, given
from services.directory.shared.register import Register
from services.directory.shared.state import PLATFORM, Contract, Provider, Unit
from services.runtime.language.words import Words

F = TypeVar("F", bound=Fact)
DATES: dict[str, tuple[str, ...]] = {"StaffEngaged": ("first_shift",), "ExtractsSeen": ("seen_at",)}
"""Which dates of which facts can be corrected; anything else is entered in error and recorded again."""
CORRECTABLE = frozenset({"AccountsDisclosed", "InformationRequested", "InformationAnswered", *DATES})


@dataclass(frozen=True)
class FactSubject:
    """What a fact is about and whose it is: its subject, the provider, and the counterpart, if there is one."""

    subject: UUID
    provider: UUID | None
    counterpart: UUID | None = None


def attest(
    register: Register,
    identity: UUID | None,
    fact: Fact,
    about: FactSubject,
    teller: UUID,
    occurred: datetime,
    now: datetime,
    words: str = "",
) -> Outcome:
    """Give what an attesting act comes to: the thing, and its fact under the same id. Raises Refused."""
    attestation = Attested(
        id=given(register, identity),
        subject=about.subject,
        teller=teller,
        provider=about.provider,
        counterpart=about.counterpart,
        occurred=occurred,
        recorded_at=now,
        fact=fact,
        words=words,
    )
    return attestation, [NewEvent(id=attestation.id, subject=attestation.subject, occurred=occurred, fact=fact)]


def known_provider(register: Register, provider: UUID) -> Provider:
    """Give a provider on file. Raises Refused."""
    held = register.find(Provider, provider)
    if held is None:
        raise checks.unknown("provider", Words(sv="Utföraren", en="The provider"))
    return held


def known_unit(register: Register, provider: UUID, unit: UUID) -> Unit:
    """Give a unit of a provider. Raises Refused."""
    held = register.find(Unit, unit)
    if held is None or held.provider != provider:
        raise checks.unknown("unit", Words(sv="Enheten hos den utföraren", en="That unit of the provider"))
    return held


def all_of(register: Register, kind: type[F]) -> list[tuple[Attested, F]]:
    """Give everything attested of one kind of fact, oldest first, with the fact as it was recorded."""
    return [(each, each.fact) for each in register.all(Attested) if isinstance(each.fact, kind)]


def error_of(register: Register, fact: UUID) -> Attested | None:
    """Give the entry in error of a fact, if there is one."""
    return next((each for each, said in all_of(register, EnteredInError) if said.fact == fact), None)


def effective_facts(register: Register, kind: type[F]) -> list[tuple[Attested, F]]:
    """Give what still stands of one kind of fact, its dates as corrected."""
    gone = {said.fact for _, said in all_of(register, EnteredInError)}
    dates: dict[UUID, dict[str, datetime]] = {}
    for _, said in all_of(register, DateCorrected):
        dates.setdefault(said.fact, {})[said.field] = said.to
    return [
        (each, fact.model_copy(update=dates[each.id]) if each.id in dates else fact)
        for each, fact in all_of(register, kind)
        if each.id not in gone
    ]


def as_corrected(register: Register, attested: Attested, fact: F) -> F:
    """Give a fact with its dates as they were last corrected."""
    corrected = {said.field: said.to for _, said in all_of(register, DateCorrected) if said.fact == attested.id}
    return fact.model_copy(update=corrected) if corrected else fact


def agreement_of(register: Register, correction: UUID) -> Attested | None:
    """Give the other party's agreement to a correction, if there is one."""
    return next((each for each, said in all_of(register, CorrectionAgreed) if said.fact == correction), None)


def may_agree(register: Register, correction: Attested, by: UUID, now: datetime) -> bool:
    """Tell whether an organisation is the other party of a correction.

    Where a fact has no counterpart of its own, that is every board with a contract in force with the provider.
    """
    if by == correction.teller:
        return False
    if by == correction.provider or correction.counterpart is not None:
        return by in (correction.provider, correction.counterpart)
    day = checks.today(now)
    return any(
        (contract.board, contract.provider) == (by, correction.provider) and contract.in_force(day)
        for contract in register.all(Contract)
    )


def board_of(counterpart: UUID | None) -> UUID | None:
    """Give the board a fact names: none where the counterpart is the supervisor, or nobody."""
    return None if counterpart == PLATFORM else counterpart


def not_in_future(moment: datetime, now: datetime, field: str) -> datetime:
    """Refuse an instant that has not been yet, or a year that can only be a slip of the hand."""
    checks.sensible(checks.today(moment), field)
    if moment > now:
        raise checks.refuse(
            "future",
            field,
            Words(sv="Tiden ligger i framtiden.", en="That time lies in the future."),
            Words(sv="Ange när det skedde, eller kom tillbaka då.", en="Say when it happened, or come back then."),
        )
    return moment
