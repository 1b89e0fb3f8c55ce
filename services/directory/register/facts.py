"""The facts of the register by their ids, what an entity is without one of them, and entering one in error."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from schemas import directory as facts
from schemas.new_event import NewEvent
from services.directory.attestations.effective import board_of, error_of
from services.directory.register.folding import FIRST, FOLDS, Held
from services.directory.shared import checks
from services.directory.shared.attested import Attested
from services.directory.shared.commands import RetractFact
from services.directory.shared.outcome import Outcome
from services.directory.shared.register import Register
from services.directory.shared.state import Contract, Exemption, Permit, Provider, Unit
from services.runtime.language.words import Words

PERMIT_FACTS = (facts.PermitRegistered, facts.PermitChanged, facts.PermitEnded, facts.NotPermitBound)
CONTRACT_FACTS = (facts.ContractRegistered, facts.ClauseRegistered, facts.ContractEnded)
REGISTER_FACTS = (facts.ProviderRegistered, facts.UnitRegistered, *PERMIT_FACTS, *CONTRACT_FACTS)
"""Facts that are kept by their ids, so that each can be entered in error."""


def register_fact(new_event: NewEvent, identity: UUID, teller: UUID, now: datetime) -> Attested:
    """Give a fact of the register as it is kept."""
    fact: Any = new_event.fact
    provider = new_event.subject if isinstance(fact, facts.ProviderRegistered) else fact.provider
    return Attested(
        id=identity,
        subject=new_event.subject,
        teller=teller,
        provider=provider,
        counterpart=getattr(fact, "board", None),
        occurred=new_event.occurred,
        recorded_at=now,
        fact=fact,
    )


def retract(register: Register, command: RetractFact, now: datetime) -> Outcome:
    """Enter a fact of the register in error: the thing as it is without it. Refused: not on file, in error already, relied on."""
    target = register.find(Attested, command.fact)
    if target is None or not isinstance(target.fact, REGISTER_FACTS) or target.provider is None:
        raise checks.unknown("fact", Words(sv="Uppgiften", en="What you want to correct"))
    held = register.entities.get(target.subject)
    if error_of(register, target.id) is not None or not isinstance(held, Held):
        raise checks.refuse(
            "in_error",
            "fact",
            Words(sv="Uppgiften är redan felregistrerad.", en="It is already entered in error."),
            Words(sv="Lämna den på nytt om den ändå gäller.", en="Tell it anew if it holds after all."),
        )
    without = as_without(register, held, {target.id})
    if without.retracted:
        _refuse_what_is_relied_on(register, held)
    fact = facts.EnteredInError(
        provider=target.provider,
        board=board_of(target.counterpart),
        fact=target.id,
        reason=command.reason,
        register_word=not isinstance(target.fact, CONTRACT_FACTS),
    )
    return without, [NewEvent(id=command.id, subject=target.subject, occurred=now, fact=fact)]


def attestations_of(register: Register, subject: UUID) -> list[Attested]:
    """Give the facts of the register about a thing, oldest first, those entered in error too."""
    return [
        each for each in register.all(Attested) if each.subject == subject and isinstance(each.fact, REGISTER_FACTS)
    ]


def end_of(register: Register, permit: UUID) -> Attested | None:
    """Give the fact by which a permit has ended, if one stands."""
    return next(
        (
            each
            for each in attestations_of(register, permit)
            if isinstance(each.fact, facts.PermitEnded) and error_of(register, each.id) is None
        ),
        None,
    )


def as_without(register: Register, held: Held, gone: set[UUID]) -> Held:
    """Give an entity as its facts make it without some of them and all that were entered in error; retracted when none is left."""
    retracted = {
        each.fact.fact for each in register.all(Attested) if isinstance(each.fact, facts.EnteredInError)
    } | gone
    effective = [each.fact for each in attestations_of(register, held.id) if each.id not in retracted]
    first = FIRST[type(held)]
    if not any(isinstance(fact, first) for fact in effective):
        return replace(held, retracted=True)
    return FOLDS[type(held)](held, effective)


def _refuse_what_is_relied_on(register: Register, held: Held) -> None:
    """A provider or unit that something else on file names stays, until that is entered in error first."""
    if not isinstance(held, Provider | Unit):
        return
    names = "provider" if isinstance(held, Provider) else "unit"
    entities = (Unit, Permit, Exemption, Contract) if isinstance(held, Provider) else (Permit, Exemption)
    if any(isinstance(each, entities) and getattr(each, names) == held.id for each in register.entities.values()):
        raise checks.refuse(
            "relied_on",
            "fact",
            Words(sv="Annat i registret bygger på uppgiften.", en="Other things on file rest on this."),
            Words(
                sv="Felregistrera först de tillstånd, enheter och avtal som hör till den.",
                en="First enter the permits, units and contracts that belong to it in error.",
            ),
        )
