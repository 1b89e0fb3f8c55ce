"""To whom, and on which channels, a notice goes out; when a failed try is made again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from schemas.codes import Channel, Role
from services.runtime.language.identifiers import derived


@dataclass(frozen=True)
class Person:
    """Somebody who holds the role now: whether an e-mail address is known, and the language they read."""

    id: UUID
    mailable: bool
    language: str


@dataclass(frozen=True)
class Holder(Person):
    """Somebody with the role they hold; `unit` where it is for one unit of the organisation alone."""

    organisation: UUID
    role: Role
    unit: UUID | None


@dataclass(frozen=True)
class Delivery:
    """One try-until-done of a notice on a channel, to one person or, in the portal, to the role."""

    notice: UUID
    channel: Channel
    person: UUID | None = None
    language: str = "sv"

    @property
    def id(self) -> UUID:
        """The same notice to the same person on the same channel is the same delivery."""
        return derived("delivery", self.notice, self.channel.value, self.person or "")


@dataclass(frozen=True)
class Skip:
    """A notice not sent on a channel, and why, by code."""

    notice: UUID
    channel: Channel
    reason: str


PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 120, 240, 240, 480, 480, 720, 720))
"""The pause after each failed try; after the last one the delivery has failed."""


def of_unit(holders: Sequence[Holder], unit: UUID | None) -> list[Holder]:
    """Leave out those who hold the role for another unit of the organisation."""
    return [one for one in holders if unit is None or one.unit is None or one.unit == unit]


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
