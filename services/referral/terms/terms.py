"""Permits and contracts as referral has them from the directory, and when they are in force."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar
from uuid import UUID

from schemas.codes import ServiceForm
from services.referral.terms.papers import Contract, NotBound, Permit, Revocation

Entity = TypeVar("Entity")


@dataclass(frozen=True)
class Terms:
    """What referral knows of one provider at one unit for one form; each list stands in the order of registration."""

    provider: UUID
    provider_name: str
    unit: UUID
    orgnr: str
    form: ServiceForm
    permits: tuple[Permit, ...] = ()
    not_bound: tuple[NotBound, ...] = ()
    contracts: tuple[Contract, ...] = ()
    revocations: tuple[Revocation, ...] = ()
    placed: int = 0
    """People placed, or accepted and not yet started, at this organisation number, form and unit."""
    directory_position: int = 0
    own_word: frozenset[UUID] = frozenset()
    """The permits that the board itself has said are revoked, while nobody has confirmed it."""
    county: str | None = None
    """The two-digit code of the unit's county, None where it is not known; no gate asks for it."""

    def as_seen_by(self, board: UUID) -> "Terms":
        """Give the terms as they bind a board: a permit that it has itself said is revoked is none for it."""
        said: dict[UUID, date] = {}
        for each in self.revocations:
            if each.board == board:
                said[each.permit] = min(each.on, said.get(each.permit, each.on))
        ended = tuple(
            replace(permit, ended_at=min(said[permit.id], permit.ended_at or said[permit.id]))
            if permit.id in said
            else permit
            for permit in self.permits
        )
        return replace(self, permits=ended, own_word=frozenset(said))

    def unconfirmed(self) -> tuple[Revocation, ...]:
        """Give the proposed revocations of this unit's permits for this form."""
        mine = {permit.id for permit in self.permits if self._matches(permit)}
        return tuple(each for each in self.revocations if each.permit in mine)

    def permits_in_force(self, day: date) -> list[Permit]:
        """List the permits of this organisation number, form and unit that are in force."""
        return [permit for permit in self.permits if self._matches(permit) and permit.in_force(day)]

    def permit_free(self, day: date) -> bool:
        """Tell whether the form is recorded as not permit-bound here on the day.

        A decision holds until a permit that was registered after it begins: on the later of its first day and its registering.
        """
        return any(
            self._matches(decision) and decision.on <= day and not self._ended(decision, day)
            for decision in self.not_bound
        )

    def _ended(self, decision: NotBound, day: date) -> bool:
        return any(
            permit.position > decision.position
            and max(permit.valid_from, permit.registered_on) <= day
            and permit.outlasts(decision.on)
            for permit in self.permits
            if self._matches(permit)
        )

    def contract_on(self, board: UUID, day: date) -> Contract | None:
        """Find the contract that governs: the first registered of those in force."""
        return first(c for c in self.contracts if c.board == board and c.governs(self.form, day))

    def _matches(self, paper: Permit | NotBound) -> bool:
        return paper.orgnr == self.orgnr and paper.unit == self.unit and paper.form is self.form


def first(entities: Iterable[Entity]) -> Entity | None:
    """Give the first of some things, or None."""
    return next(iter(entities), None)
