"""What sending and amending a referral are decided on: the terms, the clause on answers, and what two people let through."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.referral.terms.gates import BY_TWO, Override
from services.referral.terms.terms import Terms
from services.runtime.language.words import Words


@dataclass(frozen=True)
class Basis:
    """`parameters` are those of the contract's clause on answers, `hint` is what else to do when a gate refuses."""

    terms: Terms
    parameters: Mapping[str, int]
    override: Override | None = None
    hint: Words = BY_TWO
