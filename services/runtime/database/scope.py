"""The scope a portal transaction runs under."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Scope:
    """Whose rows a portal transaction may touch; row-level security reads it."""

    boards: tuple[UUID, ...] = ()
    providers: tuple[UUID, ...] = ()
    supervisor: bool = False
    operator: bool = False
    keeper: bool = False
    administers: UUID | None = None
    """The organisation whose people and roles may be touched; of its cases an administrator sees nothing."""
    person: UUID | None = None
