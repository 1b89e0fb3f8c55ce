"""Permits and contracts as referral has them from the directory, and when they are in force."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from schemas.codes import AgeBand, ServiceForm, TargetGroup

Entity = TypeVar("Entity")
DAY = timedelta(days=1)


def _in_force(day: date, valid_from: date, valid_to: date | None, ended_at: date | None) -> bool:
    return valid_from <= day and (valid_to is None or day <= valid_to) and (ended_at is None or day < ended_at)


@dataclass(frozen=True, slots=True)
class Permit:
    """Terms of a permit; `valid_from` and `valid_to` are whole days, both in force.

    `ended_at` is the first day the permit is not in force, `replaced_on` the first of other terms of the same permit.
    `position` and `registered_on` say where in the directory, and on which day, the permit was registered.
    """

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
    replaced_on: date | None = None
    position: int = 0
    registered_on: date = date.min

    def in_force(self, day: date) -> bool:
        """Tell whether the permit is in force on a Swedish civil day."""
        return _in_force(day, self.valid_from, self.valid_to, self.over)

    @property
    def over(self) -> date | None:
        """The first day these terms are not in force any more before their last day; none where nothing ends them."""
        return min((day for day in (self.ended_at, self.replaced_on) if day is not None), default=None)

    def outlasts(self, day: date) -> bool:
        """Tell whether the terms are in force on a day or any later one."""
        last = [end for end in (self.valid_to, self.over and self.over - DAY) if end is not None]
        return all(end >= max(day, self.valid_from) for end in last)

    def covers(self, age_band: AgeBand, target_group: TargetGroup) -> bool:
        """Tell whether the permit lists the whole age band and the target group."""
        return age_band in self.age_bands and target_group in self.target_groups


@dataclass(frozen=True, slots=True)
class NotBound:
    """The recorded decision that a form at a unit needs no permit, from `on`; `position` says where it was recorded."""

    unit: UUID
    orgnr: str
    form: ServiceForm
    on: date
    position: int = 0


@dataclass(frozen=True)
class Revocation:
    """A revocation of a permit that somebody has proposed and nobody has confirmed; `board` is none for the provider."""

    permit: UUID
    board: UUID | None
    on: date


@dataclass(frozen=True, slots=True)
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


def laid_out(registered: Permit, changes: Iterable[Permit]) -> list[Permit]:
    """Lay out the terms of a permit over time: each change from its own first day on; the one recorded last prevails from there."""
    terms = [registered]
    for change in changes:
        terms = [each for each in terms if each is registered or each.valid_from < change.valid_from] + [change]
    followed = [*(each.valid_from for each in terms[1:]), None]
    return [replace(each, replaced_on=following) for each, following in zip(terms, followed, strict=True)]


def first(entities: Iterable[Entity]) -> Entity | None:
    """Give the first of some things, or None."""
    return next(iter(entities), None)
