"""What deciding gives: the entity as it is from now on and the facts to emit."""

from datetime import datetime
from uuid import UUID

from schemas.fact import Fact
from schemas.new_event import NewEvent
from services.directory.shared import checks
from services.directory.shared.register import Entity, Register
from services.runtime.language.words import Words

Outcome = tuple[Entity, list[NewEvent]]


def new_event(subject: UUID, occurred: datetime, fact: Fact) -> NewEvent:
    """Make one new event."""
    return NewEvent(subject=subject, occurred=occurred, fact=fact)


def given(register: Register, identity: UUID | None) -> UUID:
    """Give the id handed in for something new. Raises Refused when that id is in use, ValueError when there is none."""
    if identity is None:
        raise ValueError("the shell must give an id before deciding: use services.directory.handlers")
    if identity in register.entities:
        raise checks.taken("id", Words(sv="Något med samma nummer", en="Something with the same id"))
    return identity
