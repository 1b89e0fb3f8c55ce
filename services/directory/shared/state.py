"""What directory holds of each thing, as plain frozen values."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from schemas.codes import AgeBand, LegalForm, ProposalOutcome, Role, ServiceForm, TargetGroup
from schemas.directory import Clause
from schemas.fact import Fact
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
    """A unit of a provider, by a name that tells no address; `county` is a two-digit code, or None when it is not told."""

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


@dataclass(frozen=True)
class Attested:
    """A fact that somebody attested or asked for, as it was told; a correction of it is a fact of its own.

    `id` is the fact's own id. `provider` is None for the portal's interruptions, `counterpart` the board (or the platform,
    for a supervisor) whose matter it is beside the provider's, if there is one. `words` are kept sealed, in no fact.
    """

    id: UUID
    subject: UUID
    teller: UUID
    provider: UUID | None
    counterpart: UUID | None
    occurred: datetime
    recorded_at: datetime
    fact: Fact
    words: str = ""


@dataclass(frozen=True)
class Proposal:
    """What somebody would have the register say, and what became of it; `acts` are carried out when it is confirmed.

    `proposer` is the organisation, `about` the permit, decision or unit; `outcome` is None while it waits.
    """

    id: UUID
    provider: UUID
    about: UUID
    proposer: UUID
    person: UUID
    acts: tuple[Any, ...]
    at: datetime
    outcome: ProposalOutcome | None = None
    decided_by: UUID | None = None
    decided_person: UUID | None = None
    decided_at: datetime | None = None
    words: str = ""

    @property
    def waits(self) -> bool:
        """Tell whether nobody has decided yet."""
        return self.outcome is None


Entity = Board | Provider | Unit | Permit | Exemption | Contract | Commission | Attested | Proposal
T = TypeVar("T", Board, Provider, Unit, Permit, Exemption, Contract, Commission, Attested, Proposal)


@dataclass
class Register:
    """The things an act needs to see, by id; `municipalities` holds every code there is."""

    municipalities: frozenset[str] = frozenset()
    entities: dict[UUID, Entity] = field(default_factory=dict)

    @classmethod
    def of(cls, entities: Iterable[Entity], municipalities: Iterable[str] = ()) -> "Register":
        """Build a register of things."""
        return cls(frozenset(municipalities), {entity.id: entity for entity in entities})

    def copy(self) -> "Register":
        """Give a register that can change without changing this one."""
        return Register(self.municipalities, dict(self.entities))

    def put(self, entity: Entity) -> None:
        """Take in a thing as it is from now on; what was entered in error is on file no more."""
        if getattr(entity, "retracted", False):
            self.entities.pop(entity.id, None)
        else:
            self.entities[entity.id] = entity

    def all(self, kind: type[T]) -> list[T]:
        """Give everything of one kind."""
        return [entity for entity in self.entities.values() if isinstance(entity, kind)]

    def find(self, kind: type[T], entity: UUID) -> T | None:
        """Give the thing of that kind and id, if it is on file."""
        held = self.entities.get(entity)
        return held if isinstance(held, kind) else None


def _in_force(first: date, last: date | None, ended_at: date | None, day: date) -> bool:
    return first <= day and (last is None or day <= last) and (ended_at is None or day < ended_at)
