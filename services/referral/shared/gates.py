"""The gates of a permit in force, a free place and a person whom the permit covers: what stops a referral, and whom to ask."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from schemas.codes import AgeBand, TargetGroup
from schemas.reasons import OverrideReason
from services.referral.shared.terms import Permit, Terms, first
from services.referral.shared.words import join_words
from services.runtime.errors import Refused
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


@dataclass(frozen=True)
class Override:
    """What two people of the board let through: the rules, who asked and who agreed, and why."""

    rules: frozenset[str]
    by: tuple[UUID, UUID]
    reason: OverrideReason
    agreed_at: datetime


BY_TWO = Words(
    sv="Är det fara för liv? Då kan två personer i nämnden fatta ett nödbeslut.",
    en="Is a life in danger? Then two people of the board may override it together.",
)


@dataclass(frozen=True)
class Gate:
    """What the gates say: the permit the placement is measured against, and the blocks; open when there are none."""

    permit: Permit | None
    blocks: tuple[Block, ...]

    @property
    def rules(self) -> list[str]:
        """List the rules that block."""
        return sorted({block.rule for block in self.blocks})

    def refuse_if_blocked(self, hint: Words = BY_TWO) -> None:
        """Raise Refused with every rule that blocks, what is wrong and whom to ask; `hint` closes it."""
        if self.blocks:
            raise Refused(
                code=self.blocks[0].rule,
                what=join_words([block.what for block in self.blocks]),
                next_step=join_words([*(block.ask for block in self.blocks), hint]),
            )

    def let_through(self, override: Override | None, hint: Words = BY_TWO) -> list[str]:
        """Give the rules that block and are overridden; raise Refused when a rule blocks that nobody has overridden."""
        rules = override.rules if override else frozenset()
        Gate(self.permit, tuple(block for block in self.blocks if block.rule not in rules)).refuse_if_blocked(hint)
        return self.rules


def gates_at_send(terms: Terms, age_band: AgeBand, target_group: TargetGroup, day: date) -> Gate:
    """Judge every gate before a referral is sent; the permit before the others, which need one to measure against."""
    permits = terms.permits_in_force(day)
    if terms.permit_free(day) or not permits:
        return Gate(None, () if terms.permit_free(day) else (_no_permit(terms),))
    permit = first(p for p in permits if p.covers(age_band, target_group)) or permits[0]
    blocks = [_full(terms, permit)] if terms.placed >= permit.maximum else []
    if age_band not in permit.age_bands:
        blocks.append(_wrong_age(terms, permit))
    if target_group not in permit.target_groups:
        blocks.append(_wrong_group(terms, permit))
    return Gate(permit, tuple(blocks))


def gates_at_accept(terms: Terms, sent_with: Permit | None, day: date) -> Gate:
    """Judge permit and places before a provider accepts, against the permit named at sending while it is in force."""
    permits = terms.permits_in_force(day)
    if terms.permit_free(day) or not permits:
        return Gate(None, () if terms.permit_free(day) else (_no_permit(terms),))
    named = sent_with.id if sent_with else None
    permit = first(p for p in permits if p.id == named) or permits[0]
    return Gate(permit, (_full(terms, permit),) if terms.placed >= permit.maximum else ())


def unconfirmed(terms: Terms) -> Words | None:
    """Say that a permit of the unit is proposed as revoked and that nobody has confirmed it; None when none is."""
    proposed = [each for each in terms.unconfirmed() if each.permit not in terms.own_word]
    if not proposed:
        return None
    return Words(
        sv=f"Obekräftat: någon har lämnat förslaget att tillståndet för {terms.provider_name} är återkallat från och med "
        f"{proposed[0].on}. Registret har inte bekräftat det, och ingen är anklagad. Fråga avtalscontrollern före placering.",
        en=f"Unconfirmed: somebody has proposed that the permit of {terms.provider_name} is revoked from {proposed[0].on}. "
        "The register has not confirmed it, and nobody is accused. Ask the contract controller before placing anybody.",
    )


def _no_permit(terms: Terms) -> Block:
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


def _full(terms: Terms, permit: Permit) -> Block:
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


def _wrong_age(terms: Terms, permit: Permit) -> Block:
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


def _wrong_group(terms: Terms, permit: Permit) -> Block:
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
