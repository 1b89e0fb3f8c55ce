"""What directory holds of each thing, as plain frozen values."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from schemas.codes import AgeBand, LegalForm, Role, ServiceForm, TargetGroup
from schemas.directory import Clause
from schemas.reasons import PermitEndReason

PLATFORM = UUID(int=0)
"""The organisation of supervisors, operators and register keepers: the register's own word is the platform's."""
PORTAL = UUID("4bda68dc-2d70-565f-b72c-6d90e9dac62d")
"""The portal itself: the subject of its interruptions."""


@dataclass(frozen=True, slots=True)
class Board:
    """A board (nämnd) of a municipality: a tenant."""

    id: UUID
    municipality: str
    name: str


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider (utförare), known by its organisation number of ten digits."""

    id: UUID
    orgnr: str
    name: str
    legal_form: LegalForm
    fiscal_year_end: str
    audited_from: date
    retracted: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a provider, by a name that reveals no address; `county` is a two-digit code, or None when it is not given."""

    id: UUID
    provider: UUID
    name: str
    county: str | None = None
    retracted: bool = False


@dataclass(frozen=True, slots=True)
class Permit:
    """A permit with its terms; `valid_to` is its last day, `ended_at` the first day it is not in force any more."""

    id: UUID
    provider: UUID
    unit: UUID
    orgnr: str
    number: str
    form: ServiceForm
    age_bands: tuple[AgeBand, ...]
    target_groups: tuple[TargetGroup, ...]
    maximum: int
    valid_from: date
    valid_to: date | None
    ended_at: date | None = None
    end_reason: PermitEndReason | None = None
    retracted: bool = False

    def in_force(self, day: date) -> bool:
        """Say whether the permit holds on a day."""
        return _in_force(self.valid_from, self.valid_to, self.ended_at, day)


@dataclass(frozen=True, slots=True)
class Exemption:
    """The recorded decision that a form of service at a unit needs no permit."""

    id: UUID
    provider: UUID
    unit: UUID
    orgnr: str
    form: ServiceForm
    decided_by: UUID
    on: date
    retracted: bool = False


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract between a board and a provider with every version of its clauses, oldest first."""

    id: UUID
    board: UUID
    provider: UUID
    number: str
    forms: tuple[ServiceForm, ...]
    valid_from: date
    valid_to: date | None
    audited_from: date
    clauses: tuple[Clause, ...] = ()
    ended_at: date | None = None
    retracted: bool = False

    def in_force(self, day: date) -> bool:
        """Say whether the contract holds on a day."""
        return _in_force(self.valid_from, self.valid_to, self.ended_at, day)

    def latest(self, clause: UUID) -> Clause | None:
        """Give the newest version of a clause."""
        versions = [version for version in self.clauses if version.id == clause]
        return max(versions, key=lambda version: version.version, default=None)

    def clauses_on(self, day: date) -> list[Clause]:
        """Give the clause versions in force on a day: of each clause the newest whose dates hold the day."""
        newest: dict[UUID, Clause] = {}
        for clause in self.clauses:
            if clause.valid_from <= day and (clause.valid_to is None or day <= clause.valid_to):
                held = newest.get(clause.id)
                if held is None or held.version < clause.version:
                    newest[clause.id] = clause
        return sorted(newest.values(), key=lambda clause: (clause.number, clause.type.value))


@dataclass(frozen=True, slots=True)
class Commission:
    """A role that a person holds at an organisation, from a day, perhaps to a day, until it is ended."""

    id: UUID
    person: UUID
    organisation: UUID
    role: Role
    unit: UUID | None
    valid_from: date
    valid_to: date | None
    ended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation to a role until `valid_to`; the link, known by its hash, holds until `expires` and is used once.

    `refused_at` is when somebody else than the one invited tried to open it.
    """

    id: UUID
    organisation: UUID
    role: Role
    unit: UUID | None
    valid_to: date
    token_hash: bytes
    invited_by: UUID | None
    expires: datetime
    accepted_at: datetime | None = None
    refused_at: datetime | None = None

    def open(self, now: datetime) -> bool:
        """Tell whether it can still be accepted."""
        return self.accepted_at is None and now < self.expires


def _in_force(first: date, last: date | None, ended_at: date | None, day: date) -> bool:
    return first <= day and (last is None or day <= last) and (ended_at is None or day < ended_at)
