"""Nödbeslut: one person of the board asks to let a referral through a gate, another agrees; never one alone."""

from collections.abc import Sequence
from uuid import UUID

from services.referral.shared.states import State
from services.referral.terms.gates import Gate
from services.runtime.errors import Refused
from services.runtime.language.words import Words

OPEN = frozenset({State.DRAFT, State.REQUESTED})


def ask(state: State, gate: Gate, waiting: Sequence[frozenset[str]], agreed: frozenset[str]) -> list[str]:
    """Give the rules to ask for: those that block and nobody has overridden or asked to. Raises Refused."""
    _still_open(state)
    rules = [rule for rule in gate.rules if rule not in agreed]
    if not rules:
        raise Refused(
            "nothing_blocks",
            Words(sv="Inget stoppar förfrågan.", en="Nothing blocks the referral."),
            Words(sv="Skicka den, eller låt utföraren svara.", en="Send it, or let the provider answer."),
        )
    if any(set(rules) <= asked for asked in waiting):
        raise Refused(
            "already_asked",
            Words(sv="Nödbeslut är redan begärt.", en="An override has already been asked for."),
            Words(
                sv="Be en enhetschef eller avtalscontroller, en annan än den som begärde det, att godkänna.",
                en="Let a unit manager or controller, another than who asked, agree to it.",
            ),
        )
    return rules


def agree(state: State, asked_by: UUID, person: UUID, *, agreed: bool) -> None:
    """Check that a second and different person agrees, once, while it still matters. Raises Refused."""
    _still_open(state)
    if agreed:
        raise Refused(
            "already_agreed",
            Words(sv="Nödbeslutet är redan fattat.", en="The override has already been agreed to."),
            Words(sv="Ladda om sidan.", en="Reload the page."),
        )
    if asked_by == person:
        raise Refused(
            "same_person",
            Words(
                sv="Du begärde själv nödbeslutet. Två olika personer måste stå bakom det.",
                en="You asked for the override yourself. Two different people must stand behind it.",
            ),
            Words(
                sv="Be en annan enhetschef eller avtalscontroller i nämnden att godkänna.",
                en="Let another unit manager or controller of the board agree to it.",
            ),
        )


def _still_open(state: State) -> None:
    if state not in OPEN:
        raise Refused(
            "answered_already",
            Words(sv="Förfrågan väntar inte längre på svar.", en="The referral no longer waits for an answer."),
            Words(sv="Skriv en ny förfrågan i ärendet.", en="Write a new referral in the case."),
        )
