"""Who looks at a page: one person under one commission."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from schemas.codes import Role
from services.runtime.database.scope import Scope
from services.runtime.language.words import Language, Words

ROLE_WORDS: dict[Role, Words] = {
    Role.COORDINATOR: Words(sv="Samordnare", en="Coordinator"),
    Role.UNIT_MANAGER: Words(sv="Enhetschef", en="Unit manager"),
    Role.CONTROLLER: Words(sv="Avtalscontroller", en="Contract controller"),
    Role.PROVIDER_MANAGER: Words(sv="Föreståndare", en="Manager"),
    Role.SUPERVISOR: Words(sv="Tillsyn", en="Supervisor"),
    Role.OPERATOR: Words(sv="Drift", en="Operator"),
    Role.REGISTER_KEEPER: Words(sv="Registerförvaltare", en="Register keeper"),
    Role.ADMINISTRATOR: Words(sv="Administratör", en="Administrator"),
}


@dataclass(frozen=True)
class Viewer:
    """A signed-in person, in the one role they work in now, and the rows they may touch."""

    person: UUID
    name: str
    role: Role
    organisation: UUID
    organisation_name: str
    organisation_kind: Literal["board", "provider", "platform"]
    unit: UUID | None
    language: Language
    scope: Scope

    def speaking(self, language: Language) -> "Viewer":
        """Give the same viewer in the language of the session."""
        return replace(self, language=language)

    @property
    def role_words(self) -> Words:
        """Give the role in words."""
        return ROLE_WORDS[self.role]


Identify = Callable[[UUID, UUID | None], Awaitable[Viewer | None]]
"""identify(person, commission): asked at every request, so that an ended commission ends at once."""
