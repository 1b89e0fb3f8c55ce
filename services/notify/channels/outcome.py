"""What a channel is handed and what it answers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.notify.channels.mail import MailText


@dataclass(frozen=True)
class Letter:
    """A delivery as a channel needs it; `address` is the opened mail address, of the mail channel alone."""

    delivery: UUID
    text: MailText
    language: str
    at: datetime
    address: str | None = None


@dataclass(frozen=True)
class Sent:
    """The channel took it."""


@dataclass(frozen=True)
class Kept:
    """It was put where it can be looked at and went to nobody; `reason` is a code."""

    reason: str


@dataclass(frozen=True)
class TryLater:
    """Not now; `reason` is a code."""

    reason: str


@dataclass(frozen=True)
class Refused:
    """Never; `reason` is a code."""

    reason: str


Outcome = Sent | Kept | TryLater | Refused


class Sender(Protocol):
    """A way to reach somebody; sending the same letter twice must do no harm."""

    async def send(self, letter: Letter) -> Outcome:
        """Send a letter and say what became of it."""
        ...
