"""Everything that an act must see, by its id: the register as it stands, in which acts are decided."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from services.directory.shared.attested import Attested, Proposal
from services.directory.shared.state import Board, Commission, Contract, Exemption, Invitation, Permit, Provider, Unit

Entity = Board | Provider | Unit | Permit | Exemption | Contract | Commission | Invitation | Attested | Proposal
T = TypeVar("T", Board, Provider, Unit, Permit, Exemption, Contract, Commission, Invitation, Attested, Proposal)


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
