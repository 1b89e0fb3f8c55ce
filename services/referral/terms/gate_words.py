"""Why a gate is closed, in words: what is wrong, and whom to ask."""

from dataclasses import dataclass

from services.referral.shared.words import join_words
from services.referral.terms.papers import Permit
from services.referral.terms.terms import Terms
from services.runtime.language.code_words import AGE_BAND_WORDS, FORM_WORDS, TARGET_GROUP_WORDS
from services.runtime.language.duties import gate_rule
from services.runtime.language.words import Words

PERMIT, PLACES, GROUP = gate_rule("permit"), gate_rule("places"), gate_rule("group")
"""The ids of the rules that close the gates."""


@dataclass(frozen=True)
class Block:
    """Why a gate is closed: the rule, what is wrong, and whom to ask."""

    rule: str
    what: Words
    ask: Words


def no_permit(terms: Terms) -> Block:
    """Say that there is no permit in force, or that the board itself has proposed that it is revoked."""
    form = FORM_WORDS[terms.form]
    if any(permit.id in terms.own_word for permit in terms.permits):
        return Block(
            PERMIT,
            Words(
                sv=f"{PERMIT}: nämnden har lämnat förslaget att tillståndet för {terms.provider_name} är återkallat.",
                en=f"{PERMIT}: the board has proposed that the permit of {terms.provider_name} is revoked.",
            ),
            Words(
                sv="Välj en annan utförare, eller låt nämndens avtalscontroller ta tillbaka förslaget om det var fel.",
                en="Choose another provider, or let the board's contract controller take the proposal back if it was wrong.",
            ),
        )
    return Block(
        PERMIT,
        Words(
            sv=f"{PERMIT}: {terms.provider_name} har inget giltigt tillstånd vid enheten ({form.sv}).",
            en=f"{PERMIT}: {terms.provider_name} has no valid permit at this unit ({form.en}).",
        ),
        Words(
            sv="Välj en annan utförare, eller be avtalscontrollern kontrollera tillståndet.",
            en="Choose another provider, or ask the contract controller to check the permit.",
        ),
    )


def full(terms: Terms, permit: Permit) -> Block:
    """Say that no place is free."""
    return Block(
        PLACES,
        Words(
            sv=f"{PLACES}: {terms.provider_name} har {terms.placed} av {permit.maximum} platser upptagna och ingen ledig.",
            en=f"{PLACES}: {terms.provider_name} has {terms.placed} of {permit.maximum} places taken and none free.",
        ),
        Words(
            sv="Välj en annan utförare, eller fråga föreståndaren när en plats blir ledig.",
            en="Choose another provider, or ask the provider's manager when a place becomes free.",
        ),
    )


def wrong_age(terms: Terms, permit: Permit) -> Block:
    """Say that the permit is not for people of that age."""
    bands = [AGE_BAND_WORDS[band] for band in sorted(permit.age_bands)]
    bands_words = join_words(bands, ", ")
    return Block(
        GROUP,
        Words(
            sv=f"{GROUP}: {terms.provider_name} får ta emot {bands_words.sv}.",
            en=f"{GROUP}: {terms.provider_name} may receive {bands_words.en}.",
        ),
        Words(
            sv="Välj en annan. Fråga avtalscontrollern om tillståndet borde se annorlunda ut.",
            en="Choose another. Ask the contract controller if the permit should say something else.",
        ),
    )


def wrong_group(terms: Terms, permit: Permit) -> Block:
    """Say that the permit is not for that target group."""
    groups = join_words([TARGET_GROUP_WORDS[group] for group in sorted(permit.target_groups)], ", ")
    return Block(
        GROUP,
        Words(
            sv=f"{GROUP}: tillståndet för {terms.provider_name} gäller målgruppen {groups.sv}.",
            en=f"{GROUP}: the permit of {terms.provider_name} is for the target group {groups.en}.",
        ),
        Words(
            sv="Välj en annan. Fråga avtalscontrollern om tillståndet borde se annorlunda ut.",
            en="Choose another. Ask the contract controller if the permit should say something else.",
        ),
    )
