"""With what a handler acts: one value in place of the work, the vault, the actor and whose word it is."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

from schemas.new_event import Author
from services.runtime.database.work import Work
from services.runtime.vault.vault import Vault

Actor_co = TypeVar("Actor_co", covariant=True)


@dataclass(frozen=True)
class Acting(Generic[Actor_co]):
    """An open work, the vault that seals in it, who acts as the service knows them, and whose word the facts are."""

    work: Work
    vault: Vault
    actor: Actor_co
    author: Author

    @property
    def now(self) -> datetime:
        """Give the instant at which what they say had arrived."""
        return self.author.arrived

    def in_word_of(self, author: Author) -> "Acting[Actor_co]":
        """Give the same with the facts as somebody else's word, as when a board registers what came on paper."""
        return replace(self, author=author)
