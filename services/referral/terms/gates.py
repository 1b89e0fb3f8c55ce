"""The gates of a permit in force, a free place and a person whom the permit covers: what stops a referral, and whom to ask."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from schemas.codes import AgeBand, TargetGroup
from schemas.reasons import OverrideReason
from services.referral.shared.words import join_words
from services.referral.terms.gate_words import Block, full, no_permit, wrong_age, wrong_group
from services.referral.terms.papers import Permit
from services.referral.terms.terms import Terms, first
from services.runtime.errors import Refused
from services.runtime.language.words import Words


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
        return Gate(None, () if terms.permit_free(day) else (no_permit(terms),))
    permit = first(p for p in permits if p.covers(age_band, target_group)) or permits[0]
    blocks = [full(terms, permit)] if terms.placed >= permit.maximum else []
    if age_band not in permit.age_bands:
        blocks.append(wrong_age(terms, permit))
    if target_group not in permit.target_groups:
        blocks.append(wrong_group(terms, permit))
    return Gate(permit, tuple(blocks))


def gates_at_accept(terms: Terms, sent_with: Permit | None, day: date) -> Gate:
    """Judge permit and places before a provider accepts, against the permit named at sending while it is in force."""
    permits = terms.permits_in_force(day)
    if terms.permit_free(day) or not permits:
        return Gate(None, () if terms.permit_free(day) else (no_permit(terms),))
    named = sent_with.id if sent_with else None
    permit = first(p for p in permits if p.id == named) or permits[0]
    return Gate(permit, (full(terms, permit),) if terms.placed >= permit.maximum else ())


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
