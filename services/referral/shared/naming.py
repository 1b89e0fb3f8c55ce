"""Ids of what a handler makes: new ones, or in the demonstration the same every time."""

from uuid import UUID

from schemas.codes import Origin
from schemas.new_event import Author
from services.runtime.language.identifiers import derived, new_id


def fresh(author: Author, *parts: object) -> UUID:
    """Give an id for something that its parts name; derived from them in the demonstration, else new."""
    if author.origin is Origin.DEMONSTRATION:
        return derived("demonstration", *parts)
    return new_id()
