"""How decisions make notices: to whom, about what, and whether they are ever mailed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from schemas.codes import Origin, Role
from schemas.envelope import Event
from schemas.findings import Party
from services.notify.domain.notice import Closing, Notice, Plan, Recipient, Subject, at_board, at_provider
from services.notify.domain.terms import Terms

Decide = Callable[[Event, Any, Terms], Plan]
_SILENT = {Origin.DEMONSTRATION: "demonstration", Origin.IMPORT: "import"}


def notice_to(event: Event, condition: str, who: Recipient, subject: Subject, **more: Any) -> Notice:
    """Give a notice to be sent at once, unless `send_at` says when."""
    return Notice(
        condition,
        who,
        subject,
        send_at=more.pop("send_at", event.received),
        silent=more.pop("silent", silent(event)),
        **more,
    )


def silent(event: Event) -> str:
    """Give why a fact of this origin never mails anybody; empty when it does."""
    return silence(event.origin)


def silence(origin: Origin) -> str:
    """Give why what was sent by an origin never mails anybody; empty when it does."""
    return _SILENT.get(origin, "")


def who_owes(owes: Party, provider: UUID, boards: tuple[UUID, ...]) -> list[Recipient]:
    """Give who answers for a duty: the provider's manager, or the coordinators of the boards."""
    if owes is Party.PROVIDER:
        return [at_provider(provider)]
    return [at_board(board, Role.COORDINATOR) for board in boards]


def subject(event: Event, **more: Any) -> Subject:
    """Give what a notice is about: the fact's own subject, unless `about` or `resolve_key` says otherwise."""
    fields: dict[str, Any] = {"about": event.subject, "resolve_key": event.subject, **more}
    return Subject(sequence=event.sequence, origin=event.origin, **fields)


def closes(reason: str, conditions: frozenset[str] | None = None) -> Decide:
    """Give the decision that ends the waiting of the subject's notices and notifies nobody."""

    def decide(event: Event, _fact: Any, _terms: Terms) -> Plan:
        return Plan(closings=[closing(event, reason, conditions=conditions)])

    return decide


def closing(event: Event, reason: str, resolve_key: UUID | None = None, **more: Any) -> Closing:
    """Give the end that a fact puts to the waiting of its subject's notices, or of those with another resolve key.

    It counts from when the whole request had arrived, as everything that is judged to be in time.
    """
    return Closing(resolve_key or event.subject, event.sequence, reason, event.arrived, **more)
