"""From a notice whose time has come to deliveries, or to the reason why there is none."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from schemas.codes import Channel
from services.notify.domain.notice import Delivery, Person, Skip

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 240, 480, 480, 720, 720))
"""The pause after each failed try; after the last one the delivery has failed."""


def deliveries(notice: UUID, silent: str, people: Sequence[Person]) -> tuple[list[Delivery], list[Skip]]:
    """Decide on which channels a notice goes out, to the people who hold its role now.

    A role without anybody is skipped on every channel; operators see it. `silent` is the code why it is never mailed.
    """
    if not people:
        return [], [Skip(notice, channel, "no_recipient") for channel in Channel]
    sent = [Delivery(notice, Channel.PORTAL)]
    if silent:
        return sent, [Skip(notice, Channel.EMAIL, silent)]
    mailable = {person.id: person for person in people if person.mailable}
    if not mailable:
        return sent, [Skip(notice, Channel.EMAIL, "no_channel")]
    sent += [Delivery(notice, Channel.EMAIL, person.id, person.language) for person in mailable.values()]
    return sent, []


def pause_after(attempt: int) -> timedelta | None:
    """Give the pause after the failed try number `attempt` (from 1), or None when no further try is made."""
    return PAUSES[attempt - 1] if attempt <= len(PAUSES) else None
