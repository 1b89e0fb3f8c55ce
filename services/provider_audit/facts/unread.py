"""Whose dossier a fact falls into that cannot be read: its own word where that still can be, else its subject's."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from schemas.directory import ProviderRegistered
from schemas.envelope import Event
from schemas.unread import Unread


def is_nameless(event: Event) -> bool:
    """Say whether a fact cannot be read so far that not even its provider is known."""
    return isinstance(event.fact, Unread) and event.fact.provider is None


def named_by(event: Event) -> UUID | None:
    """Give the provider that a fact's subject belongs to by its word; none if it names none."""
    if isinstance(event.fact, ProviderRegistered):
        return event.subject
    provider = getattr(event.fact, "provider", None)
    return provider if isinstance(provider, UUID) else None


def with_providers(events: Iterable[Event], known: dict[UUID, UUID]) -> Iterator[Event]:
    """Give facts, in the one order of time, the nameless ones with the provider of their subject as recorded before them.

    `known` are the providers by subject of what stands before; it is added to.
    """
    for event in events:
        provider = named_by(event)
        if provider is not None:
            known.setdefault(event.subject, provider)
        elif is_nameless(event) and event.subject in known:
            fact = event.fact.model_copy(update={"provider": known[event.subject]})
            yield event.model_copy(update={"fact": fact})
            continue
        yield event
