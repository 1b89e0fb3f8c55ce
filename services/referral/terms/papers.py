"""Permits, decisions that none is needed, and contracts as referral has them from the directory, and when they are in force."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from schemas.codes import AgeBand, ServiceForm, TargetGroup

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


def laid_out(registered: Permit, changes: Iterable[Permit]) -> list[Permit]:
    """Lay out the terms of a permit over time: each change from its own first day on; the one recorded last prevails from there."""
    terms = [registered]
    for change in changes:
        terms = [each for each in terms if each is registered or each.valid_from < change.valid_from] + [change]
    followed = [*(each.valid_from for each in terms[1:]), None]
    return [replace(each, replaced_on=following) for each, following in zip(terms, followed, strict=True)]
