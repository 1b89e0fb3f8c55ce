"""Permits and contracts as referral heard them from the directory, and when they are in force."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar
from uuid import UUID

from schemas.codes import AgeBand, ServiceForm, TargetGroup

Thing = TypeVar("Thing")


def _in_force(day: date, valid_from: date, valid_to: date | None, ended_at: date | None) -> bool:
    return valid_from <= day and (valid_to is None or day <= valid_to) and (ended_at is None or day < ended_at)


@dataclass(frozen=True)
class Permit:
    """A permit; `valid_from` and `valid_to` are whole days, both in force, `ended_at` the first day it is not."""

    id: UUID
    unit: UUID
    orgnr: str
    form: ServiceForm
    age_bands: frozenset[AgeBand]
    target_groups: frozenset[TargetGroup]
    maximum: int
    valid_from: date
    valid_to: date | None = None
    ended_at: date | None = None

    def in_force(self, day: date) -> bool:
        """Tell whether the permit is in force on a Swedish civil day."""
        return _in_force(day, self.valid_from, self.valid_to, self.ended_at)

    def covers(self, age_band: AgeBand, target_group: TargetGroup) -> bool:
        """Tell whether the permit lists the whole age band and the target group."""
        return age_band in self.age_bands and target_group in self.target_groups


@dataclass(frozen=True)
class NotBound:
    """The recorded decision that a form at a unit needs no permit, from `on`."""

    unit: UUID
    orgnr: str
    form: ServiceForm
    on: date


@dataclass(frozen=True)
class Revocation:
    """A revocation of a permit that somebody has proposed and nobody has confirmed; `board` is none for the provider."""

    permit: UUID
    board: UUID | None
    on: date


@dataclass(frozen=True)
class Contract:
    """A contract between a board and a provider; whole days, both in force."""

    id: UUID
    board: UUID
    provider: UUID
    number: str
    forms: frozenset[ServiceForm]
    valid_from: date
    valid_to: date | None = None
    ended_at: date | None = None

    def governs(self, form: ServiceForm, day: date) -> bool:
        """Tell whether the contract is for the form and in force on the day."""
        return form in self.forms and _in_force(day, self.valid_from, self.valid_to, self.ended_at)


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
    """The two-digit code of the unit's county, None where it is not told; no gate asks for it."""

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
        """Tell whether the form is recorded as not permit-bound here on the day."""
        return any(self._matches(decision) and decision.on <= day for decision in self.not_bound)

    def contract_on(self, board: UUID, day: date) -> Contract | None:
        """Find the contract that governs: the first registered of those in force."""
        return first(c for c in self.contracts if c.board == board and c.governs(self.form, day))

    def _matches(self, paper: Permit | NotBound) -> bool:
        return paper.orgnr == self.orgnr and paper.unit == self.unit and paper.form is self.form


def first(things: Iterable[Thing]) -> Thing | None:
    """Give the first of some things, or None."""
    return next(iter(things), None)
